#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/result.h"

/// A reading position in DER bytes. The first error sticks, names the path of the field and its
/// offset, and turns everything read after it into empty values, so that a decoder reads like the
/// ASN.1 above it and is checked once, by read().
namespace inquest {

class Cursor {
 public:
  /// Most levels of nesting a decoder may open.
  static constexpr std::size_t max_depth = 64;

  /// Reads `input`; offsets in errors count from its start.
  explicit Cursor(BytesView input);

  /// The next element must be a SEQUENCE (SET, `tag`); the cursor returned reads its contents.
  /// Contents left unread there are an error only once end() is called on it.
  Cursor sequence(std::string_view name) { return open(name, Tag::sequence); }
  Cursor set(std::string_view name) { return open(name, Tag::set); }
  Cursor open(std::string_view name, Tag tag);
  /// As open(), when the next element bears `tag`; nothing (and nothing consumed) otherwise.
  std::optional<Cursor> open_if(std::string_view name, Tag tag);

  /// A number that fits 64 bits.
  std::int64_t integer(std::string_view name);
  /// Contents octets of an INTEGER of any size, minimal as DER wants.
  BytesView integer_bytes(std::string_view name);
  bool boolean(std::string_view name);
  /// Dotted text.
  std::string oid(std::string_view name);
  /// The bits of a BIT STRING without unused bits.
  BytesView bit_string(std::string_view name);
  BytesView octet_string(std::string_view name) { return contents(name, Tag::octet_string); }
  /// Contents octets of the next element, which must bear `tag`.
  BytesView contents(std::string_view name, Tag tag);
  /// The whole next element, header included, whatever (or which) its tag.
  BytesView element(std::string_view name);
  BytesView element(std::string_view name, Tag tag);

  /// The tag of the next element; nothing at the end or after an error.
  std::optional<Tag> peek() const;
  /// Whether there is more to read here. False after an error, so loops end.
  bool more() const;
  /// Reports what is left over here as an error.
  void end();
  /// Reports an error of the caller's own at the element read last.
  void fail(std::string_view name, std::string reason);
  bool failed() const;
  /// Offset of the next byte from the start of the outermost input.
  std::size_t offset() const;

 private:
  struct Shared;  // the sticky error, shared by all cursors of one read
  struct Header {
    Tag tag;
    std::size_t header_length;
    std::size_t length;
  };
  Cursor(std::shared_ptr<Shared> shared, BytesView rest, std::size_t offset, std::string path,
         std::size_t depth);
  std::optional<Header> header(std::string_view name);
  std::string path_to(std::string_view name) const;

  template <class Body>
  friend auto read(BytesView input, Body body) -> Result<decltype(body(std::declval<Cursor&>()))>;
  std::optional<ParseError> error() const;

  std::shared_ptr<Shared> shared_;
  BytesView rest_;
  std::size_t offset_ = 0;
  std::size_t last_ = 0;  // offset of the element read last
  std::string path_;
  std::size_t depth_ = 0;
};

/// Runs `body` over `input` and answers its value, or the first error. Bytes left over after the
/// outermost element are an error.
template <class Body>
auto read(BytesView input, Body body) -> Result<decltype(body(std::declval<Cursor&>()))> {
  Cursor cursor(input);
  auto value = body(cursor);
  cursor.end();
  if (auto error = cursor.error()) return *error;
  return value;
}

}  // namespace inquest
