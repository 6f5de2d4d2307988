#pragma once
#include <cstddef>
#include <string>

#include "reference/codec/bytes.h"

namespace inquest {

/// DER for people: one line an element, "offset length tag value", indented by depth. Puts up with
/// BER and with defects: what can be read is shown, then where and why reading ended. At most
/// `most` lines.
std::string tree_text(BytesView der, std::size_t most = 2000);

}  // namespace inquest
