#include "reference/protocol/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reference/codec/base64.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

constexpr std::string_view session_suffix = "-SESS";

struct AlgorithmName {
  DigestAlgorithm algorithm;
  bool session;
};

std::optional<AlgorithmName> algorithm_named(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const bool session = name.ends_with(session_suffix);
  if (session) name.resize(name.size() - session_suffix.size());
  // RFC 7616 3.3: no algorithm means MD5.
  if (name.empty() || name == "MD5") return AlgorithmName{DigestAlgorithm::md5, session};
  if (name == "SHA-256") return AlgorithmName{DigestAlgorithm::sha256, session};
  return std::nullopt;
}

/// Whether a list like "auth, auth-int" has "auth".
bool offers_auth(const std::string& qop) {
  std::string list = "," + qop + ",";
  std::erase(list, ' ');
  return list.find(",auth,") != std::string::npos;
}

// RFC7616-3.3-04, RFC7616-3.4-02: of what is understood, with a qop that was offered.
std::optional<DigestAlgorithm> answerable(const AuthWords& challenge) {
  const auto name = algorithm_named(challenge.find("algorithm").value_or(""));
  const auto qop = challenge.find("qop");
  if (challenge.scheme != "digest" || !name || !challenge.find("nonce") ||
      !challenge.find("realm") || (qop && !offers_auth(*qop)))
    return std::nullopt;
  return name->algorithm;
}

/// nc is eight hexadecimal digits.
std::optional<std::uint32_t> count_from(const std::string& text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count, 16);
  if (text.size() != 8 || error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return count;
}

/// The Digest credentials of a request, but for the password.
std::optional<std::pair<DigestInput, std::string>> credentials_of(const HttpRequest& request,
                                                                  const std::string& realm) {
  const auto* field = request.headers.find("Authorization");
  if (field == nullptr) return std::nullopt;
  const auto all = parse_challenges(*field);
  if (all.size() != 1 || all[0].scheme != "digest") return std::nullopt;
  const auto& words = all[0];
  const auto text = [&](const char* name) { return words.find(name).value_or(""); };
  DigestInput input;
  const auto algorithm = algorithm_named(text("algorithm"));
  const auto count = count_from(text("nc"));
  // Only what the challenge offered: qop "auth", this realm, a user name in clear.
  // RFC7616-3.4-08
  const bool offered = algorithm && count && text("qop") == "auth" && text("realm") == realm &&
                       text("userhash") != "true" && !text("cnonce").empty();
  if (!offered) return std::pair(DigestInput{}, std::string{});
  input.algorithm = algorithm->algorithm;
  input.session = algorithm->session;
  input.user = text("username");
  input.realm = realm;
  input.nonce = text("nonce");
  input.count = *count;
  input.cnonce = text("cnonce");
  input.qop = "auth";
  input.method = request.method;
  input.uri = text("uri");
  return std::pair(input, text("response"));
}

}  // namespace

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
                                 const std::string& cnonce) {
  const auto text = [&](const char* name) { return challenge.find(name).value_or(""); };
  const auto name = algorithm_named(text("algorithm")).value();
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
  // RFC7616-3.4-06, RFC7616-3.4-07: what is quoted and what is not.
  auto field =
      fmt::format("Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\"",
                  quoted_string(input.user), quoted_string(input.realm), quoted_string(input.nonce),
                  quoted_string(input.uri), digest_response(input));
  if (auto algorithm = challenge.find("algorithm")) field += ", algorithm=" + *algorithm;
  if (!input.qop.empty())
    field += fmt::format(", qop=auth, nc={:08x}, cnonce={}", count, quoted_string(cnonce));
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

DigestCheck check_digest(const HttpRequest& request,
                         const std::map<std::string, std::string>& users, const std::string& realm,
                         DigestNonces& nonces, std::int64_t now) {
  auto credentials = credentials_of(request, realm);
  if (!credentials) return {DigestVerdict::absent, ""};
  auto& [input, response] = *credentials;
  const auto user = users.find(input.user);
  // Somebody unknown costs as long as a wrong password. The target is compared as it came: a proxy
  // that rewrites it is none of this server's.
  // RFC7616-3.4.6-01
  const bool known = user != users.end() && input.uri == request.target;
  input.password = known ? user->second : realm;
  // RFC7616-3.6-01
  const bool right = same_secret(digest_response(input), response);
  if (!known || !right) return {DigestVerdict::wrong, ""};
  // Spent only by who knows the password, so that nobody else can spend it.
  if (nonces.use(input.nonce, input.count, now) != DigestNonces::Use::fresh)
    // RFC7616-3.3-03, RFC7616-3.6-03: a nonce that was used to its end, or too old.
    return {DigestVerdict::stale, ""};
  return {DigestVerdict::valid, input.user};
}

std::string digest_challenge(DigestAlgorithm algorithm, const std::string& realm,
                             const std::string& nonce, bool stale) {
  // RFC7616-3.3-01, RFC7616-3.3-05, RFC7616-3.3-06, RFC7616-3.3-07
  return fmt::format("Digest realm={}, qop=\"auth\", algorithm={}, nonce={}{}",
                     quoted_string(realm), name_of(algorithm), quoted_string(nonce),
                     stale ? ", stale=true" : "");
}

}  // namespace inquest
