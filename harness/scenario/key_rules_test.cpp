#include "harness/scenario/key_rules.h"

#include <gtest/gtest.h>

#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using State = RuleFinding::State;

template <class Reading>
RuleFinding check(const std::vector<Rule<Reading>>& rules, const std::string& name,
                  const Reading& reading) {
  return std::find_if(rules.begin(), rules.end(),
                      [&](const auto& each) { return std::string(each.name) == name; })
      ->check(reading);
}

HttpResponse answer_with(const std::string& content_type, const std::string& body) {
  HttpResponse response;
  response.headers.add("Content-Type", content_type);
  response.body = bytes_of(body);
  return response;
}

const std::string two_parts =
    "--b\r\nContent-Type: application/pkcs8\r\n\r\nAAAA\r\n"
    "--b\r\nContent-Type: application/pkcs7-mime; smime-type=certs-only\r\n\r\nBBBB\r\n--b--\r\n";

TEST(MultipartRules, AreKeptByTwoParts) {
  const auto reading = read_parts(answer_with("multipart/mixed; boundary=b", two_parts));
  for (const auto& each : multipart_rules())
    EXPECT_EQ(each.check(reading).state, State::kept) << each.name;
}

TEST(MultipartRules, TakeWhatIsLegalAndRare) {
  const auto odd = read_parts(answer_with("Multipart/Mixed;charset=utf-8;BOUNDARY=\"b\"",
                                          "A preamble.\r\n" + two_parts + "An epilogue."));
  for (const auto& each : multipart_rules())
    EXPECT_EQ(each.check(odd).state, State::kept) << each.name;
}

TEST(MultipartRules, AreBrokenOneByOne) {
  const auto is_broken = [](const std::string& type, const std::string& body, const char* name) {
    return check(multipart_rules(), name, read_parts(answer_with(type, body))).state ==
           State::broken;
  };
  EXPECT_TRUE(is_broken("multipart/mixed", two_parts, "boundary"));
  EXPECT_TRUE(is_broken("multipart/mixed; boundary=a:b", two_parts, "quoting"));
  EXPECT_FALSE(is_broken("multipart/mixed; boundary=\"a:b\"", two_parts, "quoting"));
  EXPECT_TRUE(is_broken("multipart/mixed; boundary=" + std::string(71, 'b'), two_parts, "length"));
  EXPECT_TRUE(is_broken("multipart/mixed; boundary=\"b*\"", two_parts, "characters"));
  const std::string type = "multipart/mixed; boundary=b";
  EXPECT_TRUE(is_broken(type, two_parts.substr(0, two_parts.size() - 7), "readable"));
  auto within = two_parts;
  within.erase(within.find("AAAA") + 4, 2);
  EXPECT_TRUE(is_broken(type, within, "lines"));
  std::string bare;
  for (const char c : two_parts)
    if (c != '\r') bare += c;
  EXPECT_TRUE(is_broken(type, bare, "lines"));
  EXPECT_TRUE(is_broken(type, "--b \r\n" + two_parts.substr(5), "padding"));
  EXPECT_TRUE(is_broken(type, "--b\r\nX: \xc3\xa9\r\n" + two_parts.substr(5), "heads"));
  EXPECT_TRUE(is_broken(type, "--b\r\n\r\nA\r\n--b--\r\n", "two-parts"));
}

/// A delivery of a key for a certificate, as it is after its layers were taken off.
KeyDelivery delivered(const Key& key, const Key& certified) {
  KeyDelivery delivery;
  delivery.asked.protection = "none";
  delivery.key_of_request = Key::generate(KeyKind("ec-p256")).public_key();
  delivery.part.headers = {{"Content-Type", media_types::pkcs8}};
  delivery.octets = key.to_pkcs8();
  delivery.part.body = bytes_of(encode_base64(*delivery.octets, layouts::crlf_76));
  delivery.key = delivery.octets;
  CertificateTemplate contents;
  contents.subject = encode_name("CN=a");
  contents.public_key = certified.public_key();
  contents.not_after = 4102444800;
  delivery.certificate =
      *Certificate::decode(issue_certificate(contents, contents.subject, certified));
  return delivery;
}

TEST(PrivateKeyRules, AreKeptByKeysOfAllKinds) {
  for (const auto* kind : {"ec-p256", "rsa-2048", "ed25519"}) {
    const auto key = Key::generate(KeyKind(kind));
    const auto delivery = delivered(key, key);
    for (const auto& each : private_key_rules())
      EXPECT_NE(each.check(delivery).state, State::broken) << kind << " " << each.name;
  }
}

TEST(PrivateKeyRules, AreBrokenOneByOne) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto good = delivered(key, key);
  const auto is_broken = [](KeyDelivery delivery, const char* name) {
    return check(private_key_rules(), name, delivery).state == State::broken;
  };
  EXPECT_TRUE(is_broken(delivered(key, Key::generate(KeyKind("ec-p256"))), "fits-certificate"));
  auto of_request = good;
  of_request.key_of_request = key.public_key();
  EXPECT_TRUE(is_broken(of_request, "is-new"));
  auto typed = good;
  typed.part.headers.set("Content-Type", "application/octet-stream");
  EXPECT_TRUE(is_broken(typed, "media-type"));
  auto raw = good;
  raw.part.body = *raw.octets;
  EXPECT_TRUE(is_broken(raw, "base64"));
  auto traditional = good;
  traditional.octets = traditional.key = (*decode_der(*good.key))[2].contents();
  EXPECT_TRUE(is_broken(traditional, "readable"));
  auto version = *decode_der(*good.key);
  version[0] = integer(1);
  auto second = good;
  second.key = encode(version);
  EXPECT_TRUE(is_broken(second, "version"));
  auto ber = *decode_der(*good.key);
  ber.write_length_indefinite();
  auto indefinite = good;
  indefinite.key = encode(ber);
  EXPECT_TRUE(is_broken(indefinite, "der"));
  auto called = *decode_der(*good.key);
  called[1] = sequence({oid(oids::rsa_encryption), null()});
  auto rsa = good;
  rsa.key = encode(called);
  EXPECT_TRUE(is_broken(rsa, "algorithm"));
}

/// A key that was asked to be encrypted by a shared key, opened.
KeyDelivery enveloped(const Bytes& content, const char* type = oids::cms_signed_data) {
  const SharedKey shared{bytes_of("k"), Bytes(16, 7)};
  KeyDelivery delivery;
  delivery.asked = {"shared-key",
                    shared.identifier,
                    shared,
                    {"2.16.840.1.101.3.4.1.5", "2.16.840.1.101.3.4.1.2"}};
  delivery.part.headers = {{"Content-Type", media_types::server_generated_key}};
  delivery.octets = envelop(type, content, shared, delivery.asked.capabilities);
  delivery.part.body = bytes_of(encode_base64(*delivery.octets, layouts::crlf_76));
  delivery.envelope = *decode_enveloped_data(*delivery.octets);
  delivery.content = *open_envelope(*delivery.octets, shared);
  if (auto data = decode_enveloped_signed_data(*delivery.content))
    delivery.signed_data = *std::move(data);
  return delivery;
}

CertsOnly signed_package(const Key& key) {
  CertificateTemplate contents;
  contents.subject = encode_name("CN=generator");
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;
  const auto certificate = *Certificate::decode(issue_certificate(contents, contents.subject, key));
  return sign_data(oids::key_package, encode_key_package(key), {key, certificate});
}

TEST(KeyEnvelopeRules, AreKeptByWhatIsRight) {
  const auto delivery =
      enveloped(bare_signed_data(signed_package(Key::generate(KeyKind("ec-p256")))));
  for (const auto& each : key_envelope_rules()) {
    const auto finding = each.check(delivery);
    EXPECT_NE(finding.state, State::broken) << each.name << ": " << finding.actual;
  }
}

TEST(KeyEnvelopeRules, TakeAWholeContentInfo) {
  const auto whole = encode(encode(signed_package(Key::generate(KeyKind("ec-p256")))));
  for (const auto* type : {oids::cms_signed_data, oids::cms_data})
    EXPECT_EQ(check(key_envelope_rules(), "content-type", enveloped(whole, type)).state,
              State::told);
}

TEST(KeyEnvelopeRules, AreBrokenOneByOne) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto data = signed_package(key);
  const auto good = enveloped(bare_signed_data(data));
  const auto is_broken = [](const KeyDelivery& delivery, const char* name) {
    return check(key_envelope_rules(), name, delivery).state == State::broken;
  };
  EXPECT_TRUE(is_broken(enveloped(bare_signed_data(data), oids::cms_data), "content-type"));
  EXPECT_TRUE(is_broken(enveloped(encode_key_package(key), oids::key_package), "signed"));
  auto unsigned_data = data;
  unsigned_data.signers.clear();
  EXPECT_TRUE(is_broken(enveloped(bare_signed_data(unsigned_data)), "signers"));
  auto flipped = data;
  flipped.signers.front().back() ^= 1U;
  EXPECT_TRUE(is_broken(enveloped(bare_signed_data(flipped)), "signature"));
  auto old = data;
  old.version = 1;
  EXPECT_TRUE(is_broken(enveloped(bare_signed_data(old)), "signed-version"));
  auto other = good;
  other.asked.identifier = bytes_of("another");
  EXPECT_TRUE(is_broken(other, "recipient-name"));
  auto transport = good;
  transport.asked.protection = "key-transport";
  EXPECT_TRUE(is_broken(transport, "management"));
  auto unlisted = good;
  unlisted.asked.capabilities = {"2.16.840.1.101.3.4.1.45"};
  EXPECT_TRUE(is_broken(unlisted, "algorithm"));
  auto plain = good;
  plain.envelope.reset();
  plain.octets = key.to_pkcs8();
  EXPECT_TRUE(is_broken(plain, "encrypted"));
}

}  // namespace
}  // namespace inquest
