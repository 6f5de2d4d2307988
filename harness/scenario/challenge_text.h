#pragma once
#include <string>
#include <string_view>
#include <vector>

/// Challenges of WWW-Authenticate to the letter, for what is lost when they are read.
namespace inquest {

struct WrittenParameter {
  std::string scheme;  ///< in small letters
  std::string name;    ///< as it was written
  std::string value;   ///< with its quotes, if it had any
};

/// The parameters of one field, in order.
std::vector<WrittenParameter> parameters_as_written(std::string_view field);

}  // namespace inquest
