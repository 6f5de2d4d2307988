#pragma once
#include <optional>

#include "reference/codec/pkcs10.h"

/// The attribute by which a client asks for other names than those it has (RFC 6402 2.8):
///
///   ChangeSubjectName ::= SEQUENCE { subject Name OPTIONAL, subjectAlt GeneralNames OPTIONAL }
///
/// One of them is there at least. Both are SEQUENCEs without a tag of their own: what tells them
/// apart is that a Name consists of SETs.
namespace inquest {

struct ChangeSubjectName {
  std::optional<Bytes> subject;            ///< a Name, whole element
  std::optional<Bytes> alternative_names;  ///< GeneralNames, whole element: an extension's value
};

Attribute encode(const ChangeSubjectName& change);
/// From the attribute of that type.
Result<ChangeSubjectName> decode_change_subject_name(const Attribute& attribute);

}  // namespace inquest
