#include <cstdlib>

#include "reference/codec/multipart.h"

/// What is read and written again reads the same, as long as the boundary can be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inquest;
  const BytesView input(data, size);
  (void)multipart_boundary(text_of(input));
  const auto multipart = decode_multipart(input, "b");
  if (!multipart) return 0;
  const auto again = decode_multipart(encode(*multipart, "b"), "b");
  if (!again || again->parts != multipart->parts || again->epilogue != multipart->epilogue)
    std::abort();
  return 0;
}
