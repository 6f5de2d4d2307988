#include "reference/transport/record_split.h"

#include <algorithm>

namespace inquest {

std::vector<Bytes> split_records(BytesView bytes) {
  constexpr std::size_t header = 5;  // type, version, length
  std::vector<Bytes> records;
  while (!bytes.empty()) {
    auto length = bytes.size();
    if (bytes.size() >= header)
      length = std::min(length, header + static_cast<std::size_t>(bytes[3] << 8U | bytes[4]));
    records.push_back(copy_of(bytes.subspan(0, length)));
    bytes = bytes.subspan(length);
  }
  return records;
}

}  // namespace inquest
