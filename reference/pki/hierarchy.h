#pragma once
#include <cstdint>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

/// A CA's certificates and keys as values: made, and replaced by new ones.
namespace inquest {

/// The two levels of a CA.
struct Hierarchy {
  Certificate root;
  Key root_key;
  Certificate issuing;
  Key issuing_key;
};

/// What stays in use of a hierarchy that a rollover replaced (RFC 4210 4.4).
struct FormerHierarchy {
  Certificate root;          ///< OldWithOld
  Certificate issuing;       ///< above certificates that were issued before
  Certificate old_with_new;  ///< its root's key, signed by that of the next root
  Certificate new_with_old;  ///< the next root's key, signed by that of its root
};

/// A CA over time.
struct Lineage {
  Hierarchy current;
  std::vector<FormerHierarchy> former;  ///< the newest first
};

/// Of a hierarchy that is to be made.
struct HierarchyPlan {
  KeyKind root_key;
  KeyKind issuing_key;
  Bytes root_subject;          ///< Name, whole element
  Bytes issuing_subject;       ///< likewise
  std::int64_t not_after = 0;  ///< of both; seconds since 1970
};

Hierarchy make_hierarchy(const HierarchyPlan& plan, std::int64_t now);

struct RolloverOptions {
  KeyKind root_key{"ec-p256"};
  KeyKind issuing_key{"ec-p256"};
  /// Seconds. A new root that would not outlive the old one is made to, by a second, since
  /// clients tell the newest root by its notAfter (RFC 7030 4.1.3).
  std::int64_t root_lifetime = 10 * 365 * 86400LL;
};

/// New keys on both levels, under the old names: the certificates that link old and new bear one
/// name as subject and issuer (RFC 4210 4.4.2.2), and key identifiers tell the keys apart. Throws
/// std::runtime_error when the old root has expired: then nothing can link to it.
Lineage roll_over(const Lineage& old, const RolloverOptions& options, std::int64_t now);

/// For /cacerts: what builds a path from any certificate of the current and the last hierarchy to
/// either root, which stand last, the current one at the end. RFC 4210 4.4 note 2 sees no use in
/// linking what is older. Links stand before roots, since OpenSSL takes the first issuer that fits
/// and never turns back.
std::vector<Certificate> certificates_for_cacerts(const Lineage& lineage);

}  // namespace inquest
