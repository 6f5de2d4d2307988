#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/client_stage.h"
#include "harness/scenario/rule.h"
#include "reference/codec/pkcs10.h"

/// What a request of a client holds, as far as it can be read.
namespace inquest {

struct RequestReading {
  const ClientAct* act = nullptr;
  const Served* server = nullptr;
  ClientRequest asked;
  std::optional<Bytes> octets;  ///< that the body is base64 of
  std::string base64_error;
  std::optional<CertificationRequest> csr;  ///< in the body, or in the PKIData there
  std::string csr_error;                    ///< why our strict reader did not take it
  std::string openssl_error;                ///< why OpenSSL did not

  /// Inconclusive when there is no CSR to look at.
  const CertificationRequest& request() const;
};

/// The request that was read; Inconclusive when it could not be.
const HttpRequest& request_sent(const RequestReading& in);
/// What its body is base64 of; Inconclusive when it is none.
const Bytes& body_octets(const RequestReading& in);

RequestReading read_request(const ClientAct& act, const Served& server, ClientRequest asked);

/// The rules of expect_request.
const std::vector<Rule<RequestReading>>& request_rules();

/// SubjectPublicKeyInfo of each CSR that the client sent for its operation.
std::vector<Bytes> requested_keys(const ClientAct& act);

}  // namespace inquest
