#pragma once
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"
#include "reference/pki/openssl.h"

namespace inquest {

/// A BIO that reads from `text`, which must outlive it.
inline BioPtr reading_bio(std::string_view text) {
  BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw OpensslError("making a memory BIO");
  return bio;
}

inline BioPtr writing_bio() {
  BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio) throw OpensslError("making a memory BIO");
  return bio;
}

inline std::string written(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// DER by one of OpenSSL's i2d functions. Throws OpensslError.
template <class Object, class Encode>
Bytes der_of(Object* object, Encode encode_to, const char* what) {
  const int length = encode_to(object, nullptr);
  if (length < 0) throw OpensslError(std::string("encoding ") + what);
  Bytes der(static_cast<std::size_t>(length));
  unsigned char* to = der.data();
  encode_to(object, &to);
  return der;
}

}  // namespace inquest
