# Compiler settings and the libraries that come from outside. Sanitizers and optimisation are chosen
# by presets (CMakePresets.json), not here.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the Python module links all of it
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers need the sloppiness; base_dir lets clones share what was built.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(pugixml REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

# Debian's python3, whatever stands before it in PATH: the bindings and the tests need its modules.
if(NOT DEFINED Python3_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python3_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "The Python of bindings and tests")
endif()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter Development.Module)

enable_testing()
include(GoogleTest)

add_library(inquest_warnings INTERFACE)
add_library(inquest::warnings ALIAS inquest_warnings)
target_compile_options(inquest_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror)
target_compile_options(inquest_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>)
# g++ 12 sees overlaps and overflows that are none where -O2 and above inline std::string's operator+
# (its PR 105651).
target_compile_options(
  inquest_warnings
  INTERFACE
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>")
# Where -fsanitize is on, g++ warns wrongly, as its manual says; preset dev has seen the same sources.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(inquest_warnings INTERFACE -w)
endif()

configure_file("${CMAKE_CURRENT_LIST_DIR}/source_folder.cpp.in" "${CMAKE_BINARY_DIR}/source_folder.cpp" @ONLY)
add_library(inquest_source_folder STATIC "${CMAKE_BINARY_DIR}/source_folder.cpp")
add_library(inquest::source_folder ALIAS inquest_source_folder)
target_include_directories(inquest_source_folder PUBLIC "${PROJECT_SOURCE_DIR}")
