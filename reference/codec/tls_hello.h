#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// The two messages by which TLS 1.2 and older agree on a cipher suite, each in a record of its own
/// (RFC 5246 7.4.1): for suites that no TLS library knows any more.
namespace inquest {

/// Numbers of the registry that RFC 5246 A.5 began, and their names there.
struct CipherSuite {
  std::uint16_t number = 0;
  std::string name;
};
/// Those with _EXPORT_ in their names.
const std::vector<CipherSuite>& export_suites();
/// Those with _DES_ in their names, and not _EXPORT_.
const std::vector<CipherSuite>& des_suites();
/// "TLS_RSA_WITH_DES_CBC_SHA" for a number of either; else "0x1301".
std::string name_of_suite(std::uint16_t number);

struct ClientHello {
  std::uint16_t version = 0x0303;  ///< client_version, TLS 1.2
  std::vector<std::uint16_t> suites;
  std::string server_name;  ///< SNI; empty: none is sent
};
/// A handshake record; its random is 32 octets that never change.
Bytes encode(const ClientHello& hello);

struct ServerHello {
  std::uint16_t version = 0x0303;
  std::uint16_t suite = 0;
};
/// A handshake record, without extensions, and with a random of the same kind.
Bytes encode(const ServerHello& hello);
/// From the beginning of what a server sent: a record of another type (an alert, say) or another
/// message is an error.
Result<ServerHello> decode_server_hello(BytesView received);

}  // namespace inquest
