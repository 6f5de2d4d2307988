#include "reference/pki/name.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/codec/nearest.h"
#include "reference/pki/memory_bio.h"

namespace inquest {
namespace {

/// RFC 4514 3, and what certificates of devices bear besides.
const std::map<std::string, std::string>& attribute_types() {
  static const std::map<std::string, std::string> types{
      {"CN", "2.5.4.3"},
      {"SN", "2.5.4.4"},
      {"SERIALNUMBER", "2.5.4.5"},
      {"C", "2.5.4.6"},
      {"L", "2.5.4.7"},
      {"ST", "2.5.4.8"},
      {"STREET", "2.5.4.9"},
      {"O", "2.5.4.10"},
      {"OU", "2.5.4.11"},
      {"TITLE", "2.5.4.12"},
      {"GN", "2.5.4.42"},
      {"INITIALS", "2.5.4.43"},
      {"GENERATIONQUALIFIER", "2.5.4.44"},
      {"DNQUALIFIER", "2.5.4.46"},
      {"PSEUDONYM", "2.5.4.65"},
      {"DC", "0.9.2342.19200300.100.1.25"},
      {"UID", "0.9.2342.19200300.100.1.1"},
      {"EMAILADDRESS", "1.2.840.113549.1.9.1"},
  };
  return types;
}

Tag string_type(const std::string& type) {
  if (type == "2.5.4.6" || type == "2.5.4.5" || type == "2.5.4.46") return Tag::printable_string;
  if (type == "0.9.2342.19200300.100.1.25" || type == "1.2.840.113549.1.9.1")
    return Tag::ia5_string;
  return Tag::utf8_string;
}

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
  [[noreturn]] void fail(const std::string& what) const {
    throw std::invalid_argument(
        fmt::format("the name '{}' at character {}: {}", text_, at_ + 1, what));
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
    if (take('#')) return sequence({oid(type), Element::raw(hex_value())});
    const auto tag = string_type(type);
    return sequence({oid(type), Element(tag, bytes_of(string_value(tag)))});
  }

  /// The dotted identifier of an attribute type that stands at `from`.
  std::string type_called(std::string_view written, std::size_t from) {
    auto type = std::string(written);
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto known = attribute_types().find(type);
    if (known != attribute_types().end()) return known->second;
    at_ = from;
    if (is_digit(type[0])) {
      if (!is_oid(type)) fail(fmt::format("'{}' is no object identifier", written));
      at_ = text_.find('=', from) + 1;
      return type;
    }
    std::vector<std::string> names;
    for (const auto& [name, dotted] : attribute_types()) names.push_back(name);
    fail(fmt::format("{} (known: {})", unknown_word("attribute type", written, names),
                     fmt::join(names, ", ")));
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
    return *std::move(bytes);
  }

  std::string string_value(Tag tag) {
    std::string value;
    std::size_t kept = 0;  // length without trailing spaces that were not escaped
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '+') {
      const auto from = at_;
      const bool quoted = take('\\');
      const char c = quoted ? behind_backslash() : plain();
      if (!may_hold(tag, c)) {
        at_ = from;
        fail(tag == Tag::ia5_string ? "only ASCII stands in this type of attribute"
                                    : "only a PrintableString stands in this type of attribute");
      }
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

std::optional<std::string> printed(const X509_NAME* name, unsigned long flags) {
  const auto bio = writing_bio();
  const bool done = X509_NAME_print_ex(bio.get(), name, 0, flags) >= 0;
  ERR_clear_error();
  if (!done) return std::nullopt;
  return written(bio.get());
}

}  // namespace

Bytes encode_name(std::string_view text) { return encode(NameReader(text).read()); }

std::string name_text(BytesView der) {
  const auto name = native_name(der);
  if (!name) return "(unreadable name)";
  if (X509_NAME_entry_count(name.get()) == 0) return "(empty name)";
  constexpr unsigned long flags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
  if (auto text = printed(name.get(), flags)) return *text;
  return printed(name.get(), flags | ASN1_STRFLGS_DUMP_ALL).value_or("(unreadable name)");
}

bool same_name(BytesView a, BytesView b) {
  const auto first = native_name(a);
  const auto second = native_name(b);
  return first && second && X509_NAME_cmp(first.get(), second.get()) == 0;
}

}  // namespace inquest
