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
  } else if (!text.empty()) {
    bytes = bytes_of(filled.in(text));
  } else {
    for (const auto& line : lines) append(bytes, filled.in(line) + "\r\n");
    append(bytes, "\r\n" + filled.in(body));
  }
  if (unanswered) {
    const auto sent = stage.connection(over).send(bytes, stage.deadline());
    if (!sent) throw Inconclusive("not all could be sent: " + sent.failure().what);
    return;
  }
  Answer act;
  act.connection = over;
  if (enrolls) act.asked = filled.asked();
  stage.exchange_bytes(name, std::move(act), Delivery{.bytes = std::move(bytes)}, half_close);
}

void ReadAnswer::perform(Stage& stage) const {
  Answer act;
  act.connection = over;
  stage.read_further(name, std::move(act));
}

}  // namespace inquest
