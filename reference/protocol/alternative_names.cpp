#include "reference/protocol/alternative_names.h"

#include <algorithm>
#include <cctype>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::size_t most_names = 10'000;
constexpr auto email = context(1, false);
constexpr auto dns = context(2, false);
constexpr auto directory = context(4);

void lower(Bytes& bytes, std::size_t from) {
  for (auto i = from; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(std::tolower(bytes[i]));
}

/// A name in the one form that all its spellings share, directory names aside.
Bytes folded(Bytes name) {
  const auto tag = static_cast<Tag>(name.front());
  if (tag == dns) lower(name, 0);
  if (tag == email) {
    const auto at = text_of(name).rfind('@');
    if (at != std::string_view::npos) lower(name, at);
  }
  return name;
}

/// The Name within a directoryName, which is tagged explicitly as a CHOICE is.
BytesView name_within(BytesView general_name) {
  std::size_t header = 2;
  if (general_name[1] >= 0x80) header += general_name[1] & 0x7fU;
  return general_name.subspan(std::min(header, general_name.size()));
}

/// No octets, or the NULL-DN.
bool is_empty(const Bytes& name) {
  return name.size() == 2 ||
         (static_cast<Tag>(name.front()) == directory && name_within(name).size() == 2);
}

bool same_general_name(const Bytes& a, const Bytes& b) {
  if (a.front() != b.front()) return false;
  if (static_cast<Tag>(a.front()) == directory && same_name(name_within(a), name_within(b)))
    return true;
  return folded(a) == folded(b);
}

}  // namespace

Result<std::vector<Bytes>> decode_general_names(BytesView extension_value) {
  return read(extension_value, [](Cursor& in) {
    std::vector<Bytes> names;
    auto list = in.sequence("GeneralNames");
    while (list.more()) {
      const auto tag = static_cast<unsigned>(list.peek().value_or(Tag::null));
      names.push_back(copy_of(list.element("GeneralName")));
      if ((tag & 0xc0U) != 0x80U || (tag & 0x1fU) > 8)
        list.fail("GeneralName", "a tag that no choice has");
      if (names.size() > most_names) list.fail("GeneralName", "more than 10000 names");
    }
    // RFC5280-4.2.1.6-03
    if (names.empty()) in.fail("GeneralNames", "no name");
    return names;
  });
}

bool same_alternative_names(BytesView a, BytesView b) {
  if (std::equal(a.begin(), a.end(), b.begin(), b.end())) return true;
  const auto ours = decode_general_names(a);
  const auto theirs = decode_general_names(b);
  return ours && theirs &&
         std::is_permutation(ours->begin(), ours->end(), theirs->begin(), theirs->end(),
                             same_general_name);
}

std::optional<Bytes> filled_alternative_names(BytesView asked, BytesView own) {
  const auto names = decode_general_names(asked);
  if (!names) return std::nullopt;
  const auto decoded = decode_general_names(own);
  auto left = decoded ? *decoded : std::vector<Bytes>{};
  std::vector<Element> filled;
  for (const auto& name : *names) {
    if (!is_empty(name)) {
      filled.push_back(Element::raw(name));
      continue;
    }
    const auto found = std::find_if(left.begin(), left.end(), [&](const Bytes& each) {
      return each.front() == name.front() && !is_empty(each);
    });
    if (found == left.end()) return std::nullopt;
    filled.push_back(Element::raw(*found));
    left.erase(found);
  }
  return encode(sequence(std::move(filled)));
}

}  // namespace inquest
