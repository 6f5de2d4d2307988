#include "harness/scenario/identity.h"

#include <algorithm>

#include "harness/scenario/payload.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

/// One request on a connection of its own, with what the profile authenticates with. Inconclusive
/// when there is no answer.
Answer ask(const RunServices& services, const HttpRequest& request,
           std::optional<EnrollmentAsked> asked) {
  const auto& profile = *services.profile;
  TlsSettings tls;
  tls.trust = profile.trust;
  tls.expected_host = profile.endpoint.host;
  if (!profile.endpoint.is_address()) tls.server_name = profile.endpoint.host;
  tls.identity = profile.identity;
  auto opened = Connection::open(profile.endpoint, tls, Deadline::in(services.timeout));
  if (!opened) throw Inconclusive("no connection came about: " + opened.failure().what);
  Answer answer;
  answer.request = request;
  answer.asked = std::move(asked);
  auto exchanged = (*opened)->exchange(request, services.limits, Deadline::in(services.timeout));
  if (exchanged)
    answer.exchange = *std::move(exchanged);
  else
    answer.failure = exchanged.failure();
  return answer;
}

HttpOptions http_options(const ServerProfile& profile) {
  HttpOptions options;
  options.host = profile.endpoint.text();
  options.label = profile.label;
  options.layout = profile.layout;
  return options;
}

/// What the server said in a refusal, when that is text.
std::string words_of(const Answer& answer) {
  if (!answer.exchange || form_of(answer.exchange->response.body) != BodyForm::text) return "";
  return ": " + std::string(text_of(answer.exchange->response.body).substr(0, 160));
}

}  // namespace

KeyKind usual_key_kind(const ServerProfile& profile) {
  if (profile.keys.contains("ec-p256") || profile.keys.empty()) return KeyKind("ec-p256");
  return KeyKind(*profile.keys.begin());
}

// What the peer answers here is read as leniently as can be: whether it is right is for other
// cases.

TlsIdentity enroll_identity(const RunServices& services, const std::string& subject, const Key& key,
                            const std::vector<Certificate>& authorities) {
  RequestContents contents;
  contents.subject = encode_name(subject);
  auto csr = make_request(contents, key, {});
  auto options = http_options(*services.profile);
  options.credentials = services.profile->credentials;
  const auto request = enroll_request(Operation::simpleenroll, csr, options, {});
  const auto answer = ask(services, request, EnrollmentAsked{key, contents.subject, csr, false});
  if (!granted(answer))
    throw Inconclusive("no client certificate could be enrolled for this case: " +
                       answer.summary() + words_of(answer));
  auto certificate = issued_certificate(answer);
  auto intermediates = intermediates_of(certificate, authorities);
  return {key, std::move(certificate), std::move(intermediates)};
}

std::vector<Certificate> fetch_authorities(const RunServices& services) {
  auto options = http_options(*services.profile);
  auto answer = ask(services, cacerts_request(options, {}), std::nullopt);
  if (answer.status() == 401 && services.profile->credentials) {
    options.credentials = services.profile->credentials;
    answer = ask(services, cacerts_request(options, {}), std::nullopt);
  }
  if (!granted(answer))
    throw Inconclusive("the CA certificates could not be had: " + answer.summary() +
                       words_of(answer));
  return certificates_of(answer);
}

std::vector<Certificate> intermediates_of(const Certificate& leaf,
                                          const std::vector<Certificate>& authorities) {
  std::vector<Certificate> chain;
  const auto* below = &leaf;
  while (chain.size() < authorities.size()) {
    const auto issuer =
        std::find_if(authorities.begin(), authorities.end(), [&](const Certificate& authority) {
          return authority.der() != below->der() && below->issued_by(authority);
        });
    if (issuer == authorities.end() || issuer->self_signed()) break;
    chain.push_back(*issuer);
    below = &*issuer;
  }
  return chain;
}

}  // namespace inquest
