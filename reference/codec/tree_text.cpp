#include "reference/codec/tree_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"

namespace inquest {
namespace {

constexpr std::size_t max_depth = 64;

std::string tag_name(std::uint8_t tag) {
  switch (static_cast<Tag>(tag)) {
    case Tag::boolean:
      return "BOOLEAN";
    case Tag::integer:
      return "INTEGER";
    case Tag::bit_string:
      return "BIT STRING";
    case Tag::octet_string:
      return "OCTET STRING";
    case Tag::null:
      return "NULL";
    case Tag::object_identifier:
      return "OBJECT IDENTIFIER";
    case Tag::enumerated:
      return "ENUMERATED";
    case Tag::utf8_string:
      return "UTF8String";
    case Tag::printable_string:
      return "PrintableString";
    case Tag::t61_string:
      return "T61String";
    case Tag::ia5_string:
      return "IA5String";
    case Tag::utc_time:
      return "UTCTime";
    case Tag::generalized_time:
      return "GeneralizedTime";
    case Tag::bmp_string:
      return "BMPString";
    case Tag::sequence:
      return "SEQUENCE";
    case Tag::set:
      return "SET";
  }
  if ((tag & 0xc0U) == 0x80U) return fmt::format("[{}]", tag & 0x1fU);
  return fmt::format("tag 0x{:02x}", tag);
}

bool is_text(std::uint8_t tag) {
  static constexpr std::uint8_t texts[] = {0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a};
  return std::find(std::begin(texts), std::end(texts), tag) != std::end(texts);
}

std::string value_text(std::uint8_t tag, BytesView contents) {
  if (tag == static_cast<std::uint8_t>(Tag::object_identifier))
    if (auto dotted = dotted_oid(contents)) return *dotted;
  const bool printable = std::all_of(contents.begin(), contents.end(),
                                     [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
  if (is_text(tag) && printable)
    return fmt::format("'{}'{}", text_of(contents).substr(0, 100),
                       contents.size() > 100 ? "..." : "");
  return encode_hex(contents.first(std::min<std::size_t>(contents.size(), 32))) +
         (contents.size() > 32 ? "..." : "");
}

/// Walks the octets and writes lines; stops for good at the first defect.
class Writer {
 public:
  Writer(BytesView der, std::size_t most) : der_(der), most_(most) {}

  std::string run() {
    std::size_t at = 0;
    while (!ended_ && at < der_.size()) at = element(at, der_.size(), 0);
    return std::move(out_);
  }

 private:
  struct Header {
    std::size_t length;  // of the header
    std::size_t contents;
    bool indefinite;
  };

  std::optional<Header> header(std::size_t at, std::size_t end) {
    if (end - at < 2) return defect(at, "the header is cut short");
    if ((der_[at] & 0x1fU) == 0x1fU) return defect(at, "a tag number above 30");
    const std::size_t first = der_[at + 1];
    if (first < 0x80) return Header{2, first, false};
    if (first == 0x80) return Header{2, 0, true};
    const auto octets = first - 0x80;
    if (octets > 8 || end - at < 2 + octets) return defect(at, "a length that cannot be read");
    std::size_t length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8U | der_[at + 2 + i];
    return Header{2 + octets, length, false};
  }

  std::nullopt_t defect(std::size_t at, std::string_view why) {
    if (!ended_) out_ += fmt::format("{:5}: {}\n", at, why);
    ended_ = true;
    return std::nullopt;
  }

  /// Writes the element at `at` and answers where the next one begins.
  std::size_t element(std::size_t at, std::size_t end, std::size_t depth) {
    if (++lines_ > most_) {
      defect(at, "more than is shown here");
      return end;
    }
    const auto head = header(at, end);
    if (!head) return end;
    const auto tag = der_[at];
    const auto from = at + head->length;
    const bool constructed = (tag & 0x20U) != 0;
    out_ += fmt::format("{:5} {:>5} {:{}}{}", at,
                        head->indefinite ? "inf" : std::to_string(head->contents), "", depth * 2,
                        tag_name(tag));
    if (!head->indefinite && head->contents > end - from) {
      out_ += "\n";
      defect(from, fmt::format("{} bytes claimed where {} are left", head->contents, end - from));
      return end;
    }
    if (!constructed) {
      out_ += " " + value_text(tag, der_.subspan(from, head->contents)) + "\n";
      return from + head->contents;
    }
    out_ += head->indefinite ? " (indefinite length)\n" : "\n";
    if (depth == max_depth) {
      defect(from, "deeper than is shown here");
      return end;
    }
    return children(from, head->indefinite ? end : from + head->contents, head->indefinite,
                    depth + 1);
  }

  std::size_t children(std::size_t at, std::size_t end, bool indefinite, std::size_t depth) {
    while (!ended_ && at < end) {
      if (indefinite && end - at >= 2 && der_[at] == 0 && der_[at + 1] == 0) return at + 2;
      at = element(at, end, depth);
    }
    if (indefinite) defect(at, "the end-of-contents octets are missing");
    return end;
  }

  BytesView der_;
  std::size_t most_;
  std::string out_;
  std::size_t lines_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string tree_text(BytesView der, std::size_t most) { return Writer(der, most).run(); }

}  // namespace inquest
