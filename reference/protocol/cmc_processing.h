#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "reference/codec/cmc_status.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/client_identity.h"
#include "reference/protocol/server.h"

/// From a PKI Request that can be read to the certificates that it asks for, or to why not (RFC
/// 5272 3 and 6). What is answered is for full_cmc.h.
namespace inquest {

struct CmcMessage {
  SignedData signed_data;
  PkiData contents;  ///< what is signed
};

/// What a message comes with, and what it is judged by.
struct CmcOccasion {
  const TlsFacts& tls;
  const ServerPolicy& policy;
  const ClientIdentity& client;
  const Deviations& deviations;
  std::int64_t now;
};

/// Why a message fails as a whole, or one of its parts.
struct CmcRefusal {
  CmcFailure why;
  std::vector<BodyPartReference> parts;
  std::string text;
  int status = 400;  ///< of HTTP
};
/// A message that somebody has yet to approve.
struct CmcWaiting {
  std::string retry_after;  ///< as HTTP says it
};
struct CmcOutcome {
  std::variant<std::monostate, CmcRefusal, CmcWaiting> obstacle;  ///< none: all was issued
  std::vector<BodyPartReference> parts;                           ///< what was asked for
  std::vector<Bytes> issued;                                      ///< certificates, DER
};

/// `kept` is a message that was read before, on another connection: what links it was verified
/// then.
CmcOutcome process_cmc(const CmcMessage& message, const CmcOccasion& occasion, bool kept = false);

/// Whether somebody who could have sent `kept` asks by `query` what became of it, or why not.
std::optional<CmcRefusal> judge_cmc_query(const CmcMessage& query, const CmcMessage& kept,
                                          const CmcOccasion& occasion);

}  // namespace inquest
