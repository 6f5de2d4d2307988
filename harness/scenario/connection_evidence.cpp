#include "harness/scenario/connection_evidence.h"

#include "harness/scenario/masking.h"
#include "reference/codec/hex.h"

namespace inquest {

ConnectionResult connection_evidence(const TlsFacts& tls, const std::vector<Transfer>& transfers,
                                     bool show_secrets) {
  constexpr std::size_t most_bytes = 64U << 10U;  // of one transfer, so that reports stay readable
  ConnectionResult result;
  result.tls_version = tls.version;
  result.cipher_suite = tls.cipher_suite;
  result.channel_binding = encode_hex(tls.tls_unique.empty() ? tls.tls_exporter : tls.tls_unique);
  for (const auto& transfer : transfers) {
    TransferResult each;
    each.sent = transfer.direction == Transfer::Direction::sent;
    each.at_us = transfer.at.count();
    each.left_out = transfer.bytes.size() > most_bytes ? transfer.bytes.size() - most_bytes : 0;
    each.bytes = text_of(BytesView(transfer.bytes).first(transfer.bytes.size() - each.left_out));
    if (!show_secrets) each.bytes = mask_private_keys(mask_credentials(std::move(each.bytes)));
    result.transfers.push_back(std::move(each));
  }
  return result;
}

}  // namespace inquest
