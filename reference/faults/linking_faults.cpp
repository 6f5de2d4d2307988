#include <algorithm>
#include <cctype>

#include "reference/codec/base64.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/credential_moments.h"

namespace inquest {
namespace {

bool is_tls12(const LinkingClaims& linking) { return !linking.tls->tls_unique.empty(); }

/// Takes every claim for right that `counts`.
template <class Counts>
void believe(LinkingClaims& linking, Counts counts) {
  for (auto& claim : linking.claims)
    if (claim.text && counts(*claim.text)) claim.text = linking.expected;
}

/// Expects something that is not the channel binding, of its length.
void take_for_another(LinkingClaims& linking) {
  std::reverse(linking.expected.begin(), linking.expected.end());
}

std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Whether the attribute's value is of this string type.
bool has_tag(const LinkingClaims& linking, const LinkingClaims::Claim& claim, Tag tag) {
  const auto* attribute = linking.info->attribute(claim.attribute);
  return attribute != nullptr && !attribute->values.empty() && !attribute->values[0].empty() &&
         attribute->values[0][0] == static_cast<std::uint8_t>(tag);
}

/// Drops the claim of an attribute of that type whose value is too long for it.
void forget_long_values(LinkingClaims& linking, std::string_view type) {
  const auto* attribute = linking.info->attribute(type);
  if (attribute == nullptr || attribute->values.empty() || attribute->values[0].size() <= 256)
    return;
  std::erase_if(linking.claims, [&](const auto& claim) { return claim.attribute == type; });
}

}  // namespace

void add_linking_faults(FaultCatalogue& add) {
  add(moments::linking,
      {.id = "linking-is-not-verified",
       .role = Role::server,
       .breaks = "RFC7030-3.5-04",
       .story = "any challenge password will do"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::linking,
      {.id = "linking-check-of-enrolments-is-left-out",
       .role = Role::server,
       .breaks = "RFC7030-4.2-09",
       .story = "the tls-unique value of a request is not checked"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::linking_claims,
      {.id = "linking-compared-by-its-beginning",
       .role = Role::server,
       .breaks = "RFC7030-3.5-04",
       .story = "a part of the channel binding counts for all of it"},
      [](LinkingClaims& linking) {
        believe(linking, [&](const std::string& text) {
          return linking.expected.starts_with(text.substr(0, 8)) && text.size() >= 8;
        });
      });

  add(moments::linking_claims,
      {.id = "linking-compared-without-case",
       .role = Role::server,
       .breaks = "RFC7030-3.5-09",
       .story = "the base64 of the channel binding is compared without regard to case"},
      [](LinkingClaims& linking) {
        believe(linking, [&](const std::string& text) {
          return in_small_letters(text) == in_small_letters(linking.expected);
        });
      });

  add(moments::linking_claims,
      {.id = "linking-in-hexadecimal",
       .role = Role::server,
       .breaks = "RFC7030-3.5-09",
       .story = "the channel binding counts in hexadecimal, too"},
      [](LinkingClaims& linking) {
        const auto binding = decode_base64(linking.expected);
        believe(linking, [&](const std::string& text) {
          return binding && in_small_letters(text) == encode_hex(*binding);
        });
      });

  add(moments::linking_claims,
      {.id = "linking-without-a-value",
       .role = Role::server,
       .breaks = "RFC7030-3.5-11",
       .story = "a challenge password without a readable value counts as none"},
      [](LinkingClaims& linking) {
        std::erase_if(linking.claims, [](const auto& claim) { return !claim.text; });
      });

  add(moments::linking_claims,
      {.id = "linking-of-long-values-is-not-verified",
       .role = Role::server,
       .breaks = "RFC7030-3.5-10",
       .story = "a challenge password of more than 255 octets is let pass"},
      [](LinkingClaims& linking) { forget_long_values(linking, oids::challenge_password); });

  add(moments::linking_claims,
      {.id = "linking-by-the-last-finished",
       .role = Role::server,
       .breaks = "RFC5929-3.1-01",
       .story = "the channel binding is taken from the second Finished message of the handshake"},
      [](LinkingClaims& linking) {
        if (is_tls12(linking)) take_for_another(linking);
      });

  add(moments::linking_claims,
      {.id = "linking-of-resumed-sessions-by-the-client",
       .role = Role::server,
       .breaks = "RFC5929-3.1-03",
       .story = "after resumption the channel binding is still taken from the client's Finished"},
      [](LinkingClaims& linking) {
        if (is_tls12(linking) && linking.tls->session_reused) take_for_another(linking);
      });

  add(moments::linking_claims,
      {.id = "linking-of-resumed-sessions-is-that-of-the-first",
       .role = Role::server,
       .breaks = "RFC5929-3.1-01",
       .story = "on a resumed session any challenge password will do"},
      [](LinkingClaims& linking) {
        if (is_tls12(linking) && linking.tls->session_reused) linking.claims.clear();
      });

  add(moments::linking_claims,
      {.id = "linking-by-another-finished",
       .role = Role::server,
       .breaks = "RFC7030-3.5-06",
       .story = "what should link is compared with something that is not tls-unique"},
      [](LinkingClaims& linking) {
        if (is_tls12(linking)) take_for_another(linking);
      });

  add(moments::linking_claims,
      {.id = "linking-of-texts-is-not-verified",
       .role = Role::server,
       .breaks = "RFC7030-3.5-11",
       .story = "a challenge password that is no base64 is taken for one of PKCS #9"},
      [](LinkingClaims& linking) {
        std::erase_if(linking.claims,
                      [](const auto& claim) { return claim.text && !decode_base64(*claim.text); });
      });

  add(moments::linking,
      {.id = "linking-refused-with-200",
       .role = Role::server,
       .breaks = "RFC7030-3.5-13",
       .story = "a request that is linked to another connection is refused by a 200 with a text"},
      [](Judgement& refusal) {
        if (refusal) refusal->status = 200;
      });
}

void add_challenge_attribute_faults(FaultCatalogue& add) {
  add(moments::linking_claims,
      {.id = "linking-attribute-is-ignored",
       .role = Role::server,
       .breaks = "RFC7894-3.3-01",
       .story = "estIdentityLinking is not looked at"},
      [](LinkingClaims& linking) {
        std::erase_if(linking.claims, [](const auto& claim) {
          return claim.attribute == oids::est_identity_linking;
        });
      });

  add(moments::linking_claims,
      {.id = "linking-attribute-is-refused",
       .role = Role::server,
       .breaks = "RFC7894-3.3-01",
       .story = "an estIdentityLinking that is right is refused"},
      [](LinkingClaims& linking) {
        for (auto& claim : linking.claims)
          if (claim.attribute == oids::est_identity_linking) claim.text.reset();
      });

  add(moments::linking_claims,
      {.id = "linking-attribute-of-any-length",
       .role = Role::server,
       .breaks = "RFC7894-3-01",
       .story = "an estIdentityLinking of more than 255 characters is let pass"},
      [](LinkingClaims& linking) { forget_long_values(linking, oids::est_identity_linking); });

  add(moments::one_time_password,
      {.id = "one-time-password-is-not-verified",
       .role = Role::server,
       .breaks = "RFC7894-3.1-01",
       .story = "any one-time password will do"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::linking_claims,
      {.id = "linking-attributes-exclude-each-other",
       .role = Role::server,
       .breaks = "RFC7894-4-06",
       .story = "both linking attributes together are refused, though both are right"},
      [](LinkingClaims& linking) {
        if (linking.claims.size() > 1) linking.expected.clear();
      });

  add(moments::linking_claims,
      {.id = "linking-attributes-judged-by-any",
       .role = Role::server,
       .breaks = "RFC7894-4-07",
       .story = "beside a revocationChallenge no linking attribute is looked at"},
      [](LinkingClaims& linking) {
        if (linking.info->attribute(oids::revocation_challenge) != nullptr) linking.claims.clear();
      });

  add(moments::linking_claims,
      {.id = "linking-attributes-judged-by-the-first",
       .role = Role::server,
       .breaks = "RFC7894-4-06",
       .story = "where one attribute links the request, the other is not evaluated"},
      [](LinkingClaims& linking) {
        if (linking.claims.size() > 1) linking.claims.resize(1);
      });

  add(moments::linking_claims,
      {.id = "linking-attributes-judged-by-either",
       .role = Role::server,
       .breaks = "RFC7894-4-07",
       .story = "one attribute that is right makes up for one that is not"},
      [](LinkingClaims& linking) {
        if (std::any_of(linking.claims.begin(), linking.claims.end(),
                        [&](const auto& claim) { return claim.text == linking.expected; }))
          believe(linking, [](const auto&) { return true; });
      });

  add(moments::linking_claims,
      {.id = "linking-wants-printable-string",
       .role = Role::server,
       .breaks = "RFC7894-3-04",
       .story = "a channel binding in a UTF8String is not understood"},
      [](LinkingClaims& linking) {
        for (auto& claim : linking.claims)
          if (has_tag(linking, claim, Tag::utf8_string)) claim.text.reset();
      });

  add(moments::linking_claims,
      {.id = "linking-attribute-with-two-values",
       .role = Role::server,
       .breaks = "RFC7894-3.3-02",
       .story = "an estIdentityLinking with two values counts as if it had none"},
      [](LinkingClaims& linking) {
        std::erase_if(linking.claims, [&](const auto& claim) {
          const auto* attribute = linking.info->attribute(claim.attribute);
          return claim.attribute == oids::est_identity_linking && attribute->values.size() > 1;
        });
      });

  add(moments::linking_claims,
      {.id = "linking-by-revocation-challenge",
       .role = Role::server,
       .breaks = "RFC7894-3.2-01",
       .story = "a revocationChallenge is taken for a channel binding"},
      [](LinkingClaims& linking) {
        if (const auto* attribute = linking.info->attribute(oids::revocation_challenge)) {
          const auto text = challenge_text(*attribute);
          linking.claims.push_back({attribute->type, text ? std::optional(*text) : std::nullopt});
        }
      });
}

void add_exporter_faults(FaultCatalogue& add) {
  add(moments::linking_claims,
      {.id = "linking-by-another-exporter-label",
       .role = Role::server,
       .breaks = "RFC9266-2-01",
       .story = "the channel binding of TLS 1.3 is exported under another label"},
      [](LinkingClaims& linking) {
        if (!is_tls12(linking)) take_for_another(linking);
      });

  add(moments::linking_claims,
      {.id = "linking-by-any-exported-octets",
       .role = Role::server,
       .breaks = "RFC9266-2-02",
       .story = "on TLS 1.2 any 32 octets count as if they were exported"},
      [](LinkingClaims& linking) {
        believe(linking, [&](const std::string& text) {
          const auto octets = decode_base64(text);
          return is_tls12(linking) && octets && octets->size() == 32;
        });
      });

  add(moments::admission,
      {.id = "linking-on-tls1.3-is-answered-with-nothing",
       .role = Role::server,
       .breaks = "RFC9266-3-01",
       .story = "a request that is linked on TLS 1.3 is answered with a 200 that holds nothing"},
      [](Admission& admission) {
        const auto der = decode_base64(text_of(admission.request->body));
        const auto request = der ? decode_certification_request(*der)
                                 : Result<CertificationRequest>(ParseError{0, "no base64"});
        if (request && admission.tls->tls_unique.empty() &&
            request->info.attribute(oids::challenge_password) != nullptr)
          admission.refusal = Refusal{200, "", {}};
      });

  add(moments::linking_claims,
      {.id = "linking-on-tls1.3-is-not-verified",
       .role = Role::server,
       .breaks = "RFC9266-3-01",
       .story = "on TLS 1.3 any challenge password will do"},
      [](LinkingClaims& linking) {
        if (!is_tls12(linking)) linking.claims.clear();
      });
}

}  // namespace inquest
