#include "reference/codec/smime_capabilities.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_capabilities = 1024;

}  // namespace

Attribute smime_capabilities_attribute(const SmimeCapabilities& capabilities) {
  std::vector<Element> list;
  for (const auto& capability : capabilities) list.push_back(encode(capability));
  // RFC5751-2.5.2-01: a single value.
  return {oids::smime_capabilities, {encode(sequence(std::move(list)))}};
}

Result<SmimeCapabilities> smime_capabilities(const Attribute& attribute) {
  // RFC 5751 2.5.2: "MUST only include a single instance of AttributeValue"
  if (attribute.values.size() != 1)
    return ParseError{0, "an SMIMECapabilities attribute without exactly one value"};
  return read(attribute.values.front(), [](Cursor& in) {
    auto list = in.sequence("SMIMECapabilities");
    SmimeCapabilities capabilities;
    while (list.more()) {
      // RFC5751-2.5.2-03: whatever it names.
      capabilities.push_back(read_algorithm_identifier(list, "capability"));
      if (capabilities.size() > most_capabilities)
        list.fail("capability", "more than 1024 capabilities");
    }
    return capabilities;
  });
}

}  // namespace inquest
