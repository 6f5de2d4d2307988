#pragma once
#include <optional>
#include <string>

#include "reference/transport/beast_parser.h"
#include "reference/transport/listener.h"

/// One request out of a stream of bytes, as strict as RFC 9112 asks of a server; no I/O. Private to
/// this folder.
namespace inquest {

class RequestReader {
 public:
  explicit RequestReader(const ReadLimits& limits);

  enum class Step { more, done, bad };
  /// Takes from the front of `input` what belongs to the request, and empty lines before it
  /// (RFC 9112 2.2).
  Step take(Bytes& input);

  /// Whether anything of a request came.
  bool started() const { return started_; }
  /// Once true: the sender waits for a 100 (Continue) before its body.
  bool wants_continue();

  /// After done.
  HttpRequest request() const;
  /// What the request says about the connection: whether it may go on after the answer.
  bool keep_alive() const { return parser_.beast().keep_alive(); }

  /// After bad.
  const BadRequest& bad() const { return bad_; }
  /// The request did not come to its end: why, and the status for it.
  BadRequest unfinished(std::string reason, int status) const;

 private:
  using Beast = BeastParser<true>;
  Step look_at_head();
  Step refuse(int status, std::string reason);
  Step refused();
  bool names_other_version() const;

  ReadLimits limits_;
  Beast parser_;
  bool started_ = false;
  bool head_read_ = false;
  bool continue_wanted_ = false;
  HttpRequest request_;
  BadRequest bad_;
};

}  // namespace inquest
