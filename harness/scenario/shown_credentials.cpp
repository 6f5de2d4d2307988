#include "harness/scenario/shown_credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "harness/scenario/stage.h"
#include "reference/protocol/digest.h"

namespace inquest {
namespace {

/// Whether HTTP credentials go with the request: where they are the way to authenticate, and beside
/// a certificate where the profile has them and no axis chose the certificate alone.
bool sends_credentials(const CredentialChoice& choice, const Stage& stage) {
  if (choice.authentication == "srp") return false;
  if (choice.authentication == "certificate" &&
      !stage.profile().policies.contains("certificate-and-password"))
    return false;
  return stage.profile().credentials.has_value();
}

bool speaks_digest(const CredentialChoice& choice, const Stage& stage) {
  return choice.authentication == "digest" ||
         (choice.authentication != "basic" && stage.profile().speaks_digest());
}

/// Those of the profile, or wrong ones.
BasicCredentials credentials_for(const CredentialChoice& choice, const Stage& stage) {
  auto credentials = *stage.profile().credentials;
  if (choice.credentials == "wrong-password") credentials.password += "-but-wrong";
  if (choice.credentials == "unknown-user") credentials.user = "inquest-nobody";
  if (choice.credentials == "empty-password") credentials.password.clear();
  return credentials;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// Takes out ", name=value".
void remove_parameter(std::string& field, const std::string& name) {
  const auto begin = field.find(", " + name + "=");
  if (begin == std::string::npos) return;
  const auto end = field.find(", ", begin + 2);
  field.erase(begin, end == std::string::npos ? end : end - begin);
}

/// Applies `change` to each run of characters outside quoted strings.
void change_outside_quotes(std::string& field, const std::function<std::string(char)>& change) {
  std::string changed;
  bool quoted = false;
  for (const char c : field) {
    if (c == '"') quoted = !quoted;
    changed += quoted || c == '"' ? std::string(1, c) : change(c);
  }
  field = changed;
}

void change_scheme(std::string& field, int (*change)(int)) {
  for (std::size_t i = 0; i < field.size() && field[i] != ' '; ++i)
    field[i] = static_cast<char>(change(static_cast<unsigned char>(field[i])));
}

/// Names of parameters, which end in an equals sign, in capitals.
void write_names_in_capitals(std::string& field) {
  for (const auto* name :
       {"username", "realm", "nonce", "uri", "response", "algorithm", "cnonce", "nc", "qop"}) {
    std::string capitals(name);
    std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    replace(field, " " + std::string(name) + "=", " " + capitals + "=");
  }
}

/// What is wrong with the field as text.
void spoil_text(std::string& field, const std::string& how) {
  if (how == "scheme-in-capitals") change_scheme(field, std::toupper);
  if (how == "scheme-in-small-letters") change_scheme(field, std::tolower);
  if (how == "parameters-in-capitals") write_names_in_capitals(field);
  if (how == "spaces-around-equals")
    change_outside_quotes(field,
                          [](char c) { return c == '=' ? std::string(" = ") : std::string(1, c); });
  if (how == "without-nc") remove_parameter(field, "nc");
  if (how == "without-cnonce") remove_parameter(field, "cnonce");
  if (how == "quoted-qop") replace(field, "qop=auth", "qop=\"auth\"");
  if (how == "two-user-names") field += ", username*=UTF-8''somebody";
  if (how == "wrong-response") {
    const auto digit = field.find("response=\"") + 10;
    field[digit] = field[digit] == '0' ? '1' : '0';
  }
}

/// What it was computed for, where that is not the request.
void spoil_input(AuthWords& challenge, HttpRequest& request, const std::string& how) {
  if (how == "of-another-method") request.method = "PUT";
  if (how == "of-another-uri") request.target = "/.well-known/est/cacerts";
  if (how == "of-another-realm") challenge.parameters["realm"] = "inquest's own realm";
  if (how == "of-another-nonce" || how == "invented-nonce")
    challenge.parameters["nonce"] = "aW5xdWVzdCBtYWRlIHRoaXMgdXA=";
  if (how == "without-qop") challenge.parameters.erase("qop");
}

std::string digest_field(const HttpRequest& request, const CredentialChoice& choice, Stage& stage) {
  const auto& right = stage.digest_challenge(choice.challenge == "last");
  auto challenge = right;
  HttpRequest computed_for;
  computed_for.method = request.method;
  computed_for.target = request.target;
  spoil_input(challenge, computed_for, choice.authorization);
  auto field = stage.answer_to(challenge, credentials_for(choice, stage), computed_for);
  if (choice.authorization == "of-another-nonce")
    replace(field, "nonce=" + quoted_string(*challenge.find("nonce")),
            "nonce=" + quoted_string(*right.find("nonce")));
  return field;
}

}  // namespace

void show_credentials(HttpRequest& request, const CredentialChoice& choice, Stage& stage) {
  if (!choice.authorization_of.empty()) {
    const auto& former = stage.answer(choice.authorization_of).request;
    const auto* field = former.headers.find("Authorization");
    if (field == nullptr)
      throw std::logic_error("the request of '" + choice.authorization_of +
                             "' has no Authorization to show again");
    return request.headers.set("Authorization", *field);
  }
  const bool by_digest = speaks_digest(choice, stage);
  if (choice.credentials == "malformed")
    return request.headers.set("Authorization",
                               by_digest ? "Digest username=\"" : "Basic !not*base64!");
  if (choice.credentials == "other-scheme")
    return request.headers.set("Authorization", "Bearer aW5xdWVzdA==");
  if (choice.credentials == "none" || !sends_credentials(choice, stage)) return;
  std::string field;
  if (by_digest) {
    field = digest_field(request, choice, stage);
  } else {
    const auto credentials = credentials_for(choice, stage);
    field = basic_authorization(credentials.user, credentials.password);
  }
  spoil_text(field, choice.authorization);
  request.headers.set("Authorization", field);
}

}  // namespace inquest
