#include <algorithm>
#include <cctype>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

/// Which names in a server's certificate a client takes for that of its server.
namespace inquest {
namespace {

std::string common_name(const Certificate& certificate) {
  const auto text = certificate.subject_text();
  const auto begin = text.rfind("CN=");
  if (begin == std::string::npos) return "";
  return text.substr(begin + 3, text.find(',', begin) - begin - 3);
}

/// The dNSNames of a certificate.
std::vector<std::string> dns_names(const Certificate& certificate) {
  std::vector<std::string> names;
  const auto extension = certificate.extension(oids::subject_alt_name);
  const auto all = extension ? decode_der(extension->value) : Result<Element>(ParseError{});
  if (!all) return names;
  for (const auto& each : all->children())
    if (each.tag() == static_cast<Tag>(0x82)) names.emplace_back(text_of(each.contents()));
  return names;
}

template <class Matches>
bool any_name(const ServerFindings& found, Matches matches) {
  const auto names = dns_names(*found.leaf);
  return std::any_of(names.begin(), names.end(), matches);
}

std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void add_client_name_faults(FaultCatalogue& add) {
  add(moments::server_findings,
      {.id = "client-compares-no-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "the name in the server's certificate is not compared with the URI"},
      [](ServerFindings& found) { found.named = true; });

  add(moments::server_findings,
      {.id = "client-compares-end-of-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a certificate for a domain counts for every host below it"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return found.host.ends_with("." + name);
                      });
      });

  add(moments::server_findings,
      {.id = "client-compares-begin-of-name",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a certificate counts whose name begins with that of the host"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return name.starts_with(found.host);
                      });
      });

  add(moments::server_findings,
      {.id = "client-reads-wildcard-as-many-labels",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a wildcard in a certificate stands for several labels"},
      [](ServerFindings& found) {
        found.named = found.named || any_name(found, [&](const std::string& name) {
                        return name.starts_with("*.") && found.host.ends_with(name.substr(1));
                      });
      });

  add(moments::server_findings,
      {.id = "client-takes-common-name-beside-others",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "the common name counts although subjectAltName has names"},
      [](ServerFindings& found) {
        found.named = found.named || common_name(*found.leaf) == found.host;
      });

  add(moments::expected_host,
      {.id = "client-compares-name-of-first-server",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "after a redirection the server must have the name of the one before it"},
      [](ExpectedHost& expected) { expected.host = expected.configured; });

  add(moments::server_findings,
      {.id = "client-takes-any-purpose-for-ra",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-02",
       .story = "any extended key usage stands in for the name, and not id-kp-cmcRA alone"},
      [](ServerFindings& found) {
        if (found.leaf->extension(oids::extended_key_usage)) found.registration_authority = true;
      });

  add(moments::server_findings,
      {.id = "client-compares-names-by-case",
       .role = Role::client,
       .breaks = "RFC7030-3.6.1-01",
       .story = "a name in capitals is another one"},
      [](ServerFindings& found) {
        found.named =
            found.named && !any_name(found, [&](const std::string& name) {
              return name != found.host && in_small_letters(name) == in_small_letters(found.host);
            });
      });

  add(moments::server_findings,
      {.id = "client-compares-no-name-by-implicit-anchor",
       .role = Role::client,
       .breaks = "RFC7030-3.6.2-01",
       .story = "under an implicit trust anchor the name is not compared"},
      [](ServerFindings& found) {
        if (!found.by_explicit.valid && found.by_implicit.valid) found.named = true;
      });
}

}  // namespace inquest
