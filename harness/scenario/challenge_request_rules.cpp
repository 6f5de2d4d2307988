#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/request_rules.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/linking.h"

/// What RFC 7894 says of one-time passwords, of passwords for revocation, and of linking.
namespace inquest {
namespace {

constexpr auto ia5_string_tag = static_cast<Tag>(0x16);
constexpr auto teletex_string_tag = static_cast<Tag>(0x14);
constexpr auto universal_string_tag = static_cast<Tag>(0x1c);

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
  const auto text = challenge_text(*found.front());
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

/// One value of an attribute of RFC 7894, as it is written.
struct Written {
  Tag tag = Tag::printable_string;
  std::size_t characters = 0;
  std::string text;  ///< its characters; '?' for those beyond ASCII, of which none is printable
};

/// Characters of UTF-8 are counted by the octets that begin one.
Written written_utf8(const Bytes& octets) {
  Written value;
  for (const auto octet : octets) {
    if ((octet & 0xc0U) == 0x80U) continue;
    ++value.characters;
    value.text += octet < 0x80U ? static_cast<char>(octet) : '\x7f';
  }
  return value;
}

/// Of so many octets each.
Written written_wide(const Bytes& octets, std::size_t width) {
  Written value;
  for (std::size_t at = 0; at + width <= octets.size(); at += width) {
    const auto last = octets[at + width - 1];
    const bool ascii =
        last < 0x80U && std::all_of(octets.begin() + static_cast<std::ptrdiff_t>(at),
                                    octets.begin() + static_cast<std::ptrdiff_t>(at + width - 1),
                                    [](auto octet) { return octet == 0; });
    ++value.characters;
    value.text += ascii ? static_cast<char>(last) : '\x7f';
  }
  return value;
}

Result<Written> written(const Bytes& der) {
  const auto value = decode_der(der);
  if (!value) return value.error();
  auto read = value->tag() == Tag::utf8_string       ? written_utf8(value->contents())
              : value->tag() == Tag::bmp_string      ? written_wide(value->contents(), 2)
              : value->tag() == universal_string_tag ? written_wide(value->contents(), 4)
                                                     : written_wide(value->contents(), 1);
  read.tag = value->tag();
  return read;
}

std::string name_of_type(Tag tag) {
  if (tag == Tag::printable_string) return "PrintableString";
  if (tag == Tag::utf8_string) return "UTF8String";
  if (tag == Tag::bmp_string) return "BMPString";
  if (tag == ia5_string_tag) return "IA5String";
  if (tag == teletex_string_tag) return "TeletexString";
  return fmt::format("the tag {:02x}", static_cast<unsigned>(tag));
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
      const auto value = written(der);
      if (!value) return broken(value.error().text());
      auto judged = judge(*value);
      if (judged.state == RuleFinding::State::broken) return judged;
      if (judged.state == RuleFinding::State::kept) finding = std::move(judged);
    }
  }
  return finding;
}

RuleFinding challenge_length(const RequestReading& in) {
  return of_each_value(in, "no attribute of RFC 7894", [](const Written& value) {
    constexpr std::size_t most = 255;
    return kept_if(value.characters <= most, fmt::format("{} characters", value.characters));
  });
}

/// The characters of PrintableString are those that are written so.
bool is_printable(const Written& value) {
  const auto attribute = challenge_attribute(oids::otp_challenge, value.text);
  return decode_der(attribute.values.front())->tag() == Tag::printable_string;
}

RuleFinding challenge_type(const RequestReading& in) {
  return of_each_value(in, "no text that a PrintableString can hold", [](const Written& value) {
    if (!is_printable(value)) return told(name_of_type(value.tag));
    return kept_if(value.tag == Tag::printable_string, name_of_type(value.tag));
  });
}

RuleFinding challenge_type_otherwise(const RequestReading& in) {
  return of_each_value(in, "no text beyond PrintableString", [](const Written& value) {
    if (is_printable(value)) return told(name_of_type(value.tag));
    return kept_if(value.tag == Tag::utf8_string, name_of_type(value.tag));
  });
}

/// Whether a password stands in its attribute. Who leaves it out says nothing.
RuleFinding conveyed(const RequestReading& in, const char* type, const std::string& password) {
  if (password.empty()) throw std::logic_error("the client was given no such password");
  const auto& info = in.request().info;
  const auto* attribute = info.attribute(type);
  if (attribute == nullptr) {
    for (const auto& each : info.attributes) {
      const auto text = challenge_text(each);
      if (text && *text == password) return broken("it stands in the attribute " + each.type);
    }
    return told("it is not in the request");
  }
  const auto text = challenge_text(*attribute);
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
