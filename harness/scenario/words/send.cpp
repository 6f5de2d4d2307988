#include "harness/scenario/words/send.h"

#include "harness/scenario/placeholders.h"
#include "harness/scenario/stage.h"
#include "reference/codec/hex.h"

namespace inquest {

void Send::perform(Stage& stage) const {
  Placeholders filled(stage);
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
