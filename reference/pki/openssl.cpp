#include "reference/pki/openssl.h"

#include <openssl/err.h>

namespace inquest {
namespace {

std::string drained_errors() {
  std::string text;
  while (const auto code = ERR_get_error()) {
    char line[256];
    ERR_error_string_n(code, line, sizeof line);
    text += (text.empty() ? "" : "; ") + std::string(line);
  }
  return text.empty() ? "OpenSSL gives no reason" : text;
}

}  // namespace

OpensslError::OpensslError(const std::string& doing)
    : std::runtime_error(doing + ": " + drained_errors()) {}

}  // namespace inquest
