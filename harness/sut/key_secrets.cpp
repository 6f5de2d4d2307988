#include "harness/sut/key_secrets.h"

#include <stdexcept>

#include "harness/yaml/yaml.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

Bytes read_hex(const YamlNode& node) {
  const auto octets = decode_hex(node.text());
  if (!octets) node.fail("this is not hexadecimal: character " + octets.error().text());
  if (octets->empty()) node.fail("at least one octet is wanted");
  return *octets;
}

template <class Work>
auto told_at(const YamlNode& node, Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    node.fail(error.what());
  }
}

SharedKey read_shared_key(const YamlNode& node, const std::filesystem::path& base) {
  node.only("a shared key", {"identifier", "key", "key_file"});
  SharedKey shared;
  shared.identifier = read_hex(node.at("identifier"));
  const auto key = node.find("key");
  const auto file = node.find("key_file");
  if (key && file) file->fail("'key' is there already");
  if (!key && !file) node.fail("a shared key wants a 'key' or a 'key_file'");
  if (key) shared.key = read_hex(*key);
  if (file)
    shared.key = told_at(*file, [&] {
      auto text = read_file(base / file->text());
      const auto octets = decode_hex(text.substr(0, text.find_first_of("\r\n")));
      if (!octets) throw std::invalid_argument("its first line is not hexadecimal");
      return *octets;
    });
  if (shared.key.size() != 16 && shared.key.size() != 24 && shared.key.size() != 32)
    node.fail("a key of " + std::to_string(shared.key.size()) +
              " octets is none for AES key wrap: 16, 24 or 32");
  return shared;
}

Certificate read_certificate(const YamlNode& node, const std::filesystem::path& base) {
  return told_at(node,
                 [&] { return certificates_from_pem(read_file(base / node.text())).front(); });
}

Bytes read_identifier(const YamlNode& node, const Certificate& certificate) {
  if (auto identifier = node.find("identifier")) return read_hex(*identifier);
  return told_at(node.at("cert"), [&] { return subject_key_identifier_of(certificate); });
}

NamedRecipient read_recipient(const YamlNode& node, const std::filesystem::path& base) {
  node.only("a recipient", {"cert", "key", "identifier"});
  const auto certificate = read_certificate(node.at("cert"), base);
  const auto key = node.at("key");
  NamedRecipient recipient{
      read_identifier(node, certificate),
      {told_at(key, [&] { return Key::from_pem(read_file(base / key.text())); }), certificate}};
  if (recipient.secret.key.public_key() != certificate.public_key())
    key.fail("this is not the key of the certificate in 'cert'");
  return recipient;
}

}  // namespace

Bytes subject_key_identifier_of(const Certificate& certificate) {
  const auto extension = certificate.extension(oids::subject_key_identifier);
  const auto octets = extension ? decode_der(extension->value) : Result<Element>(ParseError{});
  if (!octets)
    throw std::invalid_argument("the certificate has no subjectKeyIdentifier to be named by");
  return octets->contents();
}

KeySecrets read_key_secrets(const YamlNode& node, const std::filesystem::path& base) {
  node.only("key_encryption", {"shared_key", "key_transport", "key_agreement", "unfit"});
  KeySecrets secrets;
  if (auto shared = node.find("shared_key")) secrets.shared_key = read_shared_key(*shared, base);
  if (auto recipient = node.find("key_transport"))
    secrets.key_transport = read_recipient(*recipient, base);
  if (auto recipient = node.find("key_agreement"))
    secrets.key_agreement = read_recipient(*recipient, base);
  if (auto unfit = node.find("unfit")) {
    unfit->only("an unfit key", {"cert", "identifier"});
    secrets.unfit = read_identifier(*unfit, read_certificate(unfit->at("cert"), base));
  }
  return secrets;
}

}  // namespace inquest
