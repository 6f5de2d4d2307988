#include "reference/pki/public_key.h"

#include <openssl/err.h>

#include "reference/pki/key.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

bool is_known_curve(EVP_PKEY* key) {
  char curve[64];
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, curve, sizeof curve, &length) != 1) return false;
  const std::string name(curve, length);
  return name == "prime256v1" || name == "P-256" || name == "secp384r1" || name == "P-384" ||
         name == "secp521r1" || name == "P-521";
}

}  // namespace

std::optional<PublicKeyFacts> public_key_facts(BytesView public_key) {
  const unsigned char* at = public_key.data();
  const PkeyPtr key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())));
  ERR_clear_error();
  if (!key || at != public_key.data() + public_key.size()) return std::nullopt;
  PublicKeyFacts facts{"other", EVP_PKEY_get_bits(key.get())};
  switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_RSA:
      facts.kind = "rsa";
      break;
    case EVP_PKEY_EC:
      facts.kind = "ec";
      break;
    case EVP_PKEY_ED25519:
      facts.kind = "ed25519";
      break;
    case EVP_PKEY_ED448:
      facts.kind = "ed448";
      break;
    default:
      for (const auto& further : KeyKind::further_names())
        if (EVP_PKEY_is_a(key.get(), further.c_str()) == 1) facts.kind = further;
      return facts;
  }
  if (facts.kind == "ec" && !is_known_curve(key.get())) return std::nullopt;
  // The quick check of RSA does no primality test; 16384 bits would take seconds.
  const PkeyContextPtr context(EVP_PKEY_CTX_new(key.get(), nullptr));
  const bool sound =
      context && (facts.bits > 8192 || EVP_PKEY_public_check_quick(context.get()) == 1);
  ERR_clear_error();
  if (!sound) return std::nullopt;
  return facts;
}

}  // namespace inquest
