#include "reference/pki/tls_settings.h"

#include <stdexcept>

namespace inquest {

TlsVersion tls_version(std::string_view name) {
  if (name == "1.0") return TlsVersion::tls1_0;
  if (name == "1.1") return TlsVersion::tls1_1;
  if (name == "1.2") return TlsVersion::tls1_2;
  if (name == "1.3") return TlsVersion::tls1_3;
  throw std::invalid_argument("no TLS version is called '" + std::string(name) +
                              "'; there are 1.0, 1.1, 1.2 and 1.3");
}

std::string_view name_of(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return "1.0";
    case TlsVersion::tls1_1:
      return "1.1";
    case TlsVersion::tls1_2:
      return "1.2";
    case TlsVersion::tls1_3:
      return "1.3";
  }
  return "";
}

}  // namespace inquest
