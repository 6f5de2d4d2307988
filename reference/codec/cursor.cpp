#include "reference/codec/cursor.h"

#include <fmt/format.h>

namespace inquest {

struct Cursor::Shared {
  std::optional<ParseError> error;
};

Cursor::Cursor(BytesView input) : shared_(std::make_shared<Shared>()), rest_(input) {}

Cursor::Cursor(std::shared_ptr<Shared> shared, BytesView rest, std::size_t offset, std::string path,
               std::size_t depth)
    : shared_(std::move(shared)),
      rest_(rest),
      offset_(offset),
      last_(offset),
      path_(std::move(path)),
      depth_(depth) {}

std::string Cursor::path_to(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

bool Cursor::failed() const { return shared_->error.has_value(); }
bool Cursor::more() const { return !failed() && !rest_.empty(); }
std::size_t Cursor::offset() const { return offset_; }
std::optional<ParseError> Cursor::error() const { return shared_->error; }

std::optional<Tag> Cursor::peek() const {
  if (!more()) return std::nullopt;
  return static_cast<Tag>(rest_[0]);
}

void Cursor::fail(std::string_view name, std::string reason) {
  if (!failed())
    shared_->error = ParseError{last_, fmt::format("{}: {}", path_to(name), std::move(reason))};
}

void Cursor::end() {
  if (!more()) return;
  last_ = offset_;
  const auto what = fmt::format("{} bytes are left over", rest_.size());
  shared_->error = ParseError{offset_, path_.empty() ? what : path_ + ": " + what};
}

/// Identifier and length octets at the front, checked against what is left. Strict DER
/// (X.690 10.1).
std::optional<Cursor::Header> Cursor::header(std::string_view name) {
  if (failed()) return std::nullopt;
  last_ = offset_;
  const auto refuse = [&](std::string reason) {
    fail(name, std::move(reason));
    return std::nullopt;
  };
  if (rest_.empty()) return refuse("missing");
  if ((rest_[0] & 0x1fU) == 0x1fU) return refuse("a tag number above 30");
  if (rest_.size() < 2) return refuse("the length is missing");
  std::size_t length = rest_[1];
  std::size_t header_length = 2;
  if (length == 0x80) return refuse("indefinite length, which is BER and not DER");
  if (length > 0x80) {
    const std::size_t octets = length - 0x80;
    if (octets > 4) return refuse(fmt::format("a length of {} octets", octets));
    if (rest_.size() < 2 + octets) return refuse("the length is cut short");
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8U | rest_[2 + i];
    header_length += octets;
    const bool minimal = length >= 0x80 && rest_[2] != 0;
    if (!minimal) return refuse("a length in more octets than it needs, which is not DER");
  }
  if (length > rest_.size() - header_length)
    return refuse(
        fmt::format("{} bytes claimed where {} are left", length, rest_.size() - header_length));
  return Header{static_cast<Tag>(rest_[0]), header_length, length};
}

BytesView Cursor::element(std::string_view name) {
  const auto head = header(name);
  if (!head) return {};
  const auto whole = rest_.first(head->header_length + head->length);
  rest_ = rest_.subspan(whole.size());
  offset_ += whole.size();
  return whole;
}

BytesView Cursor::element(std::string_view name, Tag tag) {
  const auto head = header(name);
  if (!head) return {};
  if (head->tag != tag) {
    fail(name, fmt::format("tag 0x{:02x} where 0x{:02x} was expected",
                           static_cast<unsigned>(head->tag), static_cast<unsigned>(tag)));
    return {};
  }
  return element(name);
}

BytesView Cursor::contents(std::string_view name, Tag tag) {
  const auto before = header(name);
  const auto whole = element(name, tag);
  return whole.empty() ? whole : whole.subspan(before->header_length);
}

Cursor Cursor::open(std::string_view name, Tag tag) {
  const auto head = header(name);
  const auto start = offset_;
  auto inside = contents(name, tag);
  // RFC7030-6-13: nesting, lengths and counts have bounds here, for every structure.
  if (!failed() && depth_ + 1 > max_depth) {
    fail(name, fmt::format("more than {} levels of nesting", max_depth));
    inside = {};
  }
  return {shared_, inside, start + (head ? head->header_length : 0), path_to(name), depth_ + 1};
}

std::optional<Cursor> Cursor::open_if(std::string_view name, Tag tag) {
  if (peek() != tag) return std::nullopt;
  return open(name, tag);
}

BytesView Cursor::integer_bytes(std::string_view name) {
  const auto digits = contents(name, Tag::integer);
  if (failed()) return {};
  if (digits.empty()) {
    fail(name, "an INTEGER without contents");
  } else if (digits.size() > 1 && ((digits[0] == 0x00 && digits[1] < 0x80) ||
                                   (digits[0] == 0xff && digits[1] >= 0x80))) {
    fail(name, "an INTEGER in more octets than it needs, which is not DER");
  }
  return failed() ? BytesView{} : digits;
}

std::int64_t Cursor::integer(std::string_view name) {
  const auto digits = integer_bytes(name);
  if (digits.size() > 8) fail(name, "an INTEGER of more than 64 bits");
  if (failed()) return 0;
  std::uint64_t value = digits[0] >= 0x80 ? ~0ULL : 0;
  for (const auto digit : digits) value = value << 8U | digit;
  return static_cast<std::int64_t>(value);
}

bool Cursor::boolean(std::string_view name) {
  const auto value = contents(name, Tag::boolean);
  if (failed()) return false;
  if (value.size() != 1 || (value[0] != 0x00 && value[0] != 0xff)) {
    fail(name, "a BOOLEAN that is neither 00 nor ff, which is not DER");
    return false;
  }
  return value[0] == 0xff;
}

std::string Cursor::oid(std::string_view name) {
  const auto value = contents(name, Tag::object_identifier);
  if (failed()) return {};
  auto dotted = dotted_oid(value);
  if (!dotted) fail(name, "not an OBJECT IDENTIFIER that can be read");
  return dotted.value_or("");
}

BytesView Cursor::bit_string(std::string_view name) {
  const auto value = contents(name, Tag::bit_string);
  if (failed()) return {};
  if (value.empty() || value[0] != 0) {
    fail(name, value.empty() ? "a BIT STRING without contents" : "a BIT STRING with unused bits");
    return {};
  }
  return value.subspan(1);
}

}  // namespace inquest
