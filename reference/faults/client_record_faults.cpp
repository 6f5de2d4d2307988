#include "reference/codec/tls_hello.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

/// What a client writes in TLS before anything is encrypted, octet by octet: what no library can be
/// told to do.
namespace inquest {
namespace {

constexpr std::uint8_t alert_record = 21;
constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t handshake_failure = 40;
constexpr std::size_t record_head = 5;  // type, version, length

/// Where the list of suites begins in a record with a ClientHello, behind its length; 0: nowhere.
std::size_t suites_in(const Bytes& record) {
  // Length of the message, version and random stand in front of the session id.
  constexpr auto session_id = record_head + 4 + 2 + 32;
  if (record.size() <= session_id || record[0] != handshake_record ||
      record[record_head] != client_hello)
    return 0;
  const auto begin = session_id + 1 + record[session_id] + 2;
  return begin < record.size() ? begin : 0;
}

/// This suite stands in the place of the one that the client would like least.
void offer_last(Bytes& record, std::uint16_t suite) {
  const auto begin = suites_in(record);
  if (begin == 0) return;
  const auto length = std::size_t{record[begin - 2]} << 8U | record[begin - 1];
  if (length < 2 || begin + length > record.size()) return;
  record[begin + length - 2] = static_cast<std::uint8_t>(suite >> 8U);
  record[begin + length - 1] = static_cast<std::uint8_t>(suite & 0xffU);
}

/// Alerts that say this say no more than handshake_failure, where `when` is so.
template <class When>
auto say_less_than(std::uint8_t alert, When when) {
  return [alert, when](ClientRecord& going_out) {
    auto& record = going_out.record;
    const auto is_alert = record.size() == record_head + 2 && record[0] == alert_record;
    if (is_alert && record.back() == alert && when(*going_out.received))
      record.back() = handshake_failure;
  };
}

/// Whether the server's first message says this version.
auto answered_by(std::uint16_t version) {
  return [version](const Bytes& received) {
    const auto hello = decode_server_hello(received);
    return hello && hello->version == version;
  };
}

/// Whether the server chose a suite of TLS-SRP (RFC 5054 2.7).
bool by_srp(const Bytes& received) {
  constexpr std::uint16_t first = 0xc01a;
  constexpr std::uint16_t last = 0xc022;
  const auto hello = decode_server_hello(received);
  return hello && first <= hello->suite && hello->suite <= last;
}

}  // namespace

void add_client_record_faults(FaultCatalogue& add) {
  constexpr std::uint8_t illegal_parameter = 47;
  constexpr std::uint8_t protocol_version = 70;
  constexpr std::uint8_t insufficient_security = 71;

  add(moments::client_record,
      {.id = "client-offers-des-suites",
       .role = Role::client,
       .breaks = "RFC7030-6-08",
       .story = "a suite with _DES_ in its name is offered; no handshake comes about, since no "
                "library knows it any more"},
      [](ClientRecord& going_out) { offer_last(going_out.record, des_suites().front().number); });

  add(moments::client_record,
      {.id = "client-says-no-reason-to-tls-1.0",
       .role = Role::client,
       .breaks = "RFC8996-4-05",
       .story = "a ServerHello of TLS 1.0 is met with the alert handshake_failure"},
      say_less_than(protocol_version, answered_by(0x0301)));

  add(moments::client_record,
      {.id = "client-says-no-reason-to-tls-1.1",
       .role = Role::client,
       .breaks = "RFC8996-5-05",
       .story = "a ServerHello of TLS 1.1 is met with the alert handshake_failure"},
      say_less_than(protocol_version, answered_by(0x0302)));

  add(moments::client_record,
      {.id = "client-says-no-reason-to-value-of-zero",
       .role = Role::client,
       .breaks = "RFC5054-2.5.3-04",
       .story = "a server's value of TLS-SRP that is zero is met with the alert handshake_failure"},
      say_less_than(illegal_parameter, by_srp));

  add(moments::client_record,
      {.id = "client-says-no-reason-to-unknown-group",
       .role = Role::client,
       .breaks = "RFC5054-2.5.3-03",
       .story = "a group of TLS-SRP that nobody knows is met with the alert handshake_failure"},
      say_less_than(insufficient_security, by_srp));
}

}  // namespace inquest
