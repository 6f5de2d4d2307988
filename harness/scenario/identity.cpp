#include "harness/scenario/identity.h"

#include <algorithm>
#include <functional>

#include "harness/scenario/payload.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/linking.h"

namespace inquest {
namespace {

/// One request on a connection of its own, with what the profile authenticates with; `fill_in`
/// makes it, once the connection is there. Inconclusive when there is none.
Answer ask(const RunServices& services,
           const std::function<void(Answer& act, const TlsFacts& tls)>& fill_in) {
  const auto& profile = *services.profile;
  TlsSettings tls;
  tls.trust = profile.trust;
  tls.expected_host = profile.endpoint.host;
  if (!profile.endpoint.is_address()) tls.server_name = profile.endpoint.host;
  tls.identity = profile.identity;
  auto opened = Connection::open(profile.endpoint, tls, Deadline::in(services.timeout));
  if (!opened) throw Inconclusive("no connection came about: " + opened.failure().what);
  Answer answer;
  fill_in(answer, (*opened)->tls());
  auto exchanged =
      (*opened)->exchange(answer.request, services.limits, Deadline::in(services.timeout));
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

RequestContents linked_where_required(RequestContents contents, const ServerProfile& profile,
                                      const TlsFacts& tls) {
  const auto text = linking_text(tls);
  if (profile.policies.contains("pop-required") && !text.empty())
    contents.attributes.push_back(challenge_attribute(oids::challenge_password, text));
  return contents;
}

// What the peer answers here is read as leniently as can be: whether it is right is for other
// cases.

TlsIdentity enroll_identity(const RunServices& services, const std::string& subject, const Key& key,
                            const std::vector<Certificate>& authorities) {
  RequestContents contents;
  contents.subject = encode_name(subject);
  auto options = http_options(*services.profile);
  options.credentials = services.profile->credentials;
  const auto answer = ask(services, [&](Answer& act, const TlsFacts& tls) {
    auto csr = make_request(linked_where_required(contents, *services.profile, tls), key, {});
    act.request = enroll_request(Operation::simpleenroll, csr, options, {});
    act.asked = EnrollmentAsked{key, contents.subject, std::move(csr), false};
  });
  if (!granted(answer))
    throw Inconclusive("no client certificate could be enrolled for this case: " +
                       answer.summary() + words_of(answer));
  auto certificate = issued_certificate(answer);
  auto intermediates = intermediates_of(certificate, authorities);
  return {key, std::move(certificate), std::move(intermediates)};
}

std::vector<Certificate> fetch_authorities(const RunServices& services) {
  auto options = http_options(*services.profile);
  const auto fetch = [&] {
    return ask(services,
               [&](Answer& act, const TlsFacts&) { act.request = cacerts_request(options, {}); });
  };
  auto answer = fetch();
  if (answer.status() == 401 && services.profile->credentials) {
    options.credentials = services.profile->credentials;
    answer = fetch();
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
