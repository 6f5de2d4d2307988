#include <filesystem>
#include <fstream>
#include <iostream>

#include "reference/codec/certs_only.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/protocol/client.h"

/// Writes seeds for every target into DIRECTORY/NAME: correct values by our encoders, and one for
/// each fault that spoils a CSR.
int main(int argc, char** argv) {
  using namespace inquest;
  if (argc != 2) {
    std::cerr << "usage: make_seeds DIRECTORY\n";
    return 2;
  }
  const auto save = [&](const std::string& target, const std::string& name, const Bytes& bytes) {
    const auto folder = std::filesystem::path(argv[1]) / target;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << text_of(bytes);
  };
  const auto key = Key::generate(KeyKind("ec-p256"));
  RequestContents contents;
  contents.subject = encode_name("CN=device-1,O=Example");
  contents.extensions = {extensions::subject_alt_name({"DNS:a.example", "IP:127.0.0.1"})};
  save("certification_request", "correct", make_request(contents, key, {}));
  for (const auto& fault : fault_catalogue().all())
    if (fault.role == Role::client && fault.id.starts_with("csr-"))
      save("certification_request", fault.id,
           make_request(contents, key, deviations_of({fault.id})));

  const auto authority = Authority::in_memory({}, 1'800'000'000);
  CertsOnly certs;
  certs.certificates = {authority->issuing().der(), authority->root().der()};
  save("certs_only", "correct", encode(encode(certs)));
  certs.content = Bytes{1, 2, 3};
  certs.crls = {Bytes{0x30, 0x00}};
  certs.signers = {Bytes{0x30, 0x00}};
  save("certs_only", "with-everything", encode(encode(certs)));
  save("certs_only", "empty", encode(encode(CertsOnly{})));
  return 0;
}
