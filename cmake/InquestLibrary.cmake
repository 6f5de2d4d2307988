# inquest_library(NAME [OWN_PRECOMPILED] SOURCES ... HEADERS ... TESTS ... USES ...)
#
# A static library inquest::NAME of the folder it is called in, and, when there are TESTS, a
# GoogleTest program NAME_test whose tests CTest lists one by one. Every header must compile alone
# (target all_verify_interface_header_sets). A library without SOURCES is INTERFACE. All libraries
# share one precompiled header of what nearly every source includes; OWN_PRECOMPILED is for one that
# has another.
function(inquest_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "OWN_PRECOMPILED" "" "SOURCES;HEADERS;TESTS;USES")
  set(target inquest_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(visibility PUBLIC)
    target_link_libraries(${target} PRIVATE inquest::warnings)
    if(NOT arg_OWN_PRECOMPILED)
      inquest_library_precompiled()
      target_precompile_headers(${target} REUSE_FROM inquest_library_precompiled)
    endif()
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  add_library(inquest::${name} ALIAS ${target})
  target_sources(${target} ${visibility} FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}"
                 FILES ${arg_HEADERS})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_include_directories(${target} ${visibility} "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} ${visibility} ${arg_USES})

  if(arg_TESTS)
    inquest_test(${name}_test SOURCES ${arg_TESTS} USES inquest::${name})
  endif()
endfunction()

# Compiled as libraries are: a precompiled header fits only the same flags.
function(inquest_library_precompiled)
  if(TARGET inquest_library_precompiled)
    return()
  endif()
  file(WRITE "${PROJECT_BINARY_DIR}/library_precompiled.cpp" "")
  add_library(inquest_library_precompiled STATIC "${PROJECT_BINARY_DIR}/library_precompiled.cpp")
  target_link_libraries(inquest_library_precompiled PRIVATE fmt::fmt inquest::warnings)
  target_precompile_headers(inquest_library_precompiled PRIVATE <fmt/format.h> <algorithm>
                            <chrono> <functional> <map> <memory> <optional> <set> <stdexcept>
                            <string> <variant> <vector>)
endfunction()

# inquest_test(NAME SOURCES ... USES ...)
#
# A GoogleTest program. All of them share one precompiled header. Tests find the source tree by
# cmake/source_folder.h, and run from the build folder's root.
function(inquest_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE inquest::warnings inquest::source_folder ${arg_USES}
                        GTest::gmock GTest::gtest GTest::gtest_main)
  if(NOT TARGET inquest_test_precompiled)
    file(WRITE "${PROJECT_BINARY_DIR}/precompiled.cpp" "int main() {}\n")
    # Compiled as test programs are: a precompiled header fits only the same flags.
    add_executable(inquest_test_precompiled "${PROJECT_BINARY_DIR}/precompiled.cpp")
    target_link_libraries(inquest_test_precompiled PRIVATE GTest::gmock inquest::warnings)
    target_precompile_headers(inquest_test_precompiled PRIVATE <gmock/gmock.h> <gtest/gtest.h>
                              <map> <optional> <string> <vector>)
  endif()
  target_precompile_headers(${name} REUSE_FROM inquest_test_precompiled)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST WORKING_DIRECTORY "${PROJECT_BINARY_DIR}"
                       PROPERTIES TIMEOUT 300)
endfunction()
