#include "reference/protocol/key_policy.h"

#include <fmt/format.h>

#include "reference/pki/public_key.h"

namespace inquest {

// RFC7894-4-09
// RFC7030-4.5-05
Judgement judge_key(BytesView public_key) {
  const auto refuse = [](const std::string& why) { return Refusal{400, why + "\n", {}}; };
  const auto facts = public_key_facts(public_key);
  if (!facts) return refuse("The public key cannot be read, or is not a valid one.");
  if (facts->kind == "rsa") {
    if (facts->bits < 2048)
      return refuse(fmt::format("An RSA key of {} bits is too short.", facts->bits));
    if (facts->bits > 8192)
      return refuse(fmt::format("An RSA key of {} bits is too long.", facts->bits));
    return std::nullopt;
  }
  // Whatever signs is certified, be it a kind that only the OpenSSL at hand knows.
  if (facts->kind != "other") return std::nullopt;
  return refuse("Keys of this kind are not certified here.");
}

}  // namespace inquest
