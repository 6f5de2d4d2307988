#include "reference/faults/message_text.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

bool names(std::string_view line, std::string_view name) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  auto found = line.substr(0, colon);
  while (found.ends_with(' ')) found.remove_suffix(1);
  return std::equal(
      found.begin(), found.end(), name.begin(), name.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

}  // namespace

std::string* MessageText::field(std::string_view name) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](const std::string& line) { return names(line, name); });
  return found == lines.end() ? nullptr : &*found;
}

void MessageText::remove(std::string_view name) {
  std::erase_if(lines, [&](const std::string& line) { return names(line, name); });
}

std::size_t MessageText::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const std::string& line) { return names(line, name); }));
}

bool MessageText::chunked() const {
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return names(line, "Transfer-Encoding") && value_of(line) == "chunked";
  });
}

void MessageText::measure() {
  remove("Transfer-Encoding");
  remove("Content-Length");
  add("Content-Length: " + std::to_string(body.size()));
}

std::string value_of(std::string_view line) {
  line.remove_prefix(std::min(line.find(':'), line.size() - 1) + 1);
  while (line.starts_with(' ')) line.remove_prefix(1);
  while (line.ends_with(' ')) line.remove_suffix(1);
  return std::string(line);
}

void edit_message(Bytes& bytes, const std::function<void(MessageText&)>& change) {
  const auto text = std::string(text_of(bytes));
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) return;
  MessageText message;
  message.body = text.substr(end + 4);
  for (std::size_t at = 0; at <= end;) {
    const auto stop = std::min(text.find("\r\n", at), end);
    message.lines.push_back(text.substr(at, stop - at));
    at = stop + 2;
  }
  change(message);
  std::string changed;
  for (const auto& line : message.lines) changed += line + "\r\n";
  bytes = bytes_of(changed + "\r\n" + message.body);
}

void edit_request_line(MessageText& message,
                       const std::function<void(std::string& method, std::string& target,
                                                std::string& version)>& change) {
  if (message.lines.empty()) return;
  const auto& line = message.lines.front();
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string::npos || first == last) return;
  auto method = line.substr(0, first);
  auto target = line.substr(first + 1, last - first - 1);
  auto version = line.substr(last + 1);
  change(method, target, version);
  message.lines.front() = method + " " + target + " " + version;
}

}  // namespace inquest
