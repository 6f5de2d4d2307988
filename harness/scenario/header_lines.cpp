#include "harness/scenario/header_lines.h"

#include <stdexcept>

namespace inquest {

void add_header_lines(HttpHeaders& headers, const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    const auto colon = line.find(':');
    if (colon == std::string::npos)
      throw std::invalid_argument("'" + line + "' is no header field: it has no colon");
    const auto value = line.find_first_not_of(' ', colon + 1);
    headers.set(line.substr(0, colon), value == std::string::npos ? "" : line.substr(value));
  }
}

}  // namespace inquest
