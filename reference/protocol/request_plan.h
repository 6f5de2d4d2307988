#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/csr_attributes.h"
#include "reference/codec/result.h"
#include "reference/pki/key.h"
#include "reference/protocol/client.h"

namespace inquest {

/// How a client that wants `contents` certified obeys what a server asks for (RFC 7030 4.5.2, RFC
/// 9908 3).
struct RequestPlan {
  RequestContents contents;
  std::optional<KeyKind> key;      ///< the kind that is asked for; none: any
  bool link = false;               ///< the channel binding is asked for (RFC 7030 3.5)
  bool link_by_new_name = false;   ///< as estIdentityLinking (RFC 7894), and not challengePassword
  std::vector<std::string> unmet;  ///< what was asked for and cannot be had, for people
};

/// Where a CertificationRequestInfoTemplate is there, it alone counts (RFC 9908 4). What is not
/// known is ignored (RFC 7030 4.5.2). An error when an attribute that is known cannot be read.
/// Through moments::request_plan (client_moments.h).
Result<RequestPlan> plan_request(const CsrAttributes& wanted, RequestContents contents,
                                 const Deviations& deviations = {});

}  // namespace inquest
