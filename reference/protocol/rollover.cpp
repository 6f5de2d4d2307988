#include "reference/protocol/rollover.h"

#include <algorithm>

namespace inquest {

// RFC7030-4.1.3-15
std::optional<Certificate> current_root(const std::vector<Certificate>& cacerts) {
  std::optional<Certificate> latest;
  for (const auto& each : cacerts)
    if (each.self_signed() && (!latest || each.not_after() > latest->not_after())) latest = each;
  return latest;
}

// RFC7030-4.1.3-09, RFC7030-4.1.3-10, RFC5272-4.1-03, RFC5272-4.2-03: nothing is trusted because it
// is there.
std::vector<Certificate> usable_authorities(const std::vector<Certificate>& cacerts,
                                            const Certificate& root, std::int64_t now) {
  std::vector<Certificate> usable;
  for (const auto& each : cacerts)
    if (!each.self_signed() && verify_path(each, cacerts, {root}, now, Purpose::any).valid)
      usable.push_back(each);
  return usable;
}

bool proves_rollover(const Certificate& root, const TrustAnchors& known,
                     const std::vector<Certificate>& cacerts, std::int64_t now) {
  return std::any_of(cacerts.begin(), cacerts.end(), [&](const Certificate& each) {
    return !each.self_signed() && each.subject() == root.subject() &&
           each.public_key() == root.public_key() &&
           verify_path(each, cacerts, known, now, Purpose::any).valid;
  });
}

}  // namespace inquest
