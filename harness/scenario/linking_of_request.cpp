#include "harness/scenario/linking_of_request.h"

#include <algorithm>
#include <cctype>

#include "harness/scenario/identity.h"
#include "harness/scenario/stage.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"
#include "reference/protocol/linking.h"

namespace inquest {
namespace {

Bytes binding_octets(const TlsFacts& tls) {
  return tls.tls_unique.empty() ? tls.tls_exporter : tls.tls_unique;
}

/// As long as `octets`, and other ones.
Bytes other_octets(Bytes octets) {
  for (auto& octet : octets) octet ^= 0x55U;
  return octets;
}

std::string with_case_swapped(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::isupper(c) != 0 ? std::tolower(c) : std::toupper(c));
  });
  return text;
}

/// What the library exported on this connection or, where it would not, octets of its length.
Bytes exported_octets(const TlsFacts& tls) {
  return tls.tls_exporter.empty() ? hash("sha256", tls.tls_unique) : tls.tls_exporter;
}

/// The text by which an attribute says that it links.
std::string linking_value(const TlsFacts& tls, const std::string& how) {
  auto octets = binding_octets(tls);
  auto right = encode_base64(octets);
  if (how == "other-octets") return encode_base64(other_octets(octets));
  if (how == "truncated") {
    octets.resize(octets.size() - std::min<std::size_t>(octets.size(), 3));
    return encode_base64(octets);
  }
  if (how == "extended") {
    octets.insert(octets.end(), 3, 0);
    return encode_base64(octets);
  }
  if (how == "oversized") {
    octets.resize(240, 0);
    return encode_base64(octets);
  }
  if (how == "letters-swapped") return with_case_swapped(right);
  if (how == "hexadecimal") return encode_hex(octets);
  if (how == "line-broken") return right + "\n";
  if (how == "spaced")
    return right.substr(0, 4) + " " + right.substr(std::min<std::size_t>(right.size(), 4));
  if (how == "empty") return "";
  if (how == "text") return "a password, of 1999!";
  if (how == "exported") return encode_base64(exported_octets(tls));
  return right;
}

Attribute of_string_type(std::string_view type, const std::string& text,
                         const std::string& string) {
  constexpr auto teletex_string = static_cast<Tag>(0x14);
  if (string == "utf8") return {std::string(type), {encode(utf8_string(text))}};
  if (string == "ia5") return {std::string(type), {encode(ia5_string(text))}};
  if (string == "teletex")
    return {std::string(type), {encode(Element(teletex_string, bytes_of(text)))}};
  return challenge_attribute(type, text);
}

const TlsFacts& bound_connection(const LinkChoice& choice, Stage& stage, const std::string& over) {
  const auto& name = choice.bound_to.empty() ? over : choice.bound_to;
  // A connection that is no more still has its binding.
  if (const auto* tls = stage.tls_of(name)) return *tls;
  return stage.connection(name).tls();
}

}  // namespace

RequestContents linked_as(RequestContents contents, const LinkChoice& choice, Stage& stage,
                          const std::string& over) {
  if (!choice.revocation_challenge.empty())
    contents.attributes.push_back(
        challenge_attribute(oids::revocation_challenge, choice.revocation_challenge));
  if (choice.link == "none") return contents;
  if (choice.link.empty()) {
    const auto* tls = stage.tls_of(over);
    return linked_where_required(std::move(contents), stage.profile(), tls ? *tls : TlsFacts{});
  }
  const auto& tls = bound_connection(choice, stage, over);
  const auto add = [&](std::string_view type, const std::string& name) {
    const bool spoiled = choice.spoils.empty() || choice.spoils == name;
    const auto text = linking_value(tls, spoiled ? choice.binding : "right");
    auto attribute = of_string_type(type, text, choice.string_type);
    if (spoiled && choice.binding == "two-values")
      attribute.values.push_back(
          encode(printable_string(encode_base64(other_octets(binding_octets(tls))))));
    contents.attributes.push_back(std::move(attribute));
  };
  if (choice.link != "identity-linking") add(oids::challenge_password, "challenge-password");
  if (choice.link != "challenge-password") add(oids::est_identity_linking, "identity-linking");
  return contents;
}

}  // namespace inquest
