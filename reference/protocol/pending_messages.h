#pragma once
#include <memory>
#include <optional>
#include <string>

#include "reference/codec/bytes.h"

/// PKI Requests of full CMC that wait for somebody's approval, and for which their client asks by
/// token (RFC 5272 6.13).
namespace inquest {

/// Safe to use from many threads. Nothing is approved here: whoever finds a message asks again
/// whether what it wants was granted.
class PendingMessages {
 public:
  virtual ~PendingMessages() = default;
  /// `message` is the SignedData as it came. Of more than 10,000 some are forgotten: their clients
  /// send the request again.
  virtual void keep(const std::string& token, BytesView message) = 0;
  virtual std::optional<Bytes> find(const std::string& token) const = 0;
  /// It was answered for good.
  virtual void forget(const std::string& token) = 0;
};
std::shared_ptr<PendingMessages> pending_in_memory();

/// The token of a message: 32 hexadecimal digits, the same when the message comes again.
std::string pending_token(BytesView message);

}  // namespace inquest
