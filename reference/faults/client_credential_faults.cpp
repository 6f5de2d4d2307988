#include <algorithm>
#include <cctype>

#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

void answer_nothing(ChallengeTaken& taken) {
  taken.digest.reset();
  taken.basic = false;
}

/// Whether a challenge of the answer has this text.
bool asks_in_words(const ChallengeTaken& taken, std::string_view words) {
  const auto fields = taken.response->headers.all("WWW-Authenticate");
  return std::any_of(fields.begin(), fields.end(), [&](const std::string& field) {
    return field.find(words) != std::string::npos;
  });
}

/// Whether the name of each challenge's scheme is spelt with a capital and small letters.
bool schemes_as_usual(const ChallengeTaken& taken) {
  return asks_in_words(taken, "Basic ") || asks_in_words(taken, "Digest ");
}

/// Whether a comma stands between quotes. A quote behind a backslash ends nothing.
bool has_comma_within_quotes(const HttpResponse& response) {
  for (const auto& field : response.headers.all("WWW-Authenticate")) {
    bool quoted = false;
    for (std::size_t at = 0; at < field.size(); ++at) {
      if (field[at] == '\\')
        ++at;
      else if (field[at] == '"')
        quoted = !quoted;
      else if (field[at] == ',' && quoted)
        return true;
    }
  }
  return false;
}

}  // namespace

void add_client_credential_faults(FaultCatalogue& add) {
  add(moments::credential_entitlement,
      {.id = "bootstrap-tells-password",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-03",
       .story = "a server that nobody authenticated yet is told the password when it asks"},
      [](CredentialEntitlement& told) {
        if (told.bootstrapping) told.entitled = true;
      });

  add(moments::credential_entitlement,
      {.id = "client-tells-password-by-implicit-anchor",
       .role = Role::client,
       .breaks = "RFC7030-6-02",
       .story = "a server that an implicit trust anchor vouches for is told the password"},
      [](CredentialEntitlement& told) {
        if (told.by == ServerAuthorization::By::implicit_anchors) told.entitled = true;
      });

  add(moments::credential_entitlement,
      {.id = "client-tells-password-unasked",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a server that is authorised is told the password before it asks"},
      [](CredentialEntitlement& told) { told.unasked = true; });

  add(moments::challenge_taken,
      {.id = "client-answers-no-challenge",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-07",
       .story = "a 401 is the end, although there is a password"},
      answer_nothing);

  add(moments::challenge_taken,
      {.id = "client-without-certificate-answers-no-challenge",
       .role = Role::client,
       .breaks = "RFC7030-3.3.2-11",
       .story = "neither TLS nor HTTP says who the client is"},
      answer_nothing, moments::client_connecting,
      [](ClientConnecting& connecting) { connecting.tls.identity.reset(); });

  add(moments::challenge_taken,
      {.id = "client-knows-no-digest",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-05",
       .story = "Digest is passed over, and Basic alone is answered"},
      [](ChallengeTaken& taken) {
        taken.digest.reset();
        taken.basic = !taken.answered_before && asks_for(*taken.response, "basic");
      });

  add(moments::challenge_taken,
      {.id = "client-knows-no-basic",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-05",
       .story = "Basic is passed over, and Digest alone is answered"},
      [](ChallengeTaken& taken) { taken.basic = false; });

  add(moments::challenge_taken,
      {.id = "client-repeats-refused-password",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-08",
       .story = "a password that was refused is sent once more"},
      [](ChallengeTaken& taken) {
        if (!taken.answered_before) return;
        taken.digest = strongest_digest(*taken.response);
        taken.basic = !taken.digest && asks_for(*taken.response, "basic");
      });

  add(moments::outgoing_request,
      {.id = "client-repeats-without-authorization",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-07",
       .story = "a request is repeated after a 401 as it was"},
      [](OutgoingRequest& outgoing) { outgoing.request.headers.remove("Authorization"); });

  add(moments::outgoing_request,
      {.id = "credentials-in-field-for-proxies",
       .role = Role::client,
       .breaks = "RFC7235-4.2-01",
       .story = "the credentials stand in Proxy-Authorization"},
      [](OutgoingRequest& outgoing) {
        auto& headers = outgoing.request.headers;
        const auto* field = headers.find("Authorization");
        if (field == nullptr) return;
        headers.set("Proxy-Authorization", std::string(*field));
        headers.remove("Authorization");
      });

  add(moments::outgoing_request,
      {.id = "credentials-of-two-schemes-at-once",
       .role = Role::client,
       .breaks = "RFC7235-4.2-01",
       .story = "beside the credentials of Digest stands another Authorization field"},
      [](OutgoingRequest& outgoing) {
        auto& headers = outgoing.request.headers;
        const auto* field = headers.find("Authorization");
        if (field != nullptr && field->starts_with("Digest "))
          headers.add("Authorization", basic_authorization("user", "password"));
      });

  add(moments::outgoing_request,
      {.id = "password-with-control-character",
       .role = Role::client,
       .breaks = "RFC7617-2-03",
       .story = "the password of Basic ends in a line feed, as its file does"},
      [](OutgoingRequest& outgoing) {
        auto& headers = outgoing.request.headers;
        const auto* field = headers.find("Authorization");
        if (field == nullptr) return;
        if (const auto said = decode_basic_authorization(*field))
          headers.set("Authorization", basic_authorization(said->user, said->password + "\n"));
      });

  add(moments::challenge_taken,
      {.id = "client-reads-basic-by-case",
       .role = Role::client,
       .breaks = "RFC7617-2-02",
       .story = "a challenge for Basic counts only when it is spelt so"},
      [](ChallengeTaken& taken) {
        if (!asks_in_words(taken, "Basic")) taken.basic = false;
      });

  add(moments::challenge_taken,
      {.id = "client-reads-digest-by-case",
       .role = Role::client,
       .breaks = "RFC7235-2.1-01",
       .story = "a challenge for Digest counts only when it is spelt so"},
      [](ChallengeTaken& taken) {
        if (!asks_in_words(taken, "Digest")) taken.digest.reset();
      });

  add(moments::challenge_taken,
      {.id = "client-reads-schemes-by-case",
       .role = Role::client,
       .breaks = "RFC7235-2.1-01",
       .story = "a challenge counts only when its scheme is spelt as its RFC spells it"},
      [](ChallengeTaken& taken) {
        if (!schemes_as_usual(taken)) answer_nothing(taken);
      });

  add(moments::challenge_taken,
      {.id = "client-splits-challenges-within-quotes",
       .role = Role::client,
       .breaks = "RFC7235-2.1-03",
       .story =
           "a comma parts challenges even where it is quoted, and what comes of it is an error"},
      [](ChallengeTaken& taken) {
        if (has_comma_within_quotes(*taken.response)) answer_nothing(taken);
      });

  add(moments::challenge_taken,
      {.id = "client-reads-parameters-by-case",
       .role = Role::client,
       .breaks = "RFC7235-2.1-02",
       .story = "the realm of a challenge is found in small letters only"},
      [](ChallengeTaken& taken) {
        if (!asks_in_words(taken, "realm")) answer_nothing(taken);
      });

  add(moments::challenge_taken,
      {.id = "client-reads-quoted-realms-alone",
       .role = Role::client,
       .breaks = "RFC7235-2.1-03",
       .story = "a challenge whose realm is a token is not understood"},
      [](ChallengeTaken& taken) {
        if (!asks_in_words(taken, "realm=\"")) answer_nothing(taken);
      });

  add(moments::redirection_elsewhere,
      {.id = "client-takes-credentials-elsewhere",
       .role = Role::client,
       .breaks = "RFC7235-2.2-01",
       .story = "a server of another origin is told the password before it asks"},
      [](RedirectionElsewhere& leaving) { leaving.ends_credentials = false; });
}

}  // namespace inquest
