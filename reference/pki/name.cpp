#include "reference/pki/name.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <map>
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
      {"DC", "0.9.2342.19200300.100.1.25"},
      {"UID", "0.9.2342.19200300.100.1.1"},
      {"EMAILADDRESS", "1.2.840.113549.1.9.1"},
  };
  return types;
}

Element value_element(const std::string& type, const std::string& value) {
  if (type == "2.5.4.6" || type == "2.5.4.5") return printable_string(value);
  if (type == "0.9.2342.19200300.100.1.25" || type == "1.2.840.113549.1.9.1")
    return ia5_string(value);
  return utf8_string(value);
}

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
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
      ++at_;
    auto type = std::string(text_.substr(from, at_ - from));
    if (type.empty()) fail("an attribute type was expected");
    const auto end = at_;
    skip_spaces();
    if (!take('=')) fail("'=' was expected");
    if (std::isdigit(static_cast<unsigned char>(type[0])) == 0) {
      std::transform(type.begin(), type.end(), type.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      const auto known = attribute_types().find(type);
      if (known == attribute_types().end()) {
        at_ = from;
        std::vector<std::string> names;
        for (const auto& [name, oid_text] : attribute_types()) names.push_back(name);
        fail(unknown_word("attribute type", text_.substr(from, end - from), names) +
             " (known: " + fmt::format("{}", fmt::join(names, ", ")) + ")");
      }
      type = known->second;
    }
    skip_spaces();
    if (take('#')) return sequence({oid(type), Element::raw(hex_value())});
    return sequence({oid(type), value_element(type, string_value())});
  }

  Bytes hex_value() {
    const auto from = at_;
    while (at_ < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    auto bytes = decode_hex(text_.substr(from, at_ - from));
    if (!bytes || bytes->empty()) fail("an even number of hexadecimal digits was expected");
    return *std::move(bytes);
  }

  std::string string_value() {
    std::string value;
    std::size_t kept = 0;  // length without trailing spaces that were not escaped
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '+') {
      char c = text_[at_++];
      if (c == '\\') {
        if (at_ == text_.size()) fail("nothing follows the backslash");
        const auto pair = text_.substr(at_, 2);
        const auto byte = pair.size() == 2 ? decode_hex(pair) : Result<Bytes>(ParseError{});
        if (byte && byte->size() == 1) {
          c = static_cast<char>(byte->front());
          at_ += 2;
        } else {
          c = text_[at_++];
        }
        value += c;
        kept = value.size();
        continue;
      }
      value += c;
      if (c != ' ') kept = value.size();
    }
    value.resize(kept);
    return value;
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

}  // namespace

Bytes encode_name(std::string_view text) { return encode(NameReader(text).read()); }

std::string name_text(BytesView der) {
  const auto name = native_name(der);
  if (!name) return "(unreadable name)";
  const auto bio = writing_bio();
  X509_NAME_print_ex(bio.get(), name.get(), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  auto text = written(bio.get());
  return text.empty() ? "(empty name)" : text;
}

bool same_name(BytesView a, BytesView b) {
  const auto first = native_name(a);
  const auto second = native_name(b);
  return first && second && X509_NAME_cmp(first.get(), second.get()) == 0;
}

}  // namespace inquest
