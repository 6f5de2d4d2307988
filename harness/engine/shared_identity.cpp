#include "harness/engine/shared_identity.h"

#include <fmt/format.h>

#include "harness/scenario/identity.h"
#include "harness/scenario/stable_number.h"
#include "reference/pki/name.h"

namespace inquest {

TlsIdentity SharedIdentity::get(const RunServices& services) {
  const std::lock_guard lock(mutex_);
  if (identity_) return *identity_;
  if (!failure_.empty()) throw Inconclusive(failure_);
  try {
    const auto number = stable_number(services.seed, "shared identity");
    auto subject = services.profile->subject;
    if (const auto at = subject.find("{number}"); at != std::string::npos)
      subject.replace(at, 8, fmt::format("{:010x}", number & 0xffffffffffU));
    RequestContents contents;
    contents.subject = encode_name(subject);
    identity_ = enroll_identity(services, contents,
                                services.keys->key(usual_key_kind(*services.profile), number % 256),
                                fetch_authorities(services));
    return *identity_;
  } catch (const Inconclusive& problem) {
    failure_ = problem.what();
    throw;
  }
}

}  // namespace inquest
