#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "reference/codec/pkcs10.h"

/// Enrolments that wait for a person (RFC 7030 4.2.3: status 202 and Retry-After).
namespace inquest {

enum class Approval { waiting, granted, denied };

/// Decides about requests by who asks for what, so that a client that asks again is known: by
/// subject and public key, since the rest of a CSR may be made anew (RFC 7030 4.2.3 and 3.5).
class Approvals {
 public:
  virtual ~Approvals() = default;
  /// `csr` is the whole request, DER, for the person who decides. Safe to call from many threads.
  virtual Approval ask(const RequestInfo& info, BytesView csr) = 0;
};

/// The name under which a request waits: 16 hexadecimal digits.
std::string approval_id(const RequestInfo& info);

/// Grants whatever is asked for the `asks`-th time. Of more than 10,000 requests that wait, the
/// oldest names are forgotten.
std::shared_ptr<Approvals> approvals_by_patience(unsigned asks);

}  // namespace inquest
