#include "harness/scenario/words/send.h"

#include <sstream>
#include <utility>

#include "harness/scenario/placeholders.h"
#include "harness/scenario/stage.h"
#include "reference/codec/hex.h"

namespace inquest {
namespace {

/// Method and target of a request line, as far as it has them.
std::pair<std::string, std::string> request_line(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::istringstream words(lines.front());
  std::string method;
  std::string target;
  words >> method >> target;
  return {method, target};
}

}  // namespace

void Send::perform(Stage& stage) const {
  const auto [method, target] = request_line(lines);
  Placeholders filled(stage, over, method, target);
  Bytes bytes;
  if (!hex.empty()) {
    auto decoded = decode_hex(hex);
    if (!decoded) throw std::invalid_argument("hex: " + decoded.error().text());
    bytes = *std::move(decoded);
  } else {
    for (const auto& line : lines) append(bytes, filled.in(line) + "\r\n");
    append(bytes, "\r\n" + filled.in(body));
  }
  Answer act;
  act.connection = over;
  if (enrolls) act.asked = filled.asked();
  stage.exchange_bytes(name, std::move(act), Delivery{.bytes = std::move(bytes)}, half_close);
}

}  // namespace inquest
