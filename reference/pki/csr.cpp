#include "reference/pki/csr.h"

#include <openssl/err.h>

#include "reference/pki/openssl.h"

namespace inquest {

CertificationRequest sign_request(const RequestInfo& info, const Key& key) {
  CertificationRequest request;
  request.info = info;
  request.info_der = encode(encode(info));
  request.signature_algorithm = key.signature_algorithm();
  request.signature = key.sign(request.info_der);
  return request;
}

bool proves_possession(const CertificationRequest& request) {
  return verify_signature(request.info.public_key, request.signature_algorithm, request.info_der,
                          request.signature);
}

std::optional<std::string> openssl_request_defect(BytesView der) {
  const unsigned char* at = der.data();
  const X509ReqPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!request) return "OpenSSL reads no certification request here";
  if (at != der.data() + der.size()) return "bytes follow the certification request";
  return std::nullopt;
}

}  // namespace inquest
