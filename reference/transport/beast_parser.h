#pragma once
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <optional>

#include "reference/codec/bytes.h"
#include "reference/transport/connection.h"

/// Beast's incremental parser, fed from a buffer of ours. Private to this folder.
namespace inquest {

/// One message on its way through Beast: which bytes were its head, how far it was read.
template <bool is_request>
class BeastParser {
 public:
  using Error = boost::beast::http::error;
  using Parser =
      boost::beast::http::parser<is_request, boost::beast::http::vector_body<std::uint8_t>>;

  explicit BeastParser(const ReadLimits& limits) : limits_(limits) {
    parser_.body_limit(limits.body);
    // Its own limit counts from the line that is incomplete; ours (below) is the exact one.
    parser_.header_limit(static_cast<std::uint32_t>(limits.head) + 1);
  }

  enum class Step { more, head, done, failed };
  /// Takes from the front of `input` what belongs to the message. Stops once behind the head.
  Step take(Bytes& input) {
    if (parser_.is_done()) return Step::done;
    if (input.empty()) return Step::more;  // Beast's vector_body cannot take nothing
    auto in_head = !parser_.is_header_done();
    parser_.eager(!in_head);
    boost::system::error_code error;
    auto taken = parser_.put(boost::asio::const_buffer(input.data(), input.size()), error);
    auto end = input.begin() + static_cast<std::ptrdiff_t>(taken);
    if (in_head) head_.insert(head_.end(), input.begin(), end);
    keep(BytesView(input).subspan(0, taken));
    input.erase(input.begin(), end);
    offset_ += taken;
    if (in_head && head_.size() + (parser_.is_header_done() ? 0 : input.size()) > limits_.head)
      return fail(Error::header_limit, input);
    if (error && error != Error::need_more) return fail(error, input);
    if (in_head && parser_.is_header_done()) return Step::head;
    if (parser_.is_done()) return Step::done;
    // Chunk headers and trailers are all that Beast leaves in the buffer behind the head.
    if (!in_head && input.size() > limits_.head) return fail(Error::header_limit, input);
    return Step::more;
  }

  boost::system::error_code error() const { return error_; }
  /// Bytes of the message that were taken; where the error is, after one.
  std::size_t offset() const { return offset_; }
  const Bytes& head() const { return head_; }
  /// The first bytes of the message, as they came; after an error, those that were refused as well.
  const Bytes& kept() const { return kept_; }
  Parser& beast() { return parser_; }
  const Parser& beast() const { return parser_; }
  std::size_t body_size() const { return parser_.get().body().size(); }

 private:
  Step fail(boost::system::error_code error, BytesView refused) {
    error_ = error;
    keep(refused);
    return Step::failed;
  }
  void keep(BytesView bytes) {
    constexpr std::size_t most = 64U << 10U;
    append(kept_, bytes.subspan(0, std::min(bytes.size(), most - std::min(most, kept_.size()))));
  }

  ReadLimits limits_;
  Parser parser_;
  Bytes head_;
  Bytes kept_;
  std::size_t offset_ = 0;
  boost::system::error_code error_;
};

}  // namespace inquest
