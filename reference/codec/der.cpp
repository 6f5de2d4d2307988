#include "reference/codec/der.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

/// Octets of a length, definite, with `extra` leading zero octets (which is not DER).
Bytes encode_length(std::size_t length, unsigned extra) {
  if (length < 0x80 && extra == 0) return {static_cast<std::uint8_t>(length)};
  Bytes digits;
  for (auto rest = length; rest > 0; rest >>= 8U)
    digits.insert(digits.begin(), static_cast<std::uint8_t>(rest));
  if (digits.empty()) digits.push_back(0);
  digits.insert(digits.begin(), extra > 0 && length >= 0x80 ? extra : extra - (extra > 0 ? 1U : 0U),
                0);
  digits.insert(digits.begin(), static_cast<std::uint8_t>(0x80U + digits.size()));
  return digits;
}

/// Of an OBJECT IDENTIFIER that is read and so must be writable; X.660 knows larger ones.
constexpr std::uint64_t largest_arc = (1ULL << 63U) - 1;

void append_base128(Bytes& to, std::uint64_t value) {
  Bytes digits{static_cast<std::uint8_t>(value & 0x7fU)};
  while ((value >>= 7U) > 0)
    digits.insert(digits.begin(), static_cast<std::uint8_t>(0x80U | (value & 0x7fU)));
  append(to, digits);
}

Element tree_of(Cursor& in, std::string_view name) {
  const auto tag = in.peek();
  if (!tag) {
    in.element(name);  // records the error
    return null();
  }
  if (!is_constructed(*tag)) return {*tag, copy_of(in.contents(name, *tag))};
  std::vector<Element> children;
  auto inside = in.open(name, *tag);
  for (std::size_t i = 0; inside.more(); ++i)
    children.push_back(tree_of(inside, std::to_string(i)));
  return {*tag, std::move(children)};
}

}  // namespace

Element Element::raw(Bytes encoded) {
  Element element(Tag::null, std::move(encoded));
  element.raw_ = true;
  return element;
}

const Element& Element::operator[](std::size_t index) const {
  if (index >= children_.size())
    throw std::out_of_range(fmt::format("child {} of an element with {}", index, children_.size()));
  return children_[index];
}

Element& Element::operator[](std::size_t index) {
  return const_cast<Element&>(std::as_const(*this)[index]);
}

void Element::replace_contents(Bytes contents) {
  contents_ = std::move(contents);
  children_.clear();
}

void Element::insert(std::size_t index, Element child) {
  if (index > children_.size())
    throw std::out_of_range(fmt::format("place {} of an element with {}", index, children_.size()));
  children_.insert(children_.begin() + static_cast<std::ptrdiff_t>(index), std::move(child));
}

void Element::remove(std::size_t index) {
  (void)(*this)[index];
  children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
}

Bytes encode(const Element& element) {
  if (element.raw_) return element.contents_;
  Bytes contents = element.contents_;
  for (const auto& child : element.children_) append(contents, encode(child));
  Bytes out{static_cast<std::uint8_t>(element.tag_)};
  if (element.indefinite_) {
    out.push_back(0x80);
    append(out, contents);
    out.insert(out.end(), 2, 0);
    return out;
  }
  const auto claimed = static_cast<std::int64_t>(contents.size()) + element.length_lie_;
  append(out, encode_length(static_cast<std::size_t>(std::max<std::int64_t>(claimed, 0)),
                            element.long_form_));
  append(out, contents);
  return out;
}

Result<Element> decode_der(BytesView input) {
  return read(input, [](Cursor& in) { return tree_of(in, "element"); });
}

Element sequence(std::vector<Element> children) { return {Tag::sequence, std::move(children)}; }
Element set(std::vector<Element> children) { return {Tag::set, std::move(children)}; }

Element set_of(std::vector<Element> children) {
  std::sort(children.begin(), children.end(),
            [](const Element& a, const Element& b) { return encode(a) < encode(b); });
  return {Tag::set, std::move(children)};
}

Element integer(std::int64_t value) {
  Bytes contents;
  for (int shift = 56; shift >= 0; shift -= 8)
    contents.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >>
                                                 static_cast<unsigned>(shift)));
  while (contents.size() > 1 && ((contents[0] == 0x00 && contents[1] < 0x80) ||
                                 (contents[0] == 0xff && contents[1] >= 0x80)))
    contents.erase(contents.begin());
  return {Tag::integer, std::move(contents)};
}

Element unsigned_integer(BytesView magnitude) {
  auto from = magnitude.begin();
  while (from != magnitude.end() && *from == 0) ++from;
  Bytes contents(from, magnitude.end());
  if (contents.empty() || contents[0] >= 0x80) contents.insert(contents.begin(), 0);
  return {Tag::integer, std::move(contents)};
}

Element boolean(bool value) {
  return {Tag::boolean, Bytes{static_cast<std::uint8_t>(value ? 0xff : 0x00)}};
}

Element null() { return {Tag::null, Bytes{}}; }

Element oid(std::string_view dotted) {
  std::vector<std::uint64_t> arcs{0};
  bool digit = false;
  for (const char c : dotted) {
    if (c == '.' && digit) {
      arcs.push_back(0);
      digit = false;
    } else if (c >= '0' && c <= '9' &&
               arcs.back() <= (largest_arc - static_cast<std::uint64_t>(c - '0')) / 10) {
      arcs.back() = arcs.back() * 10 + static_cast<std::uint64_t>(c - '0');
      digit = true;
    } else {
      throw std::invalid_argument("'" + std::string(dotted) + "' is no object identifier");
    }
  }
  if (!digit || arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39))
    throw std::invalid_argument("'" + std::string(dotted) + "' is no object identifier");
  Bytes contents;
  append_base128(contents, arcs[0] * 40 + arcs[1]);
  for (std::size_t i = 2; i < arcs.size(); ++i) append_base128(contents, arcs[i]);
  return {Tag::object_identifier, std::move(contents)};
}

Element octet_string(Bytes contents) { return {Tag::octet_string, std::move(contents)}; }

Element bit_string(BytesView bits) {
  Bytes contents{0};
  append(contents, bits);
  return {Tag::bit_string, std::move(contents)};
}

Element utf8_string(std::string_view text) { return {Tag::utf8_string, bytes_of(text)}; }
Element printable_string(std::string_view text) { return {Tag::printable_string, bytes_of(text)}; }
Element ia5_string(std::string_view text) { return {Tag::ia5_string, bytes_of(text)}; }

Element explicit_tag(unsigned number, Element inner) {
  std::vector<Element> children;
  children.push_back(std::move(inner));
  return {context(number), std::move(children)};
}

std::optional<std::string> dotted_oid(BytesView contents) {
  if (contents.empty() || contents.back() >= 0x80) return std::nullopt;
  std::string text;
  std::uint64_t arc = 0;
  bool first = true;
  bool begins = true;
  for (const auto byte : contents) {
    if (begins && byte == 0x80) return std::nullopt;  // X.690 8.19.2: no leading zero
    if (arc > largest_arc >> 7U) return std::nullopt;
    arc = arc << 7U | (byte & 0x7fU);
    begins = byte < 0x80;
    if (!begins) continue;
    if (first) {
      const auto top = std::min<std::uint64_t>(arc / 40, 2);
      text = fmt::format("{}.{}", top, arc - top * 40);
      first = false;
    } else {
      text += fmt::format(".{}", arc);
    }
    arc = 0;
  }
  return text;
}

}  // namespace inquest
