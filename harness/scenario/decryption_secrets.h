#pragma once
#include <cstdint>

#include "reference/pki/enveloped_data.h"

/// What opens keys that a server of the harness encrypts for a client under test (RFC 7030 4.4.1).
namespace inquest {

struct DecryptionSecrets {
  SharedKey shared;
  PrivateKey transport;  ///< RSA
  PrivateKey agreement;  ///< on a curve
};

/// `now` is seconds since 1970.
DecryptionSecrets make_decryption_secrets(const Key& rsa, const Key& ec, std::int64_t now);

}  // namespace inquest
