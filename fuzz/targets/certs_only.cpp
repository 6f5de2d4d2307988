#include <cstdlib>

#include "reference/codec/certs_only.h"
#include "reference/codec/tree_text.h"
#include "reference/pki/second_reader.h"

/// What is read and written again reads the same; the tree for people puts up with anything.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inquest;
  const BytesView input(data, size);
  (void)tree_text(input);
  (void)openssl_signed_data(input);
  const auto certs = decode_certs_only(input);
  if (!certs) return 0;
  const auto again = decode_certs_only(encode(encode(*certs)));
  if (!again || again->certificates != certs->certificates || again->signers != certs->signers)
    std::abort();
  return 0;
}
