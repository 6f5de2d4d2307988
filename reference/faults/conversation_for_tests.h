#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "reference/faults/key_outline_for_tests.h"
#include "reference/protocol/client.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/server.h"

namespace inquest {

/// A few dozen exchanges with one server, some in order and some not, told again for each set of
/// deviations: a fault that none of them shows is a fault that does nothing.
class Conversation {
 public:
  Conversation();

  /// Whether the server says something else with these deviations than without any, but for what
  /// differs from issue to issue (serials, signatures, times).
  bool shows(const Deviations& deviations) const;

 private:
  void ask(HttpRequest request, const TlsFacts& tls);
  void ask_for_certificates();
  void ask_with_credentials_of_all_kinds();
  void ask_in_forms_of_all_kinds();
  void ask_to_renew();
  void ask_by_other_routes();
  void ask_linked();
  void ask_by_tls();
  void ask_by_digest();
  void ask_by_cmc();
  void prove_identity_by_sha1(const CmsSigner& signer, const CmcTransaction& transaction);
  void ask_linked_by_cmc(const CmsSigner& signer, const CmcTransaction& transaction);
  void ask_later(std::function<HttpRequest(DigestNonces&)> make, const TlsFacts& tls);
  void ask_for_attributes();
  void ask_for_keys();
  /// What the server says, answer by answer, for as long as somebody wants to hear more.
  void tell(const Deviations& deviations,
            const std::function<bool(const std::string& answer)>& wants_more) const;
  Bytes csr(const std::string& subject, const std::vector<std::string>& faults = {}) const;
  std::string outline(const Delivery& delivery) const;
  std::string outline(const Bytes& certificate) const;

  ServerPolicy policy_;
  Key key_;
  KeySecretsForTests secrets_;
  /// Made when they are asked, since Digest answers a nonce that is good once.
  std::vector<std::pair<std::function<HttpRequest(DigestNonces&)>, TlsFacts>> exchanges_;
  std::vector<std::string> honest_;  // answers
};

}  // namespace inquest
