#include "reference/codec/extension.h"

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

constexpr std::size_t most_extensions = 1024;

}  // namespace

Element encode(const Extension& extension) {
  std::vector<Element> fields{oid(extension.id)};
  if (extension.critical) fields.push_back(boolean(true));
  fields.push_back(octet_string(extension.value));
  return sequence(std::move(fields));
}

Extension read_extension(Cursor& in) {
  auto fields = in.sequence("extension");
  Extension extension;
  extension.id = fields.oid("extnID");
  if (fields.peek() == Tag::boolean) extension.critical = fields.boolean("critical");
  extension.value = copy_of(fields.octet_string("extnValue"));
  fields.end();
  return extension;
}

Result<Extension> decode_extension(BytesView input) { return read(input, read_extension); }

Element encode(const std::vector<Extension>& extensions) {
  std::vector<Element> list;
  for (const auto& extension : extensions) list.push_back(encode(extension));
  return sequence(std::move(list));
}

std::vector<Extension> read_extensions(Cursor& in) {
  std::vector<Extension> extensions;
  while (in.more()) {
    extensions.push_back(read_extension(in));
    if (extensions.size() > most_extensions) in.fail("extension", "more than 1024 extensions");
  }
  return extensions;
}

Result<std::vector<Extension>> decode_extensions(BytesView input) {
  return read(input, [](Cursor& in) {
    auto list = in.sequence("extensions");
    return read_extensions(list);
  });
}

}  // namespace inquest
