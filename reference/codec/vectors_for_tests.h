#pragma once
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "cmake/source_folder.h"
#include "reference/codec/base64.h"

/// Vectors for the tests of this folder; no library includes this.
namespace inquest {

/// scenarios/vectors/NAME.b64, decoded.
inline Bytes vector_of(const std::string& name) {
  std::ifstream file(std::string(source_folder) + "/scenarios/vectors/" + name + ".b64");
  std::stringstream text;
  text << file.rdbuf();
  auto decoded = decode_base64(text.str());
  if (!file || !decoded) throw std::runtime_error("no vector is called " + name);
  return *std::move(decoded);
}

}  // namespace inquest
