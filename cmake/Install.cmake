# cmake --install: the driver, the public header, what other builds need to find them, the sample
# registration, the command and its manual pages.
include(CMakePackageConfigHelpers)

install(TARGETS pillion EXPORT pillion-targets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT driver
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES session/pillion.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
install(TARGETS pillion_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT driver)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT driver)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT driver
        FILES_MATCHING PATTERN "*.md")

# The sample names the library where it is installed.
file(READ odbcinst.ini.sample sample)
string(REPLACE "/usr/local/lib/libpillion.so" "${CMAKE_INSTALL_FULL_LIBDIR}/libpillion.so"
       sample "${sample}")
file(WRITE ${CMAKE_BINARY_DIR}/odbcinst.ini.sample "${sample}")
install(FILES ${CMAKE_BINARY_DIR}/odbcinst.ini.sample DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT driver)

configure_file(cmake/pillion.pc.in pillion.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/pillion.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/pillion)
install(EXPORT pillion-targets NAMESPACE pillion:: DESTINATION ${package_directory}
        COMPONENT development)
configure_package_config_file(cmake/pillion-config.cmake.in pillion-config.cmake
                              INSTALL_DESTINATION ${package_directory})
write_basic_package_version_file(pillion-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/pillion-config.cmake ${CMAKE_BINARY_DIR}/pillion-config-version.cmake
        DESTINATION ${package_directory} COMPONENT development)
