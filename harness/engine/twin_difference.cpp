#include "harness/engine/twin_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "harness/scenario/masking.h"
#include "harness/scenario/payload.h"
#include "reference/codec/hex.h"
#include "reference/codec/tree_text.h"

namespace inquest {
namespace {

constexpr std::size_t most_lines = 12;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

/// Lines that only one side has, in order: "- twin", "+ this case".
std::string line_difference(const std::vector<std::string>& twin,
                            const std::vector<std::string>& deviating) {
  std::string out;
  std::size_t shown = 0;
  const auto only = [&](const std::vector<std::string>& of, const std::vector<std::string>& other,
                        const char* mark) {
    for (const auto& line : of) {
      if (std::find(other.begin(), other.end(), line) != other.end()) continue;
      if (++shown > most_lines) return;
      out += fmt::format("{} {}\n", mark, line.substr(0, 160));
    }
  };
  only(twin, deviating, "-");
  shown = 0;
  only(deviating, twin, "+");
  return out;
}

std::string head_of(const Answer& answer) {
  auto text = mask_credentials(std::string(text_of(answer.sent)));
  return text.substr(0, text.find("\r\n\r\n"));
}

Bytes body_of(const Answer& answer) {
  const auto text = text_of(answer.sent);
  const auto end = text.find("\r\n\r\n");
  return end == std::string_view::npos ? Bytes{} : bytes_of(text.substr(end + 4));
}

std::string octet_difference(const Bytes& twin, const Bytes& deviating) {
  const auto [a, b] = std::mismatch(twin.begin(), twin.end(), deviating.begin(), deviating.end());
  if (a == twin.end() && b == deviating.end()) return "";
  const auto at = static_cast<std::size_t>(a - twin.begin());
  const auto from = at - std::min<std::size_t>(at, 8);
  const auto window = [&](const Bytes& bytes) {
    const auto begin = std::min(from, bytes.size());
    return encode_hex(
        BytesView(bytes).subspan(begin, std::min<std::size_t>(24, bytes.size() - begin)));
  };
  return fmt::format("first difference at octet {} of {} (here: of {})\n- ...{}...\n+ ...{}...\n",
                     at, twin.size(), deviating.size(), window(twin), window(deviating));
}

}  // namespace

std::string twin_difference(const std::deque<Answer>& deviating, const std::deque<Answer>& twin) {
  std::string out;
  for (std::size_t i = 0; i < std::min(deviating.size(), twin.size()); ++i) {
    if (deviating[i].sent == twin[i].sent) continue;
    out += line_difference(lines_of(head_of(twin[i])), lines_of(head_of(deviating[i])));
    const auto theirs = octets_of(body_of(twin[i]));
    const auto ours = octets_of(body_of(deviating[i]));
    if (theirs && ours && *theirs != *ours) {
      out += "what the body encodes:\n" +
             line_difference(lines_of(tree_text(*theirs)), lines_of(tree_text(*ours))) +
             octet_difference(*theirs, *ours);
    } else if (body_of(twin[i]) != body_of(deviating[i])) {
      out += "the body: " + octet_difference(body_of(twin[i]), body_of(deviating[i]));
    }
  }
  return out.empty() ? "the connection alone differs" : out;
}

}  // namespace inquest
