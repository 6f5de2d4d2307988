#include "reference/protocol/digest_check.h"

#include <fmt/format.h>

#include <charconv>

#include "reference/pki/hash.h"
#include "reference/protocol/credential_moments.h"
#include "reference/protocol/operation.h"

namespace inquest {
namespace {

/// nc is eight hexadecimal digits.
std::optional<std::uint32_t> count_from(const std::string& text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count, 16);
  if (text.size() != 8 || error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return count;
}

std::optional<AuthWords> digest_words(const HttpRequest& request) {
  const auto* field = request.headers.find("Authorization");
  if (field == nullptr) return std::nullopt;
  auto all = parse_challenges(*field);
  if (all.size() != 1 || all[0].scheme != "digest") return std::nullopt;
  return std::move(all[0]);
}

/// The Digest credentials of a request, but for the password.
struct Credentials {
  DigestInput input;
  std::string response;
  bool complete = false;  ///< every parameter is there, in form, and as it was offered
};

Credentials credentials_of(const AuthWords& words, const HttpRequest& request) {
  const auto text = [&](const char* name) { return words.find(name).value_or(""); };
  const auto algorithm = digest_algorithm_named(text("algorithm"));
  const auto count = count_from(text("nc"));
  Credentials credentials;
  // RFC7616-3.4-01, RFC7616-3.4-08: only what the challenge offered, qop "auth", and a user name in
  // clear, once.
  credentials.complete = algorithm && count && text("qop") == "auth" && !text("cnonce").empty() &&
                         text("userhash") != "true" && !words.find("username*");
  credentials.response = text("response");
  credentials.input = {
      .algorithm = algorithm ? algorithm->algorithm : DigestAlgorithm::md5,
      .session = algorithm && algorithm->session,
      .user = text("username"),
      .realm = text("realm"),
      .password = "",
      .nonce = text("nonce"),
      .count = count.value_or(0),
      .cnonce = text("cnonce"),
      .qop = text("qop"),
      .method = request.method,
      .uri = text("uri"),
  };
  return credentials;
}

}  // namespace

DigestCheck check_digest(const HttpRequest& request,
                         const std::map<std::string, std::string>& users, const std::string& realm,
                         DigestNonces& nonces, std::int64_t now) {
  return check_digest(request, users, realm, nonces, now, {});
}

DigestCheck check_digest(const HttpRequest& request,
                         const std::map<std::string, std::string>& users, const std::string& realm,
                         DigestNonces& nonces, std::int64_t now, const Deviations& deviations) {
  const auto words = digest_words(request);
  if (!words) return {DigestVerdict::absent, ""};
  auto [input, response, complete] = credentials_of(*words, request);
  const auto user = users.find(input.user);
  DigestFindings findings;
  findings.request = &request;
  findings.complete = complete;
  findings.same_realm = input.realm == realm;
  findings.known_user = user != users.end();
  // Somebody unknown costs as long as a wrong password.
  input.password = findings.known_user ? user->second : realm;
  // RFC7616-3.6-01
  findings.right_response = same_secret(digest_response(input), response);
  if (!deviations.at(moments::digest_findings, findings).all()) return {DigestVerdict::wrong, ""};
  // Spent only by who knows the password, so that nobody else can spend it.
  if (deviations.at(moments::digest_nonce_use, nonces.use(input.nonce, input.count, now)) !=
      DigestNonces::Use::fresh)
    // RFC7616-3.3-03, RFC7616-3.6-03: a nonce that was used to its end, or too old.
    return {DigestVerdict::stale, ""};
  return {DigestVerdict::valid, input.user};
}

/// Whether two request targets are the same resource: also where one has letters percent-encoded,
/// or is in absolute form.
bool same_resource(const std::string& one, const std::string& other) {
  if (one == other) return true;
  const auto query = [](const std::string& target) {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string() : target.substr(mark);
  };
  const auto first = est_target(one);
  const auto second = est_target(other);
  return first && second && first->operation && first->label == second->label &&
         first->operation == second->operation && query(one) == query(other);
}

Judgement judge_digest_target(const HttpRequest& request) {
  const auto words = digest_words(request);
  // RFC7616-3.4.6-01, RFC7616-3.4.6-02: a proxy that rewrites the target is none of this server's.
  if (!words || same_resource(words->find("uri").value_or(request.target), request.target))
    return std::nullopt;
  return Refusal{400, "The Digest credentials are for another resource than this one.\n", {}};
}

std::optional<std::string> authentication_info(const HttpRequest& request,
                                               const std::map<std::string, std::string>& users) {
  const auto words = digest_words(request);
  if (!words) return std::nullopt;
  auto input = credentials_of(*words, request).input;
  const auto user = users.find(input.user);
  if (user == users.end()) return std::nullopt;
  input.password = user->second;
  input.method.clear();
  return fmt::format("rspauth=\"{}\", cnonce={}, nc={:08x}, qop=auth", digest_response(input),
                     quoted_string(input.cnonce), input.count);
}

}  // namespace inquest
