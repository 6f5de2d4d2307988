#include "reports/wrapping.h"

#include <algorithm>

namespace inquest {

std::string wrapped(const std::string& text, std::size_t indent, std::size_t first_indent,
                    int width) {
  std::string out;
  std::string line(first_indent, ' ');
  bool empty = true;
  std::size_t at = 0;
  const auto flush = [&] {
    out += line + "\n";
    line.assign(indent, ' ');
    empty = true;
  };
  while (at <= text.size()) {
    const auto end = std::min(text.find_first_of(" \n", at), text.size());
    const auto word = text.substr(at, end - at);
    if (!empty && line.size() + 1 + word.size() > static_cast<std::size_t>(width)) flush();
    if (!word.empty()) {
      line += (empty ? "" : " ") + word;
      empty = false;
    }
    if (end < text.size() && text[end] == '\n' && !empty) flush();
    at = end + 1;
  }
  if (!empty) flush();
  return out;
}

}  // namespace inquest
