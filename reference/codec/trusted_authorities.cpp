#include "reference/codec/trusted_authorities.h"

namespace inquest {
namespace {

constexpr std::size_t longest = 0xffff;
constexpr std::uint8_t pre_agreed = 0;
constexpr std::uint8_t key_sha1_hash = 1;
constexpr std::uint8_t x509_name = 2;
constexpr std::uint8_t cert_sha1_hash = 3;
constexpr std::size_t sha1_size = 20;

void append_length(Bytes& to, std::size_t length) {
  to.push_back(static_cast<std::uint8_t>(length >> 8U));
  to.push_back(static_cast<std::uint8_t>(length & 0xffU));
}

std::size_t length_at(BytesView body, std::size_t at) {
  return static_cast<std::size_t>(body[at]) << 8U | body[at + 1];
}

}  // namespace

Bytes encode_trusted_authorities(const std::vector<Bytes>& names) {
  Bytes list;
  for (const auto& name : names) {
    if (name.empty() || list.size() + 3 + name.size() > longest) continue;
    list.push_back(x509_name);
    append_length(list, name.size());
    append(list, name);
  }
  Bytes body;
  append_length(body, list.size());
  append(body, list);
  return body;
}

Result<std::vector<Bytes>> decode_trusted_authorities(BytesView body) {
  if (body.size() < 2 || length_at(body, 0) != body.size() - 2)
    return ParseError{0, "trusted_authorities_list: its length is not that of the extension"};
  std::vector<Bytes> names;
  for (std::size_t at = 2; at < body.size();) {
    const auto form = body[at++];
    std::size_t length = 0;
    if (form == key_sha1_hash || form == cert_sha1_hash) {
      length = sha1_size;
    } else if (form == x509_name && at + 2 <= body.size()) {
      length = length_at(body, at);
      at += 2;
    } else if (form != pre_agreed) {
      return ParseError{at - 1, "identifier_type: no known form, or cut short"};
    }
    if (at + length > body.size() || (form == x509_name && length == 0))
      return ParseError{at, "identifier: it does not fit"};
    if (form == x509_name) names.push_back(copy_of(body.subspan(at, length)));
    at += length;
  }
  return names;
}

}  // namespace inquest
