#include "reference/protocol/digest.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/pki/hash.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/digest_check.h"

namespace inquest {
namespace {

constexpr std::string_view session_suffix = "-SESS";

/// Whether a list like "auth, auth-int" has "auth".
bool offers_auth(const std::string& qop) {
  std::string list = "," + qop + ",";
  std::erase(list, ' ');
  return list.find(",auth,") != std::string::npos;
}

// RFC7616-3.3-04, RFC7616-3.4-02: of what is understood, with a qop that was offered.
std::optional<DigestAlgorithm> answerable(const AuthWords& challenge) {
  const auto name = digest_algorithm_named(challenge.find("algorithm").value_or(""));
  const auto qop = challenge.find("qop");
  if (challenge.scheme != "digest" || !name || !challenge.find("nonce") ||
      !challenge.find("realm") || (qop && !offers_auth(*qop)))
    return std::nullopt;
  return name->algorithm;
}

}  // namespace

std::optional<NamedDigestAlgorithm> digest_algorithm_named(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const bool session = name.ends_with(session_suffix);
  if (session) name.resize(name.size() - session_suffix.size());
  // RFC 7616 3.3: no algorithm means MD5.
  if (name.empty() || name == "MD5") return NamedDigestAlgorithm{DigestAlgorithm::md5, session};
  if (name == "SHA-256") return NamedDigestAlgorithm{DigestAlgorithm::sha256, session};
  return std::nullopt;
}

// RFC7616-3.7-03
std::string_view name_of(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::md5 ? "MD5" : "SHA-256";
}

std::string digest_response(const DigestInput& input) {
  const auto h = [&](const std::string& text) {
    return hash_hex(input.algorithm == DigestAlgorithm::md5 ? "md5" : "sha256", text);
  };
  auto a1 = h(input.user + ":" + input.realm + ":" + input.password);
  if (input.session) a1 = h(a1 + ":" + input.nonce + ":" + input.cnonce);
  const auto a2 = h(input.method + ":" + input.uri);
  if (input.qop.empty()) return h(a1 + ":" + input.nonce + ":" + a2);
  return h(fmt::format("{}:{}:{:08x}:{}:{}:{}", a1, input.nonce, input.count, input.cnonce,
                       input.qop, a2));
}

bool can_answer(const AuthWords& challenge) { return answerable(challenge).has_value(); }

std::optional<AuthWords> strongest_digest(const HttpResponse& response) {
  std::optional<AuthWords> strongest;
  for (auto& each : challenges_of(response)) {
    const auto algorithm = answerable(each);
    if (algorithm && (!strongest || *algorithm > *answerable(*strongest)))
      strongest = std::move(each);
  }
  return strongest;
}

std::string digest_authorization(const AuthWords& challenge, const BasicCredentials& credentials,
                                 const HttpRequest& request, std::uint32_t count,
                                 const std::string& cnonce, const Deviations& deviations) {
  const auto text = [&](const char* name) { return challenge.find(name).value_or(""); };
  const auto name = digest_algorithm_named(text("algorithm")).value();
  DigestInput input{.algorithm = name.algorithm,
                    .session = name.session,
                    .user = credentials.user,
                    .realm = text("realm"),
                    .password = credentials.password,
                    .nonce = text("nonce"),
                    .count = count,
                    .cnonce = cnonce,
                    .qop = challenge.find("qop") ? "auth" : "",
                    .method = request.method,
                    .uri = request.target};
  input = deviations.at(moments::digest_input, std::move(input));
  // RFC7616-3.4-06, RFC7616-3.4-07, RFC7616-3.4-09: what is quoted and what is not.
  auto field =
      fmt::format("Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\"",
                  quoted_string(input.user), quoted_string(input.realm), quoted_string(input.nonce),
                  quoted_string(input.uri), digest_response(input));
  if (auto algorithm = challenge.find("algorithm")) field += ", algorithm=" + *algorithm;
  if (!input.qop.empty())
    field += fmt::format(", qop={}, nc={:08x}, cnonce={}", input.qop, input.count,
                         quoted_string(input.cnonce));
  if (auto opaque = challenge.find("opaque")) field += ", opaque=" + quoted_string(*opaque);
  return field;
}

DigestNonces::DigestNonces(std::int64_t lifetime, std::size_t most)
    : lifetime_(lifetime), most_(most) {}

std::string DigestNonces::issue(std::int64_t now) {
  // RFC7616-3.3-02
  auto nonce = encode_base64(random_octets(24));
  const std::lock_guard lock(mutex_);
  given_[nonce] = {now, 0};
  by_age_.emplace(now, nonce);
  forget(now);
  return nonce;
}

DigestNonces::Use DigestNonces::use(const std::string& nonce, std::uint32_t count,
                                    std::int64_t now) {
  const std::lock_guard lock(mutex_);
  forget(now);
  const auto found = given_.find(nonce);
  if (found == given_.end()) return Use::stale;
  // RFC7616-3.4-05, RFC7616-5.5-01: a count that does not grow is a request that was seen before.
  if (count <= found->second.last_count) return Use::replayed;
  found->second.last_count = count;
  return Use::fresh;
}

void DigestNonces::forget(std::int64_t now) {
  while (!by_age_.empty() && (by_age_.begin()->first + lifetime_ < now || by_age_.size() > most_)) {
    given_.erase(by_age_.begin()->second);
    by_age_.erase(by_age_.begin());
  }
}

std::string digest_challenge(DigestAlgorithm algorithm, const std::string& realm,
                             const std::string& nonce, bool stale) {
  // RFC7616-3.3-01, RFC7616-3.3-05, RFC7616-3.3-06, RFC7616-3.3-07
  return fmt::format("Digest realm={}, qop=\"auth\", algorithm={}, nonce={}{}",
                     quoted_string(realm), name_of(algorithm), quoted_string(nonce),
                     stale ? ", stale=true" : "");
}

}  // namespace inquest
