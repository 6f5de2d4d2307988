#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// DER as an editable tree, for writing correct values and, by small edits, incorrect ones.
/// To read and judge what a peer sent, use cursor.h.
namespace inquest {

/// An identifier octet. Only the low-tag-number form (tag numbers 0 to 30) exists here; every
/// structure of EST lives within it.
enum class Tag : std::uint8_t {
  boolean = 0x01,
  integer = 0x02,
  bit_string = 0x03,
  octet_string = 0x04,
  null = 0x05,
  object_identifier = 0x06,
  enumerated = 0x0a,
  utf8_string = 0x0c,
  printable_string = 0x13,
  t61_string = 0x14,
  ia5_string = 0x16,
  utc_time = 0x17,
  generalized_time = 0x18,
  bmp_string = 0x1e,
  sequence = 0x30,
  set = 0x31,
};

/// [number], constructed (0xa0 + number) or primitive (0x80 + number).
constexpr Tag context(unsigned number, bool constructed = true) {
  return static_cast<Tag>((constructed ? 0xa0U : 0x80U) + number);
}
constexpr bool is_constructed(Tag tag) { return (static_cast<std::uint8_t>(tag) & 0x20U) != 0; }

/// One node of the tree: a tag, and either children (constructed) or contents octets (primitive).
/// Encoding a node computes its length from what is below, unless the node was told to lie.
class Element {
 public:
  Element(Tag tag, Bytes contents) : tag_(tag), contents_(std::move(contents)) {}
  Element(Tag tag, std::vector<Element> children) : tag_(tag), children_(std::move(children)) {}

  /// Bytes that are encoded already, written as they are: no tag, no length of ours.
  static Element raw(Bytes encoded);

  Tag tag() const { return tag_; }
  bool is_raw() const { return raw_; }
  const Bytes& contents() const { return contents_; }
  const std::vector<Element>& children() const { return children_; }

  // -- edits: each is one deviation, or one step of building --
  /// The child at `index`; throws std::out_of_range naming index and count.
  Element& operator[](std::size_t index);
  const Element& operator[](std::size_t index) const;
  void retag(Tag tag) { tag_ = tag; }
  void replace_contents(Bytes contents);
  void add(Element child) { children_.push_back(std::move(child)); }
  void insert(std::size_t index, Element child);
  void remove(std::size_t index);
  /// The length octets claim `by` more (or fewer) bytes than there are.
  void lie_about_length(int by) { length_lie_ = by; }
  /// The length is written with this many leading zero octets in long form (not DER).
  void write_length_long(unsigned extra_octets) { long_form_ = extra_octets; }
  /// The length is indefinite and the contents end with two zero octets (BER, not DER).
  void write_length_indefinite() { indefinite_ = true; }

 private:
  friend Bytes encode(const Element&);
  Tag tag_;
  Bytes contents_;
  std::vector<Element> children_;
  bool raw_ = false;
  bool indefinite_ = false;
  unsigned long_form_ = 0;
  int length_lie_ = 0;
};

Bytes encode(const Element& element);

/// The whole of `input` as one tree: constructed tags are opened all the way down, to at most 64
/// levels. Strict DER lengths. Offsets count from the start of `input`.
Result<Element> decode_der(BytesView input);

// -- constructors for what is written often --
Element sequence(std::vector<Element> children);
/// Children in the order given.
Element set(std::vector<Element> children);
/// Children sorted by their encodings, as DER wants a SET OF.
Element set_of(std::vector<Element> children);
Element integer(std::int64_t value);
/// A big-endian unsigned magnitude; a zero octet is put in front where the sign bit is set.
Element unsigned_integer(BytesView magnitude);
Element boolean(bool value);
Element null();
/// "1.2.840.113549.1.1.1"; throws std::invalid_argument when it is not a dotted OID.
Element oid(std::string_view dotted);
Element octet_string(Bytes contents);
/// No unused bits.
Element bit_string(BytesView bits);
Element utf8_string(std::string_view text);
Element printable_string(std::string_view text);
Element ia5_string(std::string_view text);
/// [number] EXPLICIT: a constructed context tag around one element.
Element explicit_tag(unsigned number, Element inner);

/// Contents octets of an OBJECT IDENTIFIER as dotted text, or nothing when they are not one.
std::optional<std::string> dotted_oid(BytesView contents);

}  // namespace inquest
