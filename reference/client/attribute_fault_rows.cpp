#include <fmt/format.h>

#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/request_plan.h"

/// How a client obeys CSR attributes, and how it writes the passwords of RFC 7894.
namespace inquest {
namespace {

std::string asked(ClientScene& scene, const CsrAttributes& attributes) {
  scene.policy.csr_attributes = attributes;
  scene.start();
  return scene.fetch_csr_attributes();
}

std::string for_nothing(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    response = HttpResponse{};
    response.headers.set("Content-Type", "application/csrattrs");
    response.body = bytes_of("MAA=");
  };
  scene.start();
  return scene.fetch_csr_attributes();
}

/// What the client would ask for, being asked for this.
std::string planned(const ClientScene& scene, const CsrAttributes& wanted) {
  auto own = scene.wanted;
  own.subject = encode_name("CN=device,O=Own");
  own.extensions = {extensions::subject_alt_name({"DNS:device.example"}),
                    extensions::key_usage({"digitalSignature"})};
  own.attributes = {challenge_attribute(oids::otp_challenge, "once")};
  const auto plan = plan_request(wanted, own, scene.options.deviations);
  if (!plan) return plan.error().text();
  std::string text =
      fmt::format("[{}] link={} new={} attributes={} extensions={}",
                  name_text(plan->contents.subject), plan->link, plan->link_by_new_name,
                  plan->contents.attributes.size(), plan->contents.extensions.size());
  for (const auto& each : plan->contents.extensions)
    text +=
        fmt::format(" {}{}:{}", each.id, each.critical ? " critical" : "", encode_hex(each.value));
  return text;
}

CsrAttributes by_template(const std::optional<NameTemplate>& subject,
                          const std::vector<ExtensionTemplate>& asked = {}) {
  RequestInfoTemplate info;
  info.subject = subject;
  if (!asked.empty()) info.attributes = {extension_request_template(asked)};
  CsrAttributes wanted;
  wanted.members = {csr_template_attribute(info), std::string(oids::est_identity_linking)};
  return wanted;
}

/// The attributes of the request that a client with a one-time password makes.
std::string with_passwords(ClientScene& scene) {
  scene.wanted.attributes = {challenge_attribute(oids::otp_challenge, "once"),
                             challenge_attribute(oids::revocation_challenge, "revoke")};
  std::string text;
  scene.twist = [&text](HttpResponse&, const HttpRequest& request) {
    const auto der = decode_base64(text_of(request.body));
    const auto csr =
        der ? decode_certification_request(*der) : Result<CertificationRequest>(ParseError{});
    text.clear();
    if (csr)
      for (const auto& each : csr->info.attributes)
        text += fmt::format("{}={} of {} octets\n", each.type,
                            encode_hex(BytesView(each.values.front()).first(4)),
                            each.values.front().size());
  };
  scene.start();
  scene.enroll();
  return text;
}

constexpr auto organization = "2.5.4.10";
constexpr auto common_name = "2.5.4.3";

/// A subject of which the organisation is given, and the common name is for the client to fill in.
NameTemplate half_filled() {
  return {{{organization, encode(utf8_string("Given"))}}, {{common_name, std::nullopt}}};
}

std::string with_extensions(const ClientScene& scene, const std::vector<ExtensionTemplate>& asked) {
  return planned(scene, by_template(std::nullopt, asked));
}

}  // namespace

const std::vector<FaultRow>& attribute_rows() {
  const auto linking_wanted = [](ClientScene& scene) {
    CsrAttributes wanted;
    wanted.members = {std::string(oids::challenge_password),
                      std::string(oids::est_identity_linking)};
    return planned(scene, wanted);
  };
  const auto half_a_name = [](ClientScene& scene) {
    return planned(scene, by_template(half_filled()));
  };
  const auto usage = extensions::key_usage({"keyAgreement"});
  const auto given_usage = [usage](ClientScene& scene) {
    return with_extensions(scene, {{oids::key_usage, true, usage.value}});
  };
  static const std::vector<FaultRow> rows{
      {"client-refuses-unknown-attributes",
       [](ClientScene& scene) {
         CsrAttributes wanted;
         wanted.members = {std::string("1.3.6.1.4.1.32473.1.9")};
         return asked(scene, wanted);
       },
       "granted", "is not known"},
      {"client-refuses-templates",
       [](ClientScene& scene) { return asked(scene, by_template(half_filled())); }, "granted",
       "is a template"},
      {"client-refuses-empty-attributes", for_nothing, "granted", "nothing is asked for"},
      {"client-wants-csr-attributes", [](ClientScene& scene) { return asked(scene, {}); },
       "granted", "there are no CSR attributes"},
      {"client-prefers-old-linking-attribute", linking_wanted, "new=true", "new=false"},
      {"client-leaves-out-wanted-passwords",
       [](ClientScene& scene) {
         CsrAttributes wanted;
         wanted.members = {std::string(oids::otp_challenge)};
         return planned(scene, wanted);
       },
       "attributes=1", "attributes=0"},
      {"client-obeys-template-and-the-rest", half_a_name, "link=false", "link=true"},
      {"client-knows-no-template", half_a_name, "O=Given", "O=Own"},
      {"client-knows-no-template-of-extensions", given_usage, encode_hex(usage.value),
       encode_hex(extensions::key_usage({"digitalSignature"}).value)},
      {"client-keeps-its-own-name", half_a_name, "O=Given", "O=Own"},
      {"client-leaves-names-unfilled", half_a_name, "CN=device", "[O=Given]"},
      {"client-leaves-out-wanted-extension", given_usage, "extensions=2", "extensions=1"},
      {"client-knows-no-critical-extension", given_usage, "2.5.29.15 critical", "2.5.29.15:"},
      {"client-keeps-value-of-its-own-extension", given_usage, encode_hex(usage.value),
       encode_hex(extensions::key_usage({"digitalSignature"}).value)},
      {"client-writes-given-values-its-own-way",
       [](ClientScene& scene) {
         return with_extensions(scene, {{oids::extended_key_usage, false, Bytes{0x05, 0x00}}});
       },
       "2.5.29.37:0500", "2.5.29.37:3000"},
      {"client-fills-in-no-extension",
       [](ClientScene& scene) {
         return with_extensions(scene, {{oids::key_usage, false, std::nullopt}});
       },
       "extensions=2", "extensions=1"},
      {"client-fills-in-no-alternative-name",
       [](ClientScene& scene) {
         return with_extensions(scene, {{oids::subject_alt_name, false,
                                         encode(sequence({Element(context(2, false), Bytes{})}))}});
       },
       encode_hex(bytes_of("device.example")), "2.5.29.17:30028200"},
      {"client-writes-password-beyond-255-characters", with_passwords, " of 6 octets",
       " of 264 octets"},
      {"client-writes-passwords-in-utf8", with_passwords, "=13046f6e", "=0c046f6e"},
      {"client-writes-passwords-in-bmp", with_passwords, "=13046f6e", "=1e08006f"},
      {"client-puts-one-time-password-into-old-attribute", with_passwords,
       "9.16.2.56=", "113549.1.9.7=13046f6e"},
      {"client-puts-revocation-password-into-old-attribute", with_passwords,
       "9.16.2.57=", "113549.1.9.7=13067265"},
  };
  return rows;
}

}  // namespace inquest
