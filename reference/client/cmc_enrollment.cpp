#include "reference/client/cmc_enrollment.h"

#include <chrono>

#include "reference/client/session.h"
#include "reference/pki/hash.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

constexpr std::size_t nonce_size = 16;
constexpr std::size_t link_random_size = 64;  // RFC 5272 6.3.1.1: 512 bits

}  // namespace

CmcEnrollment::CmcEnrollment(ClientOptions options, RequestContents contents, Key key,
                             std::optional<CmcSecret> secret)
    : options_(std::move(options)),
      contents_(std::move(contents)),
      key_(std::move(key)),
      secret_(std::move(secret)),
      transaction_{random_octets(nonce_size), {}} {}

Accepted<Certificate> CmcEnrollment::ask() {
  // RFC 5272 6.6: the transaction stays, and each message of it has a nonce of its own.
  transaction_.nonce = random_octets(nonce_size);
  Session session(options_, Operation::fullcmc);
  auto answer = session.ask([&](const TlsFacts&, const HttpOptions& http) {
    return full_cmc_request(message(session), http, options_.deviations);
  });
  if (auto* problem = std::get_if<NotAccepted>(&answer)) return std::move(*problem);
  auto accepted = accept_full_cmc(std::get<HttpResponse>(answer), key_, transaction_,
                                  options_.tls.trust, seconds_since_1970(), options_.deviations);
  if (const auto* problem = std::get_if<NotAccepted>(&accepted))
    if (!problem->pending_token.empty()) token_ = problem->pending_token;
  return accepted;
}

CmsSigner CmcEnrollment::signer() const {
  if (options_.tls.identity)
    return {options_.tls.identity->key, options_.tls.identity->certificate};
  // RFC5272-3.2-04, RFC5272-3.2-07
  return {key_, key_identifier()};
}

/// As the request has it, which is where a reader finds the key (RFC5272-3.2-05).
Bytes CmcEnrollment::key_identifier() const {
  const auto extension = extensions::subject_key_identifier(key_.public_key());
  return decode_der(extension.value).value().contents();
}

Bytes CmcEnrollment::message(const Session& session) const {
  if (!token_.empty()) return make_cmc_query(token_, signer(), transaction_, options_.deviations);
  auto contents = contents_;
  CmcRequestOptions beside{secret_, {}};
  if (secret_) {
    beside.link_random = random_octets(link_random_size);
    // RFC5272-6.3.1.1-03
    contents.attributes.push_back(pop_link_witness(*secret_, beside.link_random));
  } else {
    contents = linked(contents, options_, session);
  }
  // RFC5272-3.2-03: a key that signs for itself is named in its request.
  if (!options_.tls.identity)
    contents.extensions.push_back(extensions::subject_key_identifier(key_.public_key()));
  const auto csr = make_request(contents, key_, options_.deviations);
  return make_cmc_request(csr, signer(), transaction_, beside, options_.deviations);
}

}  // namespace inquest
