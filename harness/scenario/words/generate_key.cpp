#include "harness/scenario/words/generate_key.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/scenario/stage.h"
#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/protocol/server_key.h"

namespace inquest {
namespace {

constexpr auto aes256_wrap = "2.16.840.1.101.3.4.1.45";
constexpr auto aes256_cbc = "2.16.840.1.101.3.4.1.42";
constexpr auto aes128_wrap = "2.16.840.1.101.3.4.1.5";
constexpr auto aes128_cbc = "2.16.840.1.101.3.4.1.2";
constexpr auto known_to_nobody = "1.3.6.1.4.1.32473.1";  // RFC 5612: for examples

Capabilities capabilities_for(const GenerateKey& word) {
  if (word.capabilities == "unknown") return {known_to_nobody};
  Capabilities all;
  if (word.capabilities == "usual-and-unknown") all.emplace_back(known_to_nobody);
  const bool any = word.capabilities != "aes-256" && word.capabilities != "aes-128";
  if (any || word.capabilities == "aes-256") all.emplace_back(aes256_wrap);
  if (any || word.capabilities == "aes-128") all.emplace_back(aes128_wrap);
  // For RSA the "key wrap algorithm" is the way in which it encrypts.
  if (word.protection == "key-transport") all.emplace_back(oids::rsa_encryption);
  if (any || word.capabilities == "aes-256") all.emplace_back(aes256_cbc);
  if (any || word.capabilities == "aes-128") all.emplace_back(aes128_cbc);
  return all;
}

template <class Secret>
const Secret& given(const std::optional<Secret>& secret, const GenerateKey& word) {
  if (!secret) throw std::logic_error("the profile has no secret for " + word.protection);
  return *secret;
}

KeyAsked asked_for(const GenerateKey& word, const KeySecrets& secrets) {
  KeyAsked asked{word.protection, {}, {}, capabilities_for(word)};
  if (word.identifier == "unknown") asked.identifier = bytes_of("inquest-unknown-key");
  if (word.identifier == "unknown" || word.identifier == "empty") return asked;
  if (word.protection == "shared-key") {
    const auto& shared = given(secrets.shared_key, word);
    asked.identifier = shared.identifier;
    asked.secret = shared;
  } else if (word.protection != "none") {
    const auto& recipient = given(
        word.protection == "key-transport" ? secrets.key_transport : secrets.key_agreement, word);
    asked.identifier = recipient.identifier;
    asked.secret = recipient.secret;
  }
  if (word.identifier == "unfit") asked.identifier = given(secrets.unfit, word);
  return asked;
}

std::vector<Attribute> attributes_for(const GenerateKey& word, const KeyAsked& asked) {
  if (asked.protection == "none") return {};
  std::vector<Attribute> attributes{decrypt_key_attribute(
      asked.protection == "shared-key" ? oids::decrypt_key_id : oids::asymmetric_decrypt_key_id,
      asked.identifier)};
  if (word.capabilities == "none") return attributes;
  SmimeCapabilities listed;
  for (const auto& each : asked.capabilities) listed.push_back({each, {}});
  attributes.push_back(smime_capabilities_attribute(listed));
  return attributes;
}

}  // namespace

void GenerateKey::perform(Stage& stage) const {
  const auto deviations = deviations_of(faults.ids);
  const auto signing_key = stage.key(key.empty() ? usual_key_kind(stage.profile()) : KeyKind(key));
  auto asked = asked_for(*this, stage.profile().key_secrets);
  RequestContents contents;
  contents.subject = subject_said(subject, stage);
  if (!alternative_names.empty())
    contents.extensions.push_back(extensions::subject_alt_name(alternative_names));
  contents.attributes = attributes_for(*this, asked);
  const auto* tls = stage.tls_of(over);
  auto csr = make_request(linked_where_required(contents, stage.profile(), tls ? *tls : TlsFacts{}),
                          signing_key, deviations);

  auto options = stage.http_options(label);
  if (!layout.empty()) options.layout = base64_layout(layout);
  auto request = server_key_request(csr, options, deviations);
  const CredentialChoice shown{authentication, credentials};
  show_credentials(request, shown, stage);
  add_header_lines(request.headers, headers);
  if (close) request.headers.set("Connection", "close");

  Answer act;
  act.credentials = shown;
  act.connection = over;
  act.request = request;
  act.asked = enrollment_asked(signing_key, contents.subject, std::move(csr), false);
  act.key_asked = std::move(asked);
  const auto delivery =
      deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
  stage.exchange_bytes(name, std::move(act), delivery);
}

}  // namespace inquest
