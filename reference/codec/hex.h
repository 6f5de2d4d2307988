#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// Hexadecimal spellings of bytes.
namespace inquest {

/// Lower case, no separators.
std::string encode_hex(BytesView bytes);

/// Either case; whitespace, ':' and comments from '#' to the end of the line are skipped.
/// The error's offset counts characters of `text`.
Result<Bytes> decode_hex(std::string_view text);

/// Lines of 16 bytes, "00000010  30 82 01 0a ...  |0...|", at most `most` bytes of them; when the
/// rest was left out, a last line says how much.
std::string hex_dump(BytesView bytes, std::size_t most = 4096);

}  // namespace inquest
