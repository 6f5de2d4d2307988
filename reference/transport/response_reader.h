#pragma once
#include <optional>
#include <string>

#include "reference/transport/beast_parser.h"
#include "reference/transport/connection.h"

/// One response out of a stream of bytes; no I/O. Private to this folder.
namespace inquest {

class ResponseReader {
 public:
  ResponseReader(const ReadLimits& limits, bool to_head);

  enum class Step { more, done, failed };
  /// Takes from the front of `input` what belongs to the response.
  Step take(Bytes& input);
  /// The stream has ended; `orderly` when the peer said so. Done or failed.
  Step end(bool orderly);

  /// After done. An interim response (1xx) is one, too.
  Exchange exchange() const;
  /// After failed: why, and at which byte of the response.
  const std::string& failure() const { return failure_; }
  /// How much came so far: "10 of 4096 bytes of the body"; empty when nothing did.
  std::string progress(const Bytes& input) const;

 private:
  using Beast = BeastParser<false>;
  void start_parser();
  Step take_repaired(Bytes& input);
  Step fail(std::string failure);
  Step refused();
  bool repairable(const Bytes& input) const;

  ReadLimits limits_;
  bool to_head_;
  std::optional<Beast> parser_;
  bool repaired_ = false;  // its head is not as Beast would have it, and can be made so
  Bytes head_;             // as received, when repaired
  bool head_read_ = false;
  bool ended_abruptly_ = false;
  std::string failure_;
};

}  // namespace inquest
