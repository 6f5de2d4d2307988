#pragma once
#include <string_view>
#include <vector>

#include "reference/codec/der.h"

namespace inquest {

/// An attribute type of distinguished names.
struct AttributeType {
  std::string_view name;  ///< compares without case
  std::string_view id;    ///< dotted
  Tag string;             ///< how RFC 5280 appendix A has its values; UTF8String where it may be
};

/// Those of RFC 4514 3, and what certificates of devices bear besides.
const std::vector<AttributeType>& attribute_types();

/// nullptr when there is none.
const AttributeType* attribute_type_called(std::string_view name);
const AttributeType* attribute_type_of(std::string_view id);

}  // namespace inquest
