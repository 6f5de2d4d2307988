#include <functional>
#include <string>

#include "reference/faults/catalogue.h"
#include "reference/protocol/credential_moments.h"

namespace inquest {
namespace {

/// Changes each Digest challenge of a refusal.
void change_challenges(HttpResponse& response, const std::function<void(std::string&)>& change) {
  const auto fields = response.headers.all("WWW-Authenticate");
  response.headers.remove("WWW-Authenticate");
  for (auto field : fields) {
    if (field.starts_with("Digest")) change(field);
    response.headers.add("WWW-Authenticate", field);
  }
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// Takes a parameter out of a challenge, with the comma after or before it.
void remove_parameter(std::string& challenge, const std::string& name) {
  const auto begin = challenge.find(" " + name + "=");
  if (begin == std::string::npos) return;
  const auto end = challenge.find(", ", begin);
  if (end == std::string::npos)
    challenge.resize(challenge.rfind(',', begin));
  else
    challenge.erase(begin + 1, end + 2 - begin - 1);
}

/// The value of a parameter of Authentication-Info, quotes included, put in the place of another.
void change_authentication_info(HttpResponse& response, const std::string& name,
                                const std::string& value) {
  const auto* field = response.headers.find("Authentication-Info");
  if (field == nullptr) return;
  auto text = *field;
  const auto begin = text.find(name + "=");
  const auto end = text.find(',', begin);
  text.replace(begin + name.size() + 1, end - begin - name.size() - 1, value);
  response.headers.set("Authentication-Info", text);
}

std::string authorization_of(const Identification& identification) {
  const auto* field = identification.request->headers.find("Authorization");
  return field == nullptr ? "" : *field;
}

}  // namespace

void add_digest_challenge_faults(FaultCatalogue& add) {
  add(moments::refusal_response,
      {.id = "digest-challenge-without-realm",
       .role = Role::server,
       .breaks = "RFC7616-3.3-01",
       .story = "a Digest challenge names no realm"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) { remove_parameter(field, "realm"); });
      });

  add(moments::refusal_response,
      {.id = "digest-nonce-is-constant",
       .role = Role::server,
       .breaks = "RFC7616-3.3-02",
       .story = "every Digest challenge has the same nonce"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) {
          remove_parameter(field, "nonce");
          field += ", nonce=\"1368141352\"";
        });
      });

  add(moments::refusal_response,
      {.id = "digest-challenge-without-qop",
       .role = Role::server,
       .breaks = "RFC7616-3.3-05",
       .story = "a Digest challenge has no qop, as in RFC 2069"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) { remove_parameter(field, "qop"); });
      });

  add(moments::refusal_response,
      {.id = "digest-qop-is-not-quoted",
       .role = Role::server,
       .breaks = "RFC7616-3.3-06",
       .story = "the qop of a Digest challenge is a token and no quoted string"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) { replace(field, "\"auth\"", "auth"); });
      });

  add(moments::refusal_response,
      {.id = "digest-algorithm-is-quoted",
       .role = Role::server,
       .breaks = "RFC7616-3.3-07",
       .story = "the algorithm of a Digest challenge is a quoted string"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) {
          replace(field, "algorithm=SHA-256", "algorithm=\"SHA-256\"");
          replace(field, "algorithm=MD5", "algorithm=\"MD5\"");
        });
      });

  add(moments::refusal_response,
      {.id = "digest-stale-for-any-refusal",
       .role = Role::server,
       .breaks = "RFC7616-3.3-03",
       .story = "a wrong password is told to be a stale nonce"},
      [](HttpResponse& response) {
        change_challenges(response, [](auto& field) {
          if (field.find("stale=") == std::string::npos) field += ", stale=true";
        });
      });

  add(moments::refusal_response,
      {.id = "digest-challenges-of-one-algorithm",
       .role = Role::server,
       .breaks = "RFC7616-3.7-01",
       .story = "two Digest challenges have the same algorithm"},
      [](HttpResponse& response) {
        change_challenges(
            response, [](auto& field) { replace(field, "algorithm=MD5", "algorithm=SHA-256"); });
      });
}

void add_digest_faults(FaultCatalogue& add) {
  add(moments::digest_findings,
      {.id = "digest-response-is-not-verified",
       .role = Role::server,
       .breaks = "RFC7616-3.6-01",
       .story = "any digest of a known user counts"},
      [](DigestFindings& findings) { findings.right_response = true; });

  add(moments::admission,
      {.id = "digest-with-quoted-qop-is-answered-with-nothing",
       .role = Role::server,
       .breaks = "RFC7616-3.4-08",
       .story = "Digest credentials with a qop in quotes get a 200 that holds nothing"},
      [](Admission& admission) {
        const auto* field = admission.request->headers.find("Authorization");
        if (field != nullptr && field->find("qop=\"") != std::string::npos)
          admission.refusal = Refusal{200, "", {}};
      });

  add(moments::digest_findings,
      {.id = "digest-computed-otherwise",
       .role = Role::server,
       .breaks = "RFC7616-3.6-01",
       .story = "right answers to a challenge that offers SHA-256 do not count"},
      [](DigestFindings& findings) {
        const auto* field = findings.request->headers.find("Authorization");
        if (field->find("algorithm=SHA-256") != std::string::npos) findings.right_response = false;
      });

  add(moments::digest_target,
      {.id = "digest-uri-is-not-compared",
       .role = Role::server,
       .breaks = "RFC7616-3.4.6-01",
       .story = "Digest credentials for one resource count for another"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::digest_target,
      {.id = "digest-other-uri-answered-with-403",
       .role = Role::server,
       .breaks = "RFC7616-3.4.6-02",
       .story = "Digest credentials for another resource are refused with 403 and not 400"},
      [](Judgement& refusal) {
        if (refusal) refusal->status = 403;
      });

  add(moments::digest_findings,
      {.id = "digest-realm-is-not-compared",
       .role = Role::server,
       .breaks = "RFC7616-3.4-08",
       .story = "Digest credentials for a realm that was never named count"},
      [](DigestFindings& findings) { findings.same_realm = true; });

  add(moments::digest_findings,
      {.id = "digest-with-parameters-missing",
       .role = Role::server,
       .breaks = "RFC7616-3.4-08",
       .story = "Digest credentials count without nc, cnonce or qop"},
      [](DigestFindings& findings) {
        // What is missing cannot have gone into the response.
        if (!findings.complete) findings.right_response = true;
        findings.complete = true;
      });

  add(moments::digest_nonce_use,
      {.id = "digest-replayed",
       .role = Role::server,
       .breaks = "RFC7616-5.5-01",
       .story = "Digest credentials count as often as they come"},
      [](DigestNonces::Use& use) {
        if (use == DigestNonces::Use::replayed) use = DigestNonces::Use::fresh;
      });

  add(moments::digest_nonce_use,
      {.id = "digest-with-any-nonce",
       .role = Role::server,
       .breaks = "RFC7616-5.5-01",
       .story = "a nonce counts that the server never gave out"},
      [](DigestNonces::Use& use) {
        if (use == DigestNonces::Use::stale) use = DigestNonces::Use::fresh;
      });

  add(moments::enroll_response,
      {.id = "digest-info-of-another-count",
       .role = Role::server,
       .breaks = "RFC7616-3.5-02",
       .story = "Authentication-Info has another nc than the request"},
      [](HttpResponse& response) { change_authentication_info(response, "nc", "ffffffff"); });

  add(moments::enroll_response,
      {.id = "digest-info-without-cnonce",
       .role = Role::server,
       .breaks = "RFC7616-3.5-03",
       .story = "Authentication-Info lacks the cnonce"},
      [](HttpResponse& response) {
        if (const auto* field = response.headers.find("Authentication-Info")) {
          auto text = *field;
          remove_parameter(text, "cnonce");
          response.headers.set("Authentication-Info", text);
        }
      });

  add(moments::enroll_response,
      {.id = "digest-info-by-who-does-not-know",
       .role = Role::server,
       .breaks = "RFC7616-3.5-01",
       .story = "the rspauth of Authentication-Info is not what the password gives"},
      [](HttpResponse& response) {
        change_authentication_info(response, "rspauth", "\"" + std::string(64, '0') + "\"");
      });
}

void add_http_authentication_faults(FaultCatalogue& add) {
  add(moments::identification,
      {.id = "scheme-compared-by-case",
       .role = Role::server,
       .breaks = "RFC7235-2.1-01",
       .story = "a scheme counts only when it is spelt Digest or Basic"},
      [](Identification& identification) {
        const auto field = authorization_of(identification);
        if (!field.empty() && !field.starts_with("Digest ") && !field.starts_with("Basic "))
          identification.client.user.reset();
      });

  add(moments::identification,
      {.id = "basic-compared-by-case",
       .role = Role::server,
       .breaks = "RFC7617-2-02",
       .story = "Basic in other letters does not count"},
      [](Identification& identification) {
        const auto field = authorization_of(identification);
        if (field.starts_with("BASIC ") || field.starts_with("basic "))
          identification.client.user.reset();
      });

  add(moments::identification,
      {.id = "digest-parameters-compared-by-case",
       .role = Role::server,
       .breaks = "RFC7235-2.1-02",
       .story = "the name of a parameter counts in small letters only"},
      [](Identification& identification) {
        if (authorization_of(identification).find("USERNAME=") != std::string::npos)
          identification.client.user.reset();
      });

  add(moments::identification,
      {.id = "digest-wants-no-space-around-equals",
       .role = Role::server,
       .breaks = "RFC7235-2.1-03",
       .story = "white space around the equals sign of a parameter is not understood"},
      [](Identification& identification) {
        if (authorization_of(identification).find(" = ") != std::string::npos)
          identification.client.user.reset();
      });

  add(moments::refusal_response,
      {.id = "basic-challenge-without-realm",
       .role = Role::server,
       .breaks = "RFC7617-2-01",
       .story = "a Basic challenge names no realm"},
      [](HttpResponse& response) {
        const auto fields = response.headers.all("WWW-Authenticate");
        response.headers.remove("WWW-Authenticate");
        for (auto field : fields) {
          if (field.starts_with("Basic")) field = "Basic charset=\"UTF-8\"";
          response.headers.add("WWW-Authenticate", field);
        }
      });

  add(moments::refusal_response,
      {.id = "refusal-of-credentials-is-403",
       .role = Role::server,
       .breaks = "RFC7235-2.1-04",
       .story = "absent and wrong credentials are answered with 403, without a challenge"},
      [](HttpResponse& response) {
        if (response.status != 401) return;
        response.status = 403;
        response.headers.remove("WWW-Authenticate");
      });
}

}  // namespace inquest
