#include <fmt/format.h>

#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/recipients_for_tests.h"

/// How a client asks for a key that the server makes, and what it takes for one.
namespace inquest {
namespace {

const SharedKey shared{bytes_of("key-7"), Bytes(16, 0x5a)};

std::string asked(const ClientScene& scene, const KeyProtection& protection) {
  const auto contents = asking_for_protection(scene.wanted, protection, scene.options.deviations);
  std::string text = fmt::format("{} attributes", contents.attributes.size());
  for (const auto& each : contents.attributes) {
    text += fmt::format(" {}", each.type);
    for (const auto& value : each.values)
      if (const auto element = decode_der(value))
        text +=
            fmt::format(" tag-{:02x}{}", static_cast<unsigned>(element->tag()),
                        each.type == oids::smime_capabilities
                            ? fmt::format("({})", element->children().empty()
                                                      ? 0
                                                      : element->children()[0].children().size())
                            : "");
  }
  return text;
}

std::string by_shared_key(ClientScene& scene) { return asked(scene, shared); }

std::string by_certificate(ClientScene& scene) {
  return asked(scene, std::get<PrivateKey>(transporting().secret));
}

/// The server answers as if no encryption had been asked for.
std::string in_the_clear(ClientScene& scene) {
  scene.twist = [&scene](HttpResponse& response, const HttpRequest& request) {
    if (response.status == 401) return;
    auto plain = request;
    plain.body = bytes_of(encode_base64(make_request(scene.wanted, scene.key, {})));
    response = respond(plain, ClientScene::anonymous(), scene.policy, {}, ClientScene::now());
  };
  scene.start();
  return scene.fetch_server_key(shared);
}

std::string plainly(ClientScene& scene, const std::function<void(Multipart&)>& change) {
  scene.server_deviations.add<Multipart>(moments::key_parts, change);
  scene.start();
  return scene.fetch_server_key();
}

std::string with_preamble(ClientScene& scene) {
  return plainly(scene, [](Multipart& parts) { parts.preamble = bytes_of("a preamble"); });
}

std::string with_broken_signature(ClientScene& scene) {
  scene.policy.key_generation.shared_keys = {shared};
  scene.server_deviations.add<CertsOnly>(
      moments::signed_key, [](CertsOnly& signed_key) { signed_key.signers.front().back() ^= 1U; });
  scene.start();
  return scene.fetch_server_key(shared);
}

std::string with_package_in_ber(ClientScene& scene) {
  scene.policy.key_generation.shared_keys = {shared};
  scene.server_deviations = deviations_of({"signed-key-package-in-ber"});
  scene.start();
  return scene.fetch_server_key(shared);
}

}  // namespace

const std::vector<FaultRow>& key_rows() {
  static const std::vector<FaultRow> rows{
      {"client-asks-for-no-protection-of-key", by_shared_key, "2 attributes", "0 attributes"},
      {"client-does-not-name-key-to-encrypt-with", by_shared_key, oids::decrypt_key_id,
       "1 attributes 1.2.840.113549.1.9.15"},
      {"client-tells-no-capabilities", by_shared_key, oids::smime_capabilities,
       "1 attributes 1.2.840.113549.1.9.16.2.37"},
      {"client-names-shared-key-as-certificate", by_shared_key, oids::decrypt_key_id,
       oids::asymmetric_decrypt_key_id},
      {"client-names-certificate-as-shared-key", by_certificate, oids::asymmetric_decrypt_key_id,
       oids::decrypt_key_id},
      {"client-writes-shared-key-identifier-as-text", by_shared_key, "2.37 tag-04", "2.37 tag-0c"},
      {"client-writes-key-identifier-as-text", by_certificate, "2.54 tag-04", "2.54 tag-0c"},
      {"client-wraps-key-identifier-twice", by_certificate, "2.54 tag-04", "2.54 tag-30"},
      {"client-names-key-by-another-attribute", by_certificate, "9.16.2.54", "113549.1.9.54"},
      {"client-tells-capabilities-twice", by_shared_key, "tag-30(1)", "tag-30(1) tag-30(0)"},
      {"client-tells-capabilities-with-null", by_shared_key, "tag-30(1)", "tag-30(2)"},
      {"client-takes-key-in-the-clear", in_the_clear, "without the encryption", "granted"},
      {"client-knows-no-preamble", with_preamble, "granted", "cannot be told apart"},
      {"client-knows-no-epilogue",
       [](ClientScene& scene) {
         return plainly(scene, [](Multipart& parts) { parts.epilogue = bytes_of("an epilogue"); });
       },
       "granted", "cannot be told apart"},
      {"client-knows-multipart-mixed-alone",
       [](ClientScene& scene) {
         scene.server_deviations = deviations_of({"key-media-type-related"});
         scene.start();
         return scene.fetch_server_key();
       },
       "granted", "no multipart/mixed"},
      {"client-knows-no-ber-in-key-packages", with_package_in_ber, "granted", "is no DER"},
      {"client-takes-preamble-for-a-part", with_preamble, "granted", "has 3 parts"},
      {"client-opens-no-encrypted-key",
       [](ClientScene& scene) {
         scene.policy.key_generation.shared_keys = {shared};
         scene.start();
         return scene.fetch_server_key(shared);
       },
       "granted", "nothing here opens keys"},
      {"client-takes-key-of-refusal",
       [](ClientScene& scene) {
         scene.twist = [](HttpResponse& response, const HttpRequest&) {
           if (response.status == 200) response.status = 500;
         };
         scene.start();
         return scene.fetch_server_key();
       },
       "answered 500", "granted"},
      {"client-expects-the-key-first",
       [](ClientScene& scene) {
         scene.server_deviations = deviations_of({"key-parts-certificate-first"});
         scene.start();
         return scene.fetch_server_key();
       },
       "granted", "the first part is no key"},
      {"client-takes-key-of-unknown-maker", with_broken_signature, "does not hold", "granted"},
  };
  return rows;
}

}  // namespace inquest
