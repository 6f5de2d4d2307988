#pragma once
#include "harness/sut/client_profile.h"
#include "harness/sut/errand.h"

namespace inquest {

/// A client that is a program: each errand is one run of its command, in a folder of its own, with
/// a clean environment, contained (child_process.h). The profile must outlive it.
class CommandClient final : public ClientDriver {
 public:
  explicit CommandClient(const ClientProfile& profile, bool show_secrets = false)
      : profile_(profile), show_secrets_(show_secrets) {}
  Deed run(const Errand& errand) override;

 private:
  const ClientProfile& profile_;
  bool show_secrets_;
};

/// Every certificate in a file that some client wrote: PEM of any number, a certificate or
/// certs-only SignedData in DER, the latter also in base64 or PEM. None where nothing is readable.
/// A `form` ("pem", "der", "base64") is the only one that is read.
std::vector<Certificate> certificates_in(const std::string& contents, const std::string& form = "");
/// The private keys in PEM or unencrypted PKCS#8 in a file.
std::vector<Key> keys_in(const std::string& contents);

}  // namespace inquest
