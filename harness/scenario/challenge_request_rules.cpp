#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/directory_text.h"
#include "harness/scenario/request_rules.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/linking.h"

/// What RFC 7894 says of one-time passwords, of passwords for revocation, and of linking.
namespace inquest {
namespace {

bool has(const RequestReading& in, const char* type) {
  return in.request().info.attribute(type) != nullptr;
}

RuleFinding linking_there(const RequestReading& in) {
  const auto& asked = in.server->asks_for();
  const bool old_name = asked.names(oids::challenge_password);
  const bool new_name = asked.names(oids::est_identity_linking);
  if (!old_name && !new_name) return told("no linking is asked for");
  const bool there = (old_name && has(in, oids::challenge_password)) ||
                     (new_name && has(in, oids::est_identity_linking));
  return kept_if(there, there ? "it is there" : "neither challengePassword nor estIdentityLinking");
}

RuleFinding linking_preferred(const RequestReading& in) {
  const auto& asked = in.server->asks_for();
  if (!asked.names(oids::challenge_password) || !asked.names(oids::est_identity_linking))
    return told("not both are asked for");
  if (!has(in, oids::est_identity_linking) && !has(in, oids::challenge_password))
    return told("it is linked by neither");
  if (!has(in, oids::est_identity_linking)) return broken("challengePassword alone");
  return kept_if(!has(in, oids::challenge_password), has(in, oids::challenge_password)
                                                         ? "both attributes"
                                                         : "estIdentityLinking alone");
}

std::vector<const Attribute*> identity_linking_in(const RequestReading& in) {
  std::vector<const Attribute*> found;
  for (const auto& each : in.request().info.attributes)
    if (each.type == oids::est_identity_linking) found.push_back(&each);
  return found;
}

RuleFinding identity_linking(const RequestReading& in) {
  const auto found = identity_linking_in(in);
  if (found.empty()) return told("there is no estIdentityLinking");
  const auto text = only_directory_text(*found.front());
  if (!text) return broken(text.error().text());
  const bool right = *text == linking_text(in.asked.tls);
  return kept_if(right, right ? "the channel binding of its connection" : "another text: " + *text);
}

RuleFinding identity_linking_single(const RequestReading& in) {
  const auto found = identity_linking_in(in);
  if (found.empty()) return told("there is no estIdentityLinking");
  const bool single = found.size() == 1 && found.front()->values.size() == 1;
  return kept_if(single, fmt::format("{} attributes, {} values in the first", found.size(),
                                     found.front()->values.size()));
}

/// Looks at each value of the three attributes. Told where there is none that `judge` has a say in.
template <class Judge>
RuleFinding of_each_value(const RequestReading& in, const char* nothing, Judge judge) {
  auto finding = told(nothing);
  for (const auto& each : in.request().info.attributes) {
    if (each.type != oids::otp_challenge && each.type != oids::revocation_challenge &&
        each.type != oids::est_identity_linking)
      continue;
    for (const auto& der : each.values) {
      const auto value = read_directory_text(der);
      if (!value) return broken(value.error().text());
      auto judged = judge(*value);
      if (judged.state == RuleFinding::State::broken) return judged;
      if (judged.state == RuleFinding::State::kept) finding = std::move(judged);
    }
  }
  return finding;
}

RuleFinding challenge_length(const RequestReading& in) {
  return of_each_value(in, "no attribute of RFC 7894", [](const DirectoryText& value) {
    constexpr std::size_t most = 255;
    return kept_if(value.characters <= most, fmt::format("{} characters", value.characters));
  });
}

/// The characters of PrintableString are those that are written so.
bool is_printable(const DirectoryText& value) {
  const auto attribute = challenge_attribute(oids::otp_challenge, value.text);
  return decode_der(attribute.values.front())->tag() == Tag::printable_string;
}

RuleFinding challenge_type(const RequestReading& in) {
  return of_each_value(
      in, "no text that a PrintableString can hold", [](const DirectoryText& value) {
        if (!is_printable(value)) return told(name_of_string_type(value.tag));
        return kept_if(value.tag == Tag::printable_string, name_of_string_type(value.tag));
      });
}

RuleFinding challenge_type_otherwise(const RequestReading& in) {
  return of_each_value(in, "no text beyond PrintableString", [](const DirectoryText& value) {
    if (is_printable(value)) return told(name_of_string_type(value.tag));
    return kept_if(value.tag == Tag::utf8_string, name_of_string_type(value.tag));
  });
}

/// Whether a password stands in its attribute. Who leaves it out says nothing.
RuleFinding conveyed(const RequestReading& in, const char* type, const std::string& password) {
  if (password.empty()) throw std::logic_error("the client was given no such password");
  const auto& info = in.request().info;
  const auto* attribute = info.attribute(type);
  if (attribute == nullptr) {
    for (const auto& each : info.attributes) {
      const auto text = only_directory_text(each);
      if (text && *text == password) return broken("it stands in the attribute " + each.type);
    }
    return told("it is not in the request");
  }
  const auto text = only_directory_text(*attribute);
  if (!text) return broken(text.error().text());
  return kept_if(*text == password, *text == password ? "it is there" : "another text is there");
}

RuleFinding one_time_password(const RequestReading& in) {
  return conveyed(in, oids::otp_challenge, in.act->errand.one_time_password);
}

RuleFinding revocation_challenge(const RequestReading& in) {
  return conveyed(in, oids::revocation_challenge, in.act->errand.revocation_challenge);
}

/// Of those that /csrattrs names, each for which the client has a value.
RuleFinding asked_passwords(const RequestReading& in) {
  const auto& errand = in.act->errand;
  std::size_t there = 0;
  for (const auto& [type, name, password] :
       {std::tuple(oids::otp_challenge, "otpChallenge", errand.one_time_password),
        std::tuple(oids::revocation_challenge, "revocationChallenge",
                   errand.revocation_challenge)}) {
    if (password.empty() || !in.server->asks_for().names(type)) continue;
    if (!has(in, type)) return broken(std::string("there is no ") + name);
    ++there;
  }
  return there > 0 ? kept(fmt::format("all {} of them", there)) : told("none is asked for");
}

}  // namespace

const std::vector<Rule<RequestReading>>& challenge_request_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"asked-linking", "the linking that /csrattrs asks for",
       "challengePassword or estIdentityLinking, as it was named", linking_there},
      {"linking-preferred", "by what the request is linked, where both are asked for",
       "estIdentityLinking alone", linking_preferred},
      {"identity-linking", "what estIdentityLinking holds", "the channel binding of the connection",
       identity_linking},
      {"identity-linking-single", "how often estIdentityLinking is there", "once, with one value",
       identity_linking_single},
      {"challenge-length", "the length of otpChallenge, revocationChallenge and estIdentityLinking",
       "255 characters at most", challenge_length},
      {"challenge-type", "their string type, where PrintableString can hold the text",
       "PrintableString", challenge_type},
      {"challenge-type-otherwise", "their string type, where PrintableString cannot hold the text",
       "UTF8String", challenge_type_otherwise},
      {"one-time-password", "where the one-time password is", "otpChallenge", one_time_password},
      {"revocation-challenge", "where the password for revocation is", "revocationChallenge",
       revocation_challenge},
      {"asked-passwords", "the passwords that /csrattrs asks for, and that the client was given",
       "each in its attribute", asked_passwords},
  };
  return rules;
}

}  // namespace inquest
