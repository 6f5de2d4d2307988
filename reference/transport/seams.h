#pragma once
#include <functional>
#include <string_view>

#include "reference/codec/bytes.h"

namespace inquest {

/// Where others may put a hand between the socket and whoever reads or writes. Each may be empty. A
/// seam is called on the thread that runs the connection.
struct Seams {
  /// One whole TLS record (header and fragment) that is about to go out. It may be altered;
  /// emptied, it is not sent.
  std::function<void(Bytes& record)> outgoing_record;
  /// Bytes that arrived at once, as they came, before TLS reads them. They may be altered.
  std::function<void(Bytes& received)> incoming_records;
  /// A listener's: bytes that arrived at once, decrypted, before they are read as HTTP. They may be
  /// altered or emptied.
  std::function<void(Bytes& received)> incoming_bytes;
  /// One line of an NSS key log (SSLKEYLOGFILE), without line break: secrets.
  std::function<void(std::string_view line)> key_log;
};

}  // namespace inquest
