#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// The base64 of RFC 4648 section 4, as EST bodies use it (RFC 8951 section 3).
namespace inquest {

/// How encoded text is laid out in lines. EST allows every layout (RFC 8951 3.1: senders need not
/// insert white space, receivers should tolerate it); clients in use read only some.
struct Base64Layout {
  std::size_t line_length = 0;      ///< characters a line; 0 means one single line
  std::string line_break = "\r\n";  ///< between lines
  bool final_break = false;         ///< also after the last line

  friend bool operator==(const Base64Layout&, const Base64Layout&) = default;
};

namespace layouts {
inline const Base64Layout single_line{};
inline const Base64Layout lf_64{64, "\n", true};
inline const Base64Layout crlf_76{76, "\r\n", true};
}  // namespace layouts

/// "single-line", "lf-64" or "crlf-76"; throws std::invalid_argument naming the known ones.
Base64Layout base64_layout(std::string_view name);

std::string encode_base64(BytesView bytes, const Base64Layout& layout = layouts::single_line);

/// RFC 4648 section 4 to the letter: no white space, padding required, unused bits zero.
/// The error's offset counts characters of `text`.
Result<Bytes> decode_base64_strict(std::string_view text);

/// What a receiver should accept by RFC 8951 section 3.1: CR, LF, space and tab anywhere are
/// skipped; everything else as the strict reader.
Result<Bytes> decode_base64(std::string_view text);

}  // namespace inquest
