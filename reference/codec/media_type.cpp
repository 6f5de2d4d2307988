#include "reference/codec/media_type.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

/// RFC 9110 5.6.2
bool is_token_character(char c) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         others.find(c) != std::string_view::npos;
}

/// Reads a field value from front to back.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}
  bool at_end() const { return at_ == text_.size(); }
  std::size_t at() const { return at_; }
  void skip_white_space() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string token() {
    const auto from = at_;
    while (!at_end() && is_token_character(text_[at_])) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }
  /// After the opening quote; false when the closing one is missing.
  bool quoted(std::string& value) {
    while (!at_end()) {
      char c = text_[at_++];
      if (c == '"') return true;
      if (c == '\\') {
        if (at_end()) return false;
        c = text_[at_++];
      }
      value += c;
    }
    return false;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

const std::string* MediaType::parameter(std::string_view name) const {
  for (const auto& [known, value] : parameters)
    if (known == name) return &value;
  return nullptr;
}

// RFC7231-3.1.1.1-01, RFC7231-3.1.1.1-02: type, subtype and names of parameters in small letters;
// white space around the semicolons says nothing.
Result<MediaType> decode_media_type(std::string_view text) {
  FieldReader in(text);
  MediaType media;
  in.skip_white_space();
  media.type = lower(in.token());
  if (media.type.empty() || !in.take('/')) return ParseError{in.at(), "type/subtype was expected"};
  media.subtype = lower(in.token());
  if (media.subtype.empty()) return ParseError{in.at(), "the subtype is missing"};
  for (;;) {
    in.skip_white_space();
    if (in.at_end()) return media;
    if (!in.take(';')) return ParseError{in.at(), "';' was expected"};
    in.skip_white_space();
    auto name = lower(in.token());
    if (name.empty()) continue;  // RFC 9110 5.6.6 lets a recipient skip an empty parameter
    if (!in.take('=')) return ParseError{in.at(), "'=' was expected"};
    std::string value;
    if (in.take('"')) {
      if (!in.quoted(value)) return ParseError{in.at(), "the closing quote is missing"};
    } else {
      value = in.token();
      if (value.empty()) return ParseError{in.at(), "the value of '" + name + "' is missing"};
    }
    media.parameters.emplace_back(std::move(name), std::move(value));
  }
}

// RFC2046-1-01: whatever parameters there are.
bool is_media_type(std::string_view field, std::string_view essence) {
  const auto media = decode_media_type(field);
  return media && media->essence() == essence;
}

}  // namespace inquest
