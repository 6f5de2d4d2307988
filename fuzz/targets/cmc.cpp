#include <cstdlib>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"

namespace {

using namespace inquest;

/// Every reader gets every control: none may be deceived about what it holds.
void read_controls(const std::vector<CmcControl>& controls) {
  for (const auto& control : controls) {
    (void)transaction_id(control);
    (void)control_octets(control);
    (void)identification(control);
    (void)control_witness(control);
  }
  const auto infos = status_infos(controls);
  if (!infos) return;
  for (const auto& info : *infos)
    if (*decode_cmc_status_info_v2(encode(encode(info))) != info) std::abort();
}

}  // namespace

/// What is read and written again encodes the same, and keeps the octets that a proof covers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(data, size);
  if (const auto message = decode_pki_data(input)) {
    const auto der = encode(encode(*message));
    const auto again = decode_pki_data(der);
    if (!again || encode(encode(*again)) != der) std::abort();
    (void)body_part_defect(*message);
    read_controls(message->controls);
  }
  if (const auto message = decode_pki_response(input)) {
    const auto der = encode(encode(*message));
    const auto again = decode_pki_response(der);
    if (!again || encode(encode(*again)) != der) std::abort();
    (void)body_part_defect(*message);
    read_controls(message->controls);
  }
  return 0;
}
