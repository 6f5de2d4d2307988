#pragma once
#include <functional>
#include <string_view>

#include "reference/codec/bytes.h"

namespace inquest {

/// Where others may put a hand between the TLS library and the socket. Each may be empty. A seam is
/// called on the thread that runs the connection.
struct Seams {
  /// One whole TLS record (header and fragment) that is about to go out. It may be altered;
  /// emptied, it is not sent.
  std::function<void(Bytes& record)> outgoing_record;
  /// One line of an NSS key log (SSLKEYLOGFILE), without line break: secrets.
  std::function<void(std::string_view line)> key_log;
};

}  // namespace inquest
