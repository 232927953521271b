# pillion_folder(<name> SOURCES <file>... [USES <folder>...] [LIBRARIES <target>...])
#
# One source folder as a static library `pillion_<name>`. Its headers are included as
# "<name>/<header>.h", and only a target that USES the folder can see them: each folder has an
# include directory of its own that holds nothing but a link to that folder.
function(pillion_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target pillion_${name})
  set(view ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${name} SYMBOLIC)
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
    pillion_compile_options(${target})
    target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${view})
  target_link_libraries(${target} ${scope} pillion_base)
  foreach(folder IN LISTS ARG_USES)
    target_link_libraries(${target} ${scope} pillion_${folder})
  endforeach()
endfunction()

# Warnings, and the sanitizers of the preset.
function(pillion_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                           -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(${target} PRIVATE -Wthread-safety)
  endif()
endfunction()

if(PILLION_SANITIZE)
  add_compile_options(-fsanitize=${PILLION_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PILLION_SANITIZE})
endif()
