#pragma once
#include <optional>

#include "reference/protocol/moments.h"

/// The names in a certification request (RFC 7030 4.2.1 and 4.2.2).
namespace inquest {

struct RequestedNames {
  Bytes subject;                         ///< a Name, whole element
  std::optional<Extension> alternative;  ///< SubjectAltName
};

/// Subject and SubjectAltName of the request itself; an error when its extensions, or the names
/// among them, cannot be read.
Result<RequestedNames> names_of(const RequestInfo& info);

/// Those for the certificate: what ChangeSubjectName asks for where it is there (RFC 6402 2.8: a
/// name that it leaves out is left out of the certificate), else `own`. SubjectAltName is critical
/// where the subject is empty (RFC 5280 4.2.1.6). An error when that leaves no name at all.
Result<RequestedNames> names_to_certify(const RequestInfo& info, const RequestedNames& own);

/// 403 where the request's own names are not those of the certificate that is to be renewed.
Judgement judge_renewed_names(const RequestedNames& own, const Certificate& current);

}  // namespace inquest
