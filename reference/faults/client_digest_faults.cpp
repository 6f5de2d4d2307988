#include <algorithm>

#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

/// Puts another text in the place of the first `from` in the Digest credentials.
void rewrite(OutgoingRequest& outgoing, std::string_view from, std::string_view to) {
  auto& headers = outgoing.request.headers;
  const auto* field = headers.find("Authorization");
  if (field == nullptr || !field->starts_with("Digest ")) return;
  auto text = *field;
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
  headers.set("Authorization", text);
}

/// The value of a parameter as it stands there, its quotes included.
std::string as_written(const OutgoingRequest& outgoing, const std::string& name) {
  const auto* field = outgoing.request.headers.find("Authorization");
  const auto begin = field == nullptr ? std::string::npos : field->find(" " + name + "=");
  if (begin == std::string::npos) return "";
  const auto value = begin + name.size() + 2;
  return field->substr(value, std::min(field->find(", ", value), field->size()) - value);
}

void take_out(OutgoingRequest& outgoing, const std::string& name) {
  rewrite(outgoing, ", " + name + "=" + as_written(outgoing, name), "");
}

void unquote(OutgoingRequest& outgoing, const std::string& name) {
  const auto value = as_written(outgoing, name);
  if (value.size() > 1 && value.front() == '"')
    rewrite(outgoing, " " + name + "=" + value,
            " " + name + "=" + value.substr(1, value.size() - 2));
}

void quote(OutgoingRequest& outgoing, const std::string& name) {
  const auto value = as_written(outgoing, name);
  if (!value.empty() && value.front() != '"')
    rewrite(outgoing, " " + name + "=" + value, " " + name + "=\"" + value + "\"");
}

}  // namespace

void add_client_digest_faults(FaultCatalogue& add) {
  add(moments::digest_input,
      {.id = "digest-of-client-does-not-count",
       .role = Role::client,
       .breaks = "RFC7616-3.4-04",
       .story = "every request with a nonce has the count 1"},
      [](DigestInput& input) { input.count = 1; });

  add(moments::outgoing_request,
      {.id = "digest-of-client-without-count",
       .role = Role::client,
       .breaks = "RFC7616-3.4-04",
       .story = "Digest credentials have no nc"},
      [](OutgoingRequest& outgoing) { take_out(outgoing, "nc"); });

  add(moments::outgoing_request,
      {.id = "digest-of-client-without-cnonce",
       .role = Role::client,
       .breaks = "RFC7616-3.4-03",
       .story = "Digest credentials have no cnonce"},
      [](OutgoingRequest& outgoing) { take_out(outgoing, "cnonce"); });

  add(moments::digest_input,
      {.id = "digest-of-client-with-qop-of-its-own",
       .role = Role::client,
       .breaks = "RFC7616-3.4-02",
       .story = "Digest credentials say auth-int, which the server does not offer"},
      [](DigestInput& input) {
        if (!input.qop.empty()) input.qop = "auth-int";
      });

  add(moments::digest_input,
      {.id = "digest-of-client-for-another-target",
       .role = Role::client,
       .breaks = "RFC7616-3.4-09",
       .story = "the uri of Digest credentials is that of the path prefix"},
      [](DigestInput& input) { input.uri = "/.well-known/est"; });

  add(moments::outgoing_request,
      {.id = "digest-of-client-without-quotes",
       .role = Role::client,
       .breaks = "RFC7616-3.4-06",
       .story = "the user name and the response are no quoted strings"},
      [](OutgoingRequest& outgoing) {
        unquote(outgoing, "username");
        unquote(outgoing, "response");
      });

  add(moments::outgoing_request,
      {.id = "digest-of-client-quotes-everything",
       .role = Role::client,
       .breaks = "RFC7616-3.4-07",
       .story = "qop, nc and algorithm are quoted"},
      [](OutgoingRequest& outgoing) {
        for (const auto* each : {"qop", "nc", "algorithm"}) quote(outgoing, each);
      });

  add(moments::challenge_taken,
      {.id = "client-takes-unknown-algorithm-for-md5",
       .role = Role::client,
       .breaks = "RFC7616-3.3-04",
       .story = "a Digest challenge whose algorithm is unknown is answered with MD5"},
      [](ChallengeTaken& taken) {
        if (taken.digest || taken.answered_before) return;
        for (auto& each : challenges_of(*taken.response)) {
          if (each.scheme != "digest" || !each.find("nonce") || !each.find("realm")) continue;
          each.parameters.erase("algorithm");
          taken.digest = std::move(each);
          taken.basic = false;
          return;
        }
      });

  add(moments::challenge_taken,
      {.id = "client-gives-up-at-unknown-algorithm",
       .role = Role::client,
       .breaks = "RFC7616-3.3-04",
       .story = "where one Digest challenge has an unknown algorithm, none is answered"},
      [](ChallengeTaken& taken) {
        for (const auto& each : challenges_of(*taken.response)) {
          const auto algorithm = each.find("algorithm").value_or("MD5");
          if (each.scheme != "digest" || algorithm.starts_with("MD5") ||
              algorithm.starts_with("SHA-256"))
            continue;
          taken.digest.reset();
          taken.basic = false;
        }
      });

  add(moments::challenge_taken,
      {.id = "client-gives-up-when-nonce-is-spent",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a challenge that says stale is not answered"},
      [](ChallengeTaken& taken) {
        if (taken.answered_before) taken.digest.reset();
      });
}

}  // namespace inquest
