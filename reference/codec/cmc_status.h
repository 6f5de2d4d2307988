#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/codec/cmc.h"

/// What a full CMC response says about the parts of the request (RFC 5272 6.1).
namespace inquest {

/// RFC 5272 6.1.3. A number without name may come from a peer.
enum class CmcStatus : std::int64_t {
  success = 0,
  failed = 2,
  pending = 3,
  no_support = 4,
  confirm_required = 5,
  pop_required = 6,
  partial = 7,
};
/// The RFC's own spelling, "confirmRequired"; "1" for a number without name.
std::string name_of(CmcStatus status);

/// RFC 5272 6.1.4. A number without name may come from a peer.
enum class CmcFailure : std::int64_t {
  bad_algorithm = 0,
  bad_message_check = 1,
  bad_request = 2,
  bad_time = 3,
  bad_certificate_id = 4,
  unsupported_extension = 5,
  must_archive_keys = 6,
  bad_identity = 7,
  pop_required = 8,
  pop_failed = 9,
  no_key_reuse = 10,
  internal_ca_error = 11,
  try_later = 12,
  auth_data_fail = 13,
};
/// The RFC's own spelling, "badMessageCheck"; "99" for a number without name.
std::string name_of(CmcFailure failure);

/// PendInfo ::= SEQUENCE { pendToken OCTET STRING, pendTime GeneralizedTime }
struct CmcPending {
  Bytes token;            ///< for a queryPending control
  std::int64_t time = 0;  ///< when to ask again
  friend bool operator==(const CmcPending&, const CmcPending&) = default;
};
/// ExtendedFailInfo ::= SEQUENCE { failInfoOID OBJECT IDENTIFIER, failInfoValue ANY }
struct CmcExtendedFailure {
  std::string type;  ///< dotted
  Bytes value;       ///< a whole element
  friend bool operator==(const CmcExtendedFailure&, const CmcExtendedFailure&) = default;
};

/// BodyPartPath ::= SEQUENCE SIZE (1..MAX) OF BodyPartID
using BodyPartPath = std::vector<BodyPartId>;
/// BodyPartReference ::= CHOICE { bodyPartID, bodyPartPath }
using BodyPartReference = std::variant<BodyPartId, BodyPartPath>;

/// CMCStatusInfoV2 ::= SEQUENCE {
///   cMCStatus, bodyList SEQUENCE SIZE (1..MAX) OF BodyPartReference, statusString UTF8String
///   OPTIONAL, otherInfo CHOICE { failInfo, pendInfo, extendedFailInfo } OPTIONAL }
struct CmcStatusInfo {
  CmcStatus status = CmcStatus::success;
  std::vector<BodyPartReference> body_parts;
  std::optional<Bytes> text;  ///< UTF-8, if the peer keeps to it
  std::variant<std::monostate, CmcFailure, CmcPending, CmcExtendedFailure> other;
  friend bool operator==(const CmcStatusInfo&, const CmcStatusInfo&) = default;
};

/// Without paths and extended failure, this is also the older CMCStatusInfo (6.1.2). An extended
/// failure is written untagged, as the module of RFC 6402 A.1 has it, which is the normative one.
Element encode(const CmcStatusInfo& info);
/// An extended failure is read untagged or, as in RFC 6402 A.2, tagged [1].
Result<CmcStatusInfo> decode_cmc_status_info_v2(BytesView input);
/// CMCStatusInfo, whose body parts are numbers and which knows no extended failure.
Result<CmcStatusInfo> decode_cmc_status_info(BytesView input);

CmcControl status_control(BodyPartId id, const CmcStatusInfo& info);  ///< of version 2
/// Every statusInfoV2 and statusInfo among `controls`, in their order; the first error, if any.
Result<std::vector<CmcStatusInfo>> status_infos(const std::vector<CmcControl>& controls);

}  // namespace inquest
