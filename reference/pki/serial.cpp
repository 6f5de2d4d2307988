#include "reference/pki/serial.h"

#include <openssl/rand.h>

#include "reference/pki/openssl.h"

namespace inquest {

Bytes random_serial() {
  Bytes serial(16);
  if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1)
    throw OpensslError("making a serial number");
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7fU) | 0x40U);
  return serial;
}

}  // namespace inquest
