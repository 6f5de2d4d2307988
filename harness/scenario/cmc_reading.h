#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/stage.h"
#include "reference/codec/cmc.h"
#include "reference/codec/cmc_status.h"
#include "reference/pki/signed_data.h"

/// What an answer of /fullcmc holds, as far as it can be read.
namespace inquest {

/// A Full PKI Response, a Simple one, or neither.
struct CmcReading {
  std::optional<SignedData> signed_data;  ///< around either
  std::optional<PkiResponse> response;    ///< of a Full PKI Response
  std::string problem;                    ///< why it is neither; empty when it is one of them
  /// It is BER, which RFC 5273 4.2 allows, or OpenSSL reads it and we do not: nobody is accused.
  bool beyond_us = false;
  bool simple() const { return signed_data && !signed_data->content && problem.empty(); }
};
CmcReading read_cmc(BytesView body);
/// That of an answer. Inconclusive where it is beyond us.
CmcReading cmc_reading_of(const Answer& answer);

/// The PKIResponse of an answer. NotApplicable to a Simple PKI Response; Inconclusive where there
/// is neither.
PkiResponse cmc_response_of(const Answer& answer);
/// What it says of the parts of the request. Inconclusive where that cannot be read.
std::vector<CmcStatusInfo> cmc_statuses_of(const PkiResponse& response);

/// Whether this status is HTTP's own affair, before any PKI Request was looked at: of credentials,
/// media types, lengths, or whether there is such a service.
bool refused_by_http(int status);

}  // namespace inquest
