# What the Python wheel holds beside the package: the driver in the package's own folder, where the
# connection strings name it, and the command among the scripts. pyproject.toml asks for this
# component alone.
if(PILLION_PREBUILT)
  install(PROGRAMS ${PILLION_PREBUILT}/driver/libpillion.so DESTINATION pillion COMPONENT python)
  install(PROGRAMS ${PILLION_PREBUILT}/tools/pillion DESTINATION ${SKBUILD_SCRIPTS_DIR}
          COMPONENT python)
else()
  install(TARGETS pillion LIBRARY DESTINATION pillion COMPONENT python)
  install(TARGETS pillion_command RUNTIME DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT python)
endif()
