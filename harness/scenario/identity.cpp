#include "harness/scenario/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "harness/scenario/back_off.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stable_number.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/client_credentials.h"
#include "reference/protocol/digest_check.h"
#include "reference/protocol/linking.h"

namespace inquest {
namespace {

using FillIn = std::function<void(Answer& act, const TlsFacts& tls)>;

/// One request on a connection of its own; `fill_in` makes it, once the connection is there.
/// Inconclusive when there is none.
Answer ask_once(const RunServices& services, ClientCredentials& credentials,
                const FillIn& fill_in) {
  const auto& profile = *services.profile;
  TlsSettings tls;
  tls.trust = profile.trust;
  tls.expected_host = profile.endpoint.host;
  if (!profile.endpoint.is_address()) tls.server_name = profile.endpoint.host;
  tls.identity = profile.identity;
  if (profile.has_srp_alone()) tls.srp = profile.srp;
  auto opened = Connection::open(profile.endpoint, tls, Deadline::in(services.timeout));
  if (!opened) throw Inconclusive("no connection came about: " + opened.failure().what);
  Answer answer;
  fill_in(answer, (*opened)->tls());
  credentials.sign(answer.request, fmt::format("{:016x}", stable_number(services.seed, "cnonce")));
  const auto exchange = [&] {
    return (*opened)->exchange(answer.request, services.limits, Deadline::in(services.timeout));
  };
  auto exchanged = exchange();
  BackOff back_off;
  while (exchanged) {
    const auto pause = back_off.pause(exchanged->response, services.now());
    if (!pause) break;
    std::this_thread::sleep_for(*pause);
    exchanged = exchange();
  }
  if (exchanged)
    answer.exchange = *std::move(exchanged);
  else
    answer.failure = exchanged.failure();
  return answer;
}

/// ask_once(), with what the profile authenticates with and, where it has patience, until the peer
/// has decided.
Answer ask(const RunServices& services, const FillIn& fill_in) {
  const auto& profile = *services.profile;
  ClientCredentials credentials(profile.credentials);
  if (!profile.speaks_digest()) credentials.offer_basic_unasked();
  const auto begun = std::chrono::steady_clock::now();
  for (bool challenged = false;;) {
    auto answer = ask_once(services, credentials, fill_in);
    if (!answer.exchange) return answer;
    if (!challenged && credentials.take_up(answer.exchange->response)) {
      challenged = true;
      continue;
    }
    const auto pause =
        pause_before_asking_again(profile, answer.exchange->response,
                                  std::chrono::steady_clock::now() - begun, services.now());
    if (!pause) return answer;
    std::this_thread::sleep_for(*pause);
  }
}

HttpOptions http_options(const ServerProfile& profile) {
  HttpOptions options;
  options.host = profile.endpoint.text();
  options.label = profile.label;
  options.layout = profile.layout;
  options.content_transfer_encoding = profile.content_transfer_encoding;
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

Bytes subject_said(const std::string& said, Stage& stage) {
  if (said != "{forbidden}") return encode_name(said.empty() ? stage.subject() : said);
  if (stage.profile().forbidden_subject.empty())
    throw NotApplicable(ServerProfile::why_missing("forbidden-subject"));
  return encode_name(stage.profile().forbidden_subject);
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

TlsIdentity enroll_identity(const RunServices& services, const RequestContents& contents,
                            const Key& key, const std::vector<Certificate>& authorities) {
  const auto options = http_options(*services.profile);
  const auto answer = ask(services, [&](Answer& act, const TlsFacts& tls) {
    auto csr = make_request(linked_where_required(contents, *services.profile, tls), key, {});
    act.request = enroll_request(Operation::simpleenroll, csr, options, {});
    act.asked = enrollment_asked(key, contents.subject, std::move(csr), false);
  });
  if (answer.status() == 202)
    throw WaitsForApproval("a client certificate for this case waits for approval (202)");
  if (!granted(answer))
    throw Inconclusive("no client certificate could be enrolled for this case: " +
                       answer.summary() + words_of(answer));
  auto certificate = issued_certificate(answer);
  auto intermediates = intermediates_of(certificate, authorities);
  return {key, std::move(certificate), std::move(intermediates)};
}

std::vector<Certificate> fetch_authorities(const RunServices& services) {
  const auto options = http_options(*services.profile);
  const FillIn fill_in = [&](Answer& act, const TlsFacts&) {
    act.request = cacerts_request(options, {});
  };
  ClientCredentials nobody(std::nullopt);
  auto answer = ask_once(services, nobody, fill_in);
  if (answer.status() == 401) answer = ask(services, fill_in);
  if (!granted(answer))
    throw Inconclusive("the CA certificates could not be had: " + answer.summary() +
                       words_of(answer));
  return certificates_of(answer);
}

std::vector<AuthWords> fetch_digest_challenges(const RunServices& services) {
  const auto& profile = *services.profile;
  ClientCredentials nobody(std::nullopt);
  const auto answer = ask_once(services, nobody, [&](Answer& act, const TlsFacts&) {
    RequestContents contents;
    contents.subject = encode_name("CN=inquest-asks-for-a-challenge");
    const auto key = services.keys->key(usual_key_kind(profile), 0);
    act.request = enroll_request(Operation::simpleenroll, make_request(contents, key, {}),
                                 http_options(profile), {});
  });
  auto challenge =
      answer.exchange ? strongest_digest(answer.exchange->response) : std::optional<AuthWords>();
  if (!challenge)
    throw Inconclusive(
        "the profile says that the server takes HTTP Digest, but it has no such "
        "challenge: " +
        answer.summary());
  auto last = *challenge;
  for (auto& each : challenges_of(answer.exchange->response))
    if (can_answer(each)) last = std::move(each);
  return {*std::move(challenge), std::move(last)};
}

std::optional<std::chrono::milliseconds> pause_before_asking_again(
    const ServerProfile& profile, const HttpResponse& response,
    std::chrono::steady_clock::duration waited, std::int64_t now) {
  if (response.status != 202 || !profile.policies.contains("manual-approval")) return std::nullopt;
  const auto* field = response.headers.find("Retry-After");
  const auto seconds = field != nullptr ? retry_after(*field, now) : std::nullopt;
  if (!seconds) return std::nullopt;
  // Somebody who says "at once" is not asked a thousand times a second.
  const auto pause = std::max(std::chrono::milliseconds(std::chrono::seconds(*seconds)),
                              std::chrono::milliseconds(20));
  if (waited + pause > std::chrono::seconds(profile.approval_within)) return std::nullopt;
  return pause;
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
