#pragma once
#include <string>

#include "reference/protocol/moments.h"

/// The moments of a PKI Request on its way to its certificates (RFC 5272).
namespace inquest {

/// Of what the key of a proof by a shared secret will be made.
struct SharedSecretKey {
  std::string proof;     ///< type of the control or attribute that proves, dotted
  Bytes secret;          ///< empty where nobody is known under that name
  Bytes identification;  ///< hashed behind the secret; a POP link witness goes without
};

/// Whether the signatures around a PKI Request hold, and are by keys that may sign it.
struct CmcSignatures {
  bool by_certificate = false;  ///< some signer has one, and not the key of a request alone
  Judgement refusal;
};

namespace moments {

inline constexpr Moment<Judgement> cmc_control{
    "cmc-control", "one control of a PKI Request was looked up among those that are known"};
inline constexpr Moment<SharedSecretKey> shared_secret_key{
    "shared-secret-key", "the shared secret of a PKI Request was looked up, and will prove"};
inline constexpr Moment<Judgement> identity_proof{
    "identity-proof", "the identity proof of a PKI Request was verified"};
inline constexpr Moment<Judgement> pop_link{
    "pop-link", "the POP link witness of a request in a PKI Request was verified"};
inline constexpr Moment<CmcSignatures> cmc_signatures{
    "cmc-signatures", "the signatures around a PKI Request were verified"};
inline constexpr Moment<bool> registration_authority{
    "registration-authority",
    "whether a registration authority signed a PKI Request was looked up in its certificates"};

}  // namespace moments
}  // namespace inquest
