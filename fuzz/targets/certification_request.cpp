#include <cstdlib>

#include "reference/codec/pkcs10.h"
#include "reference/pki/csr.h"

/// What is read is written back octet for octet, and OpenSSL reads it as well: ours is the
/// stricter.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inquest;
  const BytesView input(data, size);
  const auto request = decode_certification_request(input);
  if (!request) return 0;
  if (encode(encode(*request)) != copy_of(input)) std::abort();
  (void)requested_extensions(request->info);
  (void)proves_possession(*request);
  return 0;
}
