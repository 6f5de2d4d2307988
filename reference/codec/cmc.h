#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/crmf.h"
#include "reference/codec/der.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/result.h"

/// The contents of full CMC messages (RFC 5272 3.2.1 and 4.2.1): what the SignedData around them
/// signs. Controls are read further by cmc_controls.h and cmc_status.h.
namespace inquest {

/// BodyPartID ::= INTEGER (0..4294967295); 0 means the message itself (RFC 5272 3.2.2)
using BodyPartId = std::uint32_t;

/// TaggedAttribute ::= SEQUENCE { bodyPartID, attrType OBJECT IDENTIFIER, attrValues SET OF ANY }
struct CmcControl {
  BodyPartId id = 0;
  std::string type;           ///< dotted
  std::vector<Bytes> values;  ///< each a whole element
  friend bool operator==(const CmcControl&, const CmcControl&) = default;
};

/// TaggedCertificationRequest ::= SEQUENCE { bodyPartID, certificationRequest }
struct TaggedCertificationRequest {
  BodyPartId id = 0;
  CertificationRequest request;
};
/// orm [2] SEQUENCE { bodyPartID, requestMessageType, requestMessageValue ANY }, and
/// OtherMsg ::= SEQUENCE { bodyPartID, otherMsgType, otherMsgValue ANY }
struct CmcOther {
  BodyPartId id = 0;
  std::string type;  ///< dotted
  Bytes value;       ///< a whole element
  friend bool operator==(const CmcOther&, const CmcOther&) = default;
};
/// TaggedRequest ::= CHOICE { tcr [0], crm [1] CertReqMsg, orm [2] }. The body part of a CertReqMsg
/// is its certReqId.
using TaggedRequest = std::variant<TaggedCertificationRequest, CertRequestMessage, CmcOther>;

/// TaggedContentInfo ::= SEQUENCE { bodyPartID, contentInfo }
struct TaggedContent {
  BodyPartId id = 0;
  Bytes content;  ///< a ContentInfo, whole element
  friend bool operator==(const TaggedContent&, const TaggedContent&) = default;
};

/// PKIData ::= SEQUENCE { controlSequence, reqSequence, cmsSequence, otherMsgSequence }
struct PkiData {
  std::vector<CmcControl> controls;
  std::vector<TaggedRequest> requests;
  std::vector<TaggedContent> contents;
  std::vector<CmcOther> others;
};

/// PKIResponse ::= SEQUENCE { controlSequence, cmsSequence, otherMsgSequence }
struct PkiResponse {
  std::vector<CmcControl> controls;
  std::vector<TaggedContent> contents;
  std::vector<CmcOther> others;
};

Element encode(const CmcControl& control);
Element encode(const TaggedRequest& request);
/// The reqSequence: what an identity proof covers (RFC 5272 6.2.1). Of a PKIData that was read it
/// has the octets that came, unless these were not DER.
Element encode(const std::vector<TaggedRequest>& requests);
Element encode(const PkiData& message);
Element encode(const PkiResponse& message);

/// At most 1024 members in each sequence. That body parts differ is for body_part_defect().
Result<PkiData> decode_pki_data(BytesView input);
Result<PkiResponse> decode_pki_response(BytesView input);

/// The first control of that type, or nullptr.
const CmcControl* find_control(const std::vector<CmcControl>& controls, std::string_view type);
/// Why the body parts are not "unique within a single PKIData or PKIResponse" and other than 0 (RFC
/// 5272 3.2.2), or nothing.
std::optional<std::string> body_part_defect(const PkiData& message);
std::optional<std::string> body_part_defect(const PkiResponse& message);

/// The body part that comes next, for decoders of controls.
BodyPartId read_body_part_id(Cursor& in, std::string_view name);

}  // namespace inquest
