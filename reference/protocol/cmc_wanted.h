#pragma once
#include <optional>

#include "reference/codec/cmc.h"
#include "reference/codec/pkcs10.h"

/// What the requests of a PKI Request ask for, be they PKCS#10 or CRMF (RFC 5272 3.2.1.2).
namespace inquest {

/// One certificate that is asked for, whatever the form.
struct Wanted {
  BodyPartId part;
  RequestInfo info;
  Bytes csr;            ///< for a person to see
  bool proven = false;  ///< possession of the key
};

/// Nothing where the form is unknown, or it lacks a subject or a key.
std::optional<Wanted> wanted_by(const TaggedRequest& request);
BodyPartId part_of(const TaggedRequest& request);

}  // namespace inquest
