#include "reference/codec/tls_hello.h"

#include <fmt/format.h>

#include <algorithm>

namespace inquest {
namespace {

constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t server_hello = 2;
constexpr std::size_t random_length = 32;

void put(Bytes& out, std::size_t value, std::size_t octets) {
  for (auto left = octets; left > 0; --left)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * (left - 1))));
}

/// `contents` behind their length in so many octets.
void put_vector(Bytes& out, BytesView contents, std::size_t octets) {
  put(out, contents.size(), octets);
  append(out, contents);
}

/// Of a Hello up to its session_id, which is empty.
Bytes begin_hello(std::uint16_t version) {
  Bytes body;
  put(body, version, 2);
  append(body, Bytes(random_length, 0x49));
  put(body, 0, 1);
  return body;
}

Bytes in_record(std::uint8_t message, BytesView body) {
  Bytes record{handshake_record, 3, 1};
  Bytes handshake{message};
  put_vector(handshake, body, 3);
  put_vector(record, handshake, 2);
  return record;
}

/// RFC 6066 3
Bytes server_name_extension(const std::string& host) {
  Bytes name{0};
  put_vector(name, bytes_of(host), 2);
  Bytes list;
  put_vector(list, name, 2);
  Bytes extension{0, 0};
  put_vector(extension, list, 2);
  return extension;
}

}  // namespace

const std::vector<CipherSuite>& export_suites() {
  static const std::vector<CipherSuite> suites{
      {0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
      {0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
      {0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
      {0x000b, "TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA"},
      {0x000e, "TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA"},
      {0x0011, "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA"},
      {0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
      {0x0017, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"},
      {0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA"},
  };
  return suites;
}

const std::vector<CipherSuite>& des_suites() {
  static const std::vector<CipherSuite> suites{
      {0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},     {0x000c, "TLS_DH_DSS_WITH_DES_CBC_SHA"},
      {0x000f, "TLS_DH_RSA_WITH_DES_CBC_SHA"},  {0x0012, "TLS_DHE_DSS_WITH_DES_CBC_SHA"},
      {0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"}, {0x001a, "TLS_DH_anon_WITH_DES_CBC_SHA"},
  };
  return suites;
}

std::string name_of_suite(std::uint16_t number) {
  for (const auto* suites : {&export_suites(), &des_suites()})
    for (const auto& each : *suites)
      if (each.number == number) return each.name;
  return fmt::format("0x{:04x}", number);
}

// struct { ProtocolVersion client_version; Random random; SessionID session_id;
//   CipherSuite cipher_suites<2..2^16-2>; CompressionMethod compression_methods<1..2^8-1>;
//   Extension extensions<0..2^16-1>; } ClientHello
Bytes encode(const ClientHello& hello) {
  auto body = begin_hello(hello.version);
  Bytes suites;
  for (const auto each : hello.suites) put(suites, each, 2);
  put_vector(body, suites, 2);
  put_vector(body, Bytes{0}, 1);
  if (!hello.server_name.empty()) put_vector(body, server_name_extension(hello.server_name), 2);
  return in_record(client_hello, body);
}

// struct { ProtocolVersion server_version; Random random; SessionID session_id;
//   CipherSuite cipher_suite; CompressionMethod compression_method; ... } ServerHello
Bytes encode(const ServerHello& hello) {
  auto body = begin_hello(hello.version);
  put(body, hello.suite, 2);
  put(body, 0, 1);
  return in_record(server_hello, body);
}

Result<ServerHello> decode_server_hello(BytesView received) {
  // Record: type, version, length; handshake: type, length; Hello: version, random,
  // session_id<0..32>
  constexpr std::size_t version_at = 5 + 4;
  constexpr std::size_t session_at = version_at + 2 + random_length;
  const auto wanted = [&](std::size_t at, std::string_view what) {
    return ParseError{at, std::string(what)};
  };
  if (received.empty()) return wanted(0, "nothing came");
  if (received[0] != handshake_record)
    return wanted(0, fmt::format("a record of type {}, and no handshake", received[0]));
  if (received.size() <= 5) return wanted(received.size(), "the record ends before its message");
  if (received[5] != server_hello)
    return wanted(5, fmt::format("handshake message {}, and no ServerHello", received[5]));
  if (received.size() <= session_at)
    return wanted(received.size(), "the ServerHello ends before its session_id");
  const std::size_t suite_at = session_at + 1 + received[session_at];
  if (received[session_at] > 32) return wanted(session_at, "a session_id of more than 32 octets");
  if (received.size() < suite_at + 2)
    return wanted(received.size(), "the ServerHello ends before its cipher_suite");
  const auto number = [&](std::size_t at) {
    return static_cast<std::uint16_t>(received[at] << 8U | received[at + 1]);
  };
  return ServerHello{number(version_at), number(suite_at)};
}

}  // namespace inquest
