#include <cstdlib>

#include "reference/codec/csr_template.h"

/// What is read and written again reads the same, but for the order within a SET OF; so does a
/// template.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inquest;
  const auto attributes = decode_csr_attributes(BytesView(data, size));
  if (!attributes) return 0;
  const auto der = encode(encode(*attributes));
  const auto again = decode_csr_attributes(der);
  if (!again || encode(encode(*again)) != der) std::abort();
  (void)requested_extensions(*attributes);
  const auto found = csr_template(*attributes);
  if (!found || !found->has_value()) return 0;
  (void)requested_extensions(**found);
  if (!decode_request_info_template(encode(encode(**found)))) std::abort();
  return 0;
}
