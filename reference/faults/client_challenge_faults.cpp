#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

/// Lets `change` at the text of each password that the client puts into its request (RFC 7894 3).
void change_passwords(RequestMaking& making,
                      const std::function<void(Attribute&, const std::string&)>& change) {
  for (auto& each : making.contents.attributes) {
    if (each.type != oids::otp_challenge && each.type != oids::revocation_challenge) continue;
    if (const auto text = challenge_text(each)) change(each, *text);
  }
}

void rename(RequestMaking& making, const char* from, const char* to) {
  for (auto& each : making.contents.attributes)
    if (each.type == from) each.type = to;
}

/// As BMPString, of ASCII.
Element bmp_string(const std::string& text) {
  Bytes octets;
  for (const char c : text) {
    octets.push_back(0);
    octets.push_back(static_cast<std::uint8_t>(c));
  }
  return {Tag::bmp_string, octets};
}

}  // namespace

void add_client_challenge_faults(FaultCatalogue& add) {
  add(moments::request_making,
      {.id = "client-writes-password-beyond-255-characters",
       .role = Role::client,
       .breaks = "RFC7894-3-01",
       .story = "a one-time password has more than 255 characters"},
      [](RequestMaking& making) {
        change_passwords(making, [](Attribute& attribute, const std::string& text) {
          attribute = challenge_attribute(attribute.type, text + std::string(256, 'x'));
        });
      });

  add(moments::request_making,
      {.id = "client-writes-passwords-in-utf8",
       .role = Role::client,
       .breaks = "RFC7894-3-02",
       .story = "a one-time password is a UTF8String where PrintableString would do"},
      [](RequestMaking& making) {
        change_passwords(making, [](Attribute& attribute, const std::string& text) {
          attribute.values = {encode(utf8_string(text))};
        });
      });

  add(moments::request_making,
      {.id = "client-writes-passwords-in-bmp",
       .role = Role::client,
       .breaks = "RFC7894-3-03",
       .story = "a one-time password is a BMPString"},
      [](RequestMaking& making) {
        change_passwords(making, [](Attribute& attribute, const std::string& text) {
          attribute.values = {encode(bmp_string(text))};
        });
      });

  add(moments::request_making,
      {.id = "client-puts-one-time-password-into-old-attribute",
       .role = Role::client,
       .breaks = "RFC7894-3.1-01",
       .story = "the one-time password stands in challengePassword"},
      [](RequestMaking& making) { rename(making, oids::otp_challenge, oids::challenge_password); });

  add(moments::request_making,
      {.id = "client-puts-revocation-password-into-old-attribute",
       .role = Role::client,
       .breaks = "RFC7894-3.2-01",
       .story = "the password for revocation stands in challengePassword"},
      [](RequestMaking& making) {
        rename(making, oids::revocation_challenge, oids::challenge_password);
      });
}

}  // namespace inquest
