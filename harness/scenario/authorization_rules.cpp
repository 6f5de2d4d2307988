#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/scenario/challenge_text.h"
#include "harness/scenario/request_rules.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/digest.h"

namespace inquest {
namespace {

RuleFinding authorization(const RequestReading& in) {
  const auto fields = request_sent(in).headers.all("Authorization");
  if (fields.size() > 1) return broken(fmt::format("{} Authorization fields", fields.size()));
  const auto* field = in.asked.request.headers.find("Authorization");
  if (field == nullptr) return told("no Authorization");
  const auto& wanted = in.act->errand.credentials;
  if (!wanted) return broken("credentials that nobody gave the client");
  const auto all = parse_challenges(*field);
  if (!all.empty() && all[0].scheme == "basic") {
    const auto said = decode_basic_authorization(*field);
    if (!said) return broken("Basic: " + said.error().text());
    return kept_if(said->user == wanted->user && said->password == wanted->password,
                   "Basic for " + said->user);
  }
  if (all.size() != 1 || all[0].scheme != "digest")
    return broken("neither Basic nor Digest: " + field->substr(0, field->find(' ')));
  for (const auto* name : {"username", "realm", "nonce", "uri", "response"})
    if (!all[0].find(name)) return broken(std::string("Digest without ") + name);
  auto input = DigestInput{};
  const auto text = [&](const char* name) { return all[0].find(name).value_or(""); };
  input.algorithm =
      text("algorithm").starts_with("SHA-256") ? DigestAlgorithm::sha256 : DigestAlgorithm::md5;
  input.session = text("algorithm").ends_with("-sess");
  input.user = wanted->user;
  input.password = wanted->password;
  input.realm = text("realm");
  input.nonce = text("nonce");
  input.cnonce = text("cnonce");
  input.qop = text("qop");
  input.method = in.asked.request.method;
  input.uri = in.asked.request.target;
  if (!input.qop.empty() && (input.cnonce.empty() || text("nc").size() != 8))
    return broken("Digest with qop, and without cnonce or nc of eight digits");
  if (!input.qop.empty())
    input.count = static_cast<std::uint32_t>(std::strtoul(text("nc").c_str(), nullptr, 16));
  return kept_if(digest_response(input) == text("response"),
                 digest_response(input) == text("response")
                     ? "Digest, whose response is right for this request"
                     : "Digest, whose response is not that of this request");
}

/// What makes a finding of the Digest credentials, by their parameters as written.
template <class Judge>
RuleFinding of_digest(const RequestReading& in, Judge judge) {
  const auto* field = request_sent(in).headers.find("Authorization");
  if (field == nullptr) return told("no Authorization");
  std::map<std::string, std::string> values;
  for (auto& each : parameters_as_written(*field))
    if (each.scheme == "digest") values.emplace(std::move(each.name), std::move(each.value));
  if (values.empty()) return told("no Digest");
  return judge(values);
}

using Parameters = std::map<std::string, std::string>;

bool is_quoted(const std::string& value) { return value.starts_with('"'); }

RuleFinding quoted_are(bool wanted, const std::vector<const char*>& names,
                       const Parameters& values) {
  for (const auto* name : names) {
    const auto found = values.find(name);
    if (found != values.end() && is_quoted(found->second) != wanted)
      return broken(std::string(name) + (wanted ? " is not quoted" : " is quoted"));
  }
  return kept(wanted ? "they are quoted" : "they are tokens");
}

RuleFinding digest_quoted(const RequestReading& in) {
  return of_digest(in, [](const Parameters& values) {
    return quoted_are(true, {"username", "realm", "nonce", "uri", "response", "cnonce", "opaque"},
                      values);
  });
}

RuleFinding digest_unquoted(const RequestReading& in) {
  return of_digest(in, [](const Parameters& values) {
    return quoted_are(false, {"algorithm", "qop", "nc"}, values);
  });
}

RuleFinding digest_qop(const RequestReading& in) {
  return of_digest(in, [](const Parameters& values) {
    const auto found = values.find("qop");
    if (found == values.end()) return told("no qop");
    // The servers of the harness offer this one.
    return kept_if(found->second == "auth" || found->second == "\"auth\"", "qop=" + found->second);
  });
}

RuleFinding digest_cnonce(const RequestReading& in) {
  return of_digest(in, [](const Parameters& values) {
    const auto found = values.find("cnonce");
    const bool said = found != values.end() && found->second != "\"\"";
    return kept_if(said, said ? "cnonce is sent" : "no cnonce");
  });
}

RuleFinding digest_count(const RequestReading& in) {
  return of_digest(in, [](const Parameters& values) {
    const auto found = values.find("nc");
    return kept_if(found != values.end(), found != values.end() ? "nc=" + found->second : "no nc");
  });
}

/// The target of the request, or all of its URI, which RFC 7616 calls it.
RuleFinding digest_target(const RequestReading& in) {
  const auto* field = request_sent(in).headers.find("Authorization");
  const auto all = parse_challenges(field ? *field : "");
  if (all.empty() || all[0].scheme != "digest") return told("no Digest");
  const auto said = all[0].find("uri");
  if (!said) return broken("no uri");
  const auto& target = in.asked.request.target;
  const auto* host = in.asked.request.headers.find("Host");
  return kept_if(*said == target || *said == "https://" + (host ? *host : "") + target,
                 "uri=" + *said + " in a request for " + target);
}

RuleFinding basic_characters(const RequestReading& in) {
  const auto* field = request_sent(in).headers.find("Authorization");
  const auto said = field ? decode_basic_authorization(*field)
                          : Result<BasicCredentials>(ParseError{0, "no Authorization"});
  if (!said) return told(said.error().text());
  const auto text = said->user + said->password;
  const bool clean =
      std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return kept_if(clean, clean ? "no control characters" : "a control character");
}

}  // namespace

const std::vector<Rule<RequestReading>>& authorization_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"authorization", "the Authorization field", "the credentials that the client was given",
       authorization},
      {"digest-quoted", "the quoted parameters of Digest", "quoted strings", digest_quoted},
      {"digest-unquoted", "algorithm, qop and nc of Digest", "tokens", digest_unquoted},
      {"digest-qop", "the qop of Digest", "one that was offered", digest_qop},
      {"digest-cnonce", "the cnonce of Digest", "there is one", digest_cnonce},
      {"digest-count", "the nc of Digest", "there is one", digest_count},
      {"digest-target", "the uri of Digest", "that of the request", digest_target},
      {"basic-characters", "user name and password of Basic", "no control characters",
       basic_characters},
  };
  return rules;
}

}  // namespace inquest
