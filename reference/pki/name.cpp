#include "reference/pki/name.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/codec/nearest.h"
#include "reference/pki/attribute_types.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

bool is_one_of(char c, std::string_view these) { return these.find(c) != std::string_view::npos; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) { return is_digit(c) || is_one_of(c, "abcdefABCDEF"); }

bool may_hold(Tag string_type, char c) {
  if (string_type == Tag::printable_string)
    return is_digit(c) || is_letter(c) || is_one_of(c, " '()+,-./:=?");
  return string_type != Tag::ia5_string || static_cast<unsigned char>(c) < 0x80;
}

/// Characters that stand in a value only behind a backslash (RFC 4514 3, <escaped> and NUL).
constexpr std::string_view escaped{"\"+,;<>\0", 7};

/// Reads RFC 4514 3 from front to back.
class NameReader {
 public:
  explicit NameReader(std::string_view text) : text_(text) {}

  Element read() {
    std::vector<Element> rdns;
    if (skip_spaces(); at_ == text_.size()) return sequence({});
    do rdns.push_back(relative_name());
    while (take(','));
    if (at_ != text_.size()) fail("',' or '+' was expected");
    std::reverse(rdns.begin(), rdns.end());
    return sequence(std::move(rdns));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { fail(what, at_); }
  [[noreturn]] void fail(const std::string& what, std::size_t at) const {
    std::string shown(text_);
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
        '?');
    throw std::invalid_argument(
        fmt::format("the name '{}' at character {}: {}", shown, at + 1, what));
  }
  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Element relative_name() {
    std::vector<Element> pairs;
    do pairs.push_back(attribute());
    while (take('+'));
    return set_of(std::move(pairs));
  }

  Element attribute() {
    skip_spaces();
    const auto from = at_;
    while (at_ < text_.size() &&
           (is_letter(text_[at_]) || is_digit(text_[at_]) || is_one_of(text_[at_], ".-")))
      ++at_;
    const auto written = text_.substr(from, at_ - from);
    if (written.empty()) fail("an attribute type was expected");
    skip_spaces();
    if (!take('=')) fail("'=' was expected");
    const auto type = type_called(written, from);
    skip_spaces();
    if (take('#')) return sequence({oid(type.id), Element::raw(hex_value())});
    return sequence({oid(type.id), Element(type.string, bytes_of(string_value(type.string)))});
  }

  struct Type {
    std::string id;
    Tag string;
  };
  /// The attribute type that is `written` at `from`.
  Type type_called(std::string_view written, std::size_t from) const {
    if (const auto* type = attribute_type_called(written))
      return {std::string(type->id), type->string};
    const std::string id(written);
    if (is_oid(id)) {
      const auto* type = attribute_type_of(id);
      return {id, type != nullptr ? type->string : Tag::utf8_string};
    }
    if (is_digit(id[0])) fail(fmt::format("'{}' is no object identifier", written), from);
    std::vector<std::string> names;
    for (const auto& type : attribute_types()) names.emplace_back(type.name);
    fail(fmt::format("{} (known: {})", unknown_word("attribute type", written, names),
                     fmt::join(names, ", ")),
         from);
  }

  static bool is_oid(const std::string& dotted) {
    try {
      oid(dotted);
      return true;
    } catch (const std::invalid_argument&) {
      return false;
    }
  }

  Bytes hex_value() {
    const auto from = at_;
    while (at_ < text_.size() && is_hex_digit(text_[at_])) ++at_;
    auto bytes = decode_hex(text_.substr(from, at_ - from));
    if (!bytes || bytes->empty()) fail("an even number of hexadecimal digits was expected");
    skip_spaces();
    return *std::move(bytes);
  }

  std::string string_value(Tag tag) {
    std::string value;
    std::size_t kept = 0;  // length without trailing spaces that were not escaped
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '+') {
      const auto from = at_;
      const bool quoted = take('\\');
      const char c = quoted ? behind_backslash() : plain();
      if (!may_hold(tag, c))
        fail(tag == Tag::ia5_string ? "only ASCII stands in this type of attribute"
                                    : "only a PrintableString stands in this type of attribute",
             from);
      value += c;
      if (quoted || c != ' ') kept = value.size();
    }
    value.resize(kept);
    return value;
  }

  char plain() {
    if (is_one_of(text_[at_], escaped))
      fail(fmt::format("{} must be escaped by a backslash",
                       text_[at_] == '\0' ? "NUL" : std::string{'\'', text_[at_], '\''}));
    return text_[at_++];
  }

  char behind_backslash() {
    if (at_ + 1 < text_.size() && is_hex_digit(text_[at_]) && is_hex_digit(text_[at_ + 1])) {
      const auto octet = decode_hex(text_.substr(at_, 2));
      at_ += 2;
      return static_cast<char>(octet->front());
    }
    if (at_ == text_.size() || !is_one_of(text_[at_], "\\\"+,;<> #="))
      fail("two hexadecimal digits or one of \\ \" + , ; < > # = and space were expected");
    return text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

X509NamePtr native_name(BytesView der) {
  const unsigned char* at = der.data();
  X509NamePtr name(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (name && at != der.data() + der.size()) name.reset();
  return name;
}

/// A name of its own for each attribute; none where the bytes are no name.
std::vector<X509NamePtr> attributes_apart(BytesView der) {
  std::vector<X509NamePtr> apart;
  const auto name = native_name(der);
  for (int i = 0; name && i < X509_NAME_entry_count(name.get()); ++i) {
    X509NamePtr one(X509_NAME_new());
    if (one && X509_NAME_add_entry(one.get(), X509_NAME_get_entry(name.get(), i), 0, 0) == 1)
      apart.push_back(std::move(one));
  }
  return apart;
}

}  // namespace

Bytes encode_name(std::string_view text) { return encode(NameReader(text).read()); }

bool same_name(BytesView a, BytesView b) {
  const auto first = native_name(a);
  const auto second = native_name(b);
  return first && second && X509_NAME_cmp(first.get(), second.get()) == 0;
}

bool shares_an_attribute(BytesView a, BytesView b) {
  const auto first = attributes_apart(a);
  const auto second = attributes_apart(b);
  return std::any_of(first.begin(), first.end(), [&](const X509NamePtr& one) {
    return std::any_of(second.begin(), second.end(), [&](const X509NamePtr& other) {
      return X509_NAME_cmp(one.get(), other.get()) == 0;
    });
  });
}

}  // namespace inquest
