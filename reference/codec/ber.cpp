#include "reference/codec/ber.h"

#include <algorithm>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"

namespace inquest {
namespace {

constexpr auto constructed_octet_string = static_cast<Tag>(0x24);

/// Reads one element after the other.
class BerReader {
 public:
  explicit BerReader(BytesView input) : input_(input) {}

  bool at_end() const { return at_ == input_.size(); }
  std::size_t at() const { return at_; }

  Result<Element> element(std::size_t end, std::size_t depth) {
    if (depth == Cursor::max_depth) return ParseError{at_, "nested too deeply"};
    if (end - at_ < 2) return ParseError{at_, "an element ends within its tag or length"};
    const auto tag = static_cast<Tag>(input_[at_]);
    if ((input_[at_] & 0x1fU) == 0x1fU) return ParseError{at_, "a tag of several octets"};
    ++at_;
    if (input_[at_] == 0x80) {
      ++at_;
      if (!is_constructed(tag)) return ParseError{at_, "no length, of contents without elements"};
      return constructed(tag, end, depth, true);
    }
    const auto length = definite_length(end);
    if (!length) return length.error();
    const auto contents_end = at_ + *length;
    if (is_constructed(tag)) return constructed(tag, contents_end, depth, false);
    Element primitive(tag, copy_of(input_.subspan(at_, *length)));
    if (tag == Tag::boolean && primitive.contents() != Bytes{0})
      primitive.replace_contents(Bytes{0xff});
    at_ = contents_end;
    return primitive;
  }

 private:
  /// Of contents that end before `end`.
  Result<std::size_t> definite_length(std::size_t end) {
    const auto first = input_[at_++];
    std::size_t length = first;
    if (first > 0x80) {
      length = 0;
      for (unsigned left = first & 0x7fU; left > 0; --left) {
        if (at_ == end) return ParseError{at_, "an element ends within its length"};
        if (length > input_.size()) return ParseError{at_, "a length beyond the end"};
        length = length << 8U | input_[at_++];
      }
    }
    if (length > end - at_) return ParseError{at_, "a length beyond the end"};
    return length;
  }

  Result<Element> constructed(Tag tag, std::size_t end, std::size_t depth, bool until_marked) {
    std::vector<Element> children;
    while (until_marked ? !marks_the_end(end) : at_ < end) {
      auto child = element(end, depth + 1);
      if (!child) return child.error();
      children.push_back(*std::move(child));
    }
    if (until_marked) at_ += 2;
    if (tag == constructed_octet_string) return in_one_piece(children);
    return Element(tag, std::move(children));
  }

  bool marks_the_end(std::size_t end) const {
    return end - at_ >= 2 && input_[at_] == 0 && input_[at_ + 1] == 0;
  }

  Result<Element> in_one_piece(const std::vector<Element>& pieces) const {
    Bytes whole;
    for (const auto& each : pieces) {
      if (each.tag() != Tag::octet_string)
        return ParseError{at_, "a piece of an OCTET STRING is none"};
      append(whole, each.contents());
    }
    return Element(Tag::octet_string, std::move(whole));
  }

  BytesView input_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Bytes> der_of_ber(BytesView input) {
  BerReader reader(input);
  const auto element = reader.element(input.size(), 0);
  if (!element) return element.error();
  if (!reader.at_end()) return ParseError{reader.at(), "octets follow the end"};
  return encode(*element);
}

}  // namespace inquest
