#include "reference/pki/second_reader.h"

#include <openssl/cms.h>
#include <openssl/err.h>

#include "reference/pki/openssl.h"

namespace inquest {

using CmsPtr = std::unique_ptr<CMS_ContentInfo, OpensslDeleter<CMS_ContentInfo_free>>;

Result<Bytes> openssl_signed_data(BytesView input) {
  const unsigned char* at = input.data();
  CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(input.size())));
  ERR_clear_error();
  const auto read = static_cast<std::size_t>(at - input.data());
  if (!cms) return ParseError{read, "OpenSSL reads no CMS ContentInfo here"};
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
    return ParseError{0, "the ContentInfo is not signedData"};
  if (read != input.size()) return ParseError{read, "bytes follow the ContentInfo"};
  const int length = i2d_CMS_ContentInfo(cms.get(), nullptr);
  if (length <= 0) {
    ERR_clear_error();
    return ParseError{0, "OpenSSL cannot write what it read"};
  }
  Bytes encoded(static_cast<std::size_t>(length));
  unsigned char* to = encoded.data();
  i2d_CMS_ContentInfo(cms.get(), &to);
  return encoded;
}

}  // namespace inquest
