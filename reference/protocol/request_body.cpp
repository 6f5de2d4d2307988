#include "reference/protocol/request_body.h"

#include "reference/codec/base64.h"
#include "reference/pki/csr.h"

namespace inquest {
namespace {

RequestBody refuse(const std::string& why) { return {{}, {}, Refusal{400, why + "\n", {}}}; }

}  // namespace

RequestBody read_request_body(BytesView body, bool key_counts) {
  if (body.empty()) return refuse("The body is empty; a PKCS#10 request in base64 was expected.");
  const auto text = text_of(body);
  if (text.find("-----BEGIN") != std::string_view::npos)
    return refuse("The body has PEM armour; base64 without armour lines was expected.");
  // RFC8951-3.1-01, RFC8951-3-03, RFC8951-3-04, RFC7030-4.2.1-07: white space is tolerated, and
  // nobody asks Content-Transfer-Encoding.
  auto der = decode_base64(text);
  if (!der) return refuse("The body is not base64: character " + der.error().text() + ".");
  auto request = decode_certification_request(*der);
  if (!request)
    return refuse("The body is no PKCS#10 request: byte " + request.error().text() + ".");
  if (key_counts && openssl_request_defect(*der))
    return refuse("The body is no PKCS#10 request: a name or key in it cannot be read.");
  return {*std::move(request), *std::move(der), {}};
}

}  // namespace inquest
