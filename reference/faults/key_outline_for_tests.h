#pragma once
#include <string>
#include <vector>

#include "reference/protocol/server.h"

namespace inquest {

/// The secrets by which keys are encrypted in a test's conversation.
class KeySecretsForTests {
 public:
  KeySecretsForTests();
  /// What a server knows of them.
  KeyGeneration key_generation() const;
  /// For each request that asks for encryption, rightly or not, the attributes that say so.
  std::vector<std::vector<Attribute>> requests() const;
  /// An answer of /serverkeygen, opened, without what differs from key to key.
  std::string outline(const std::string& content_type, const Bytes& body) const;

 private:
  std::string outline_of_part(const Bytes& der) const;
  std::string outline_of_envelope(const Bytes& der) const;

  SharedKey shared_;
  PrivateKey transport_;
  PrivateKey agreement_;
  PrivateKey for_signatures_;
  mutable std::vector<Bytes> keys_met_;
};

}  // namespace inquest
