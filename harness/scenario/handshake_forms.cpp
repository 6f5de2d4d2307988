#include "harness/scenario/handshake_forms.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace inquest {
namespace {

constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint8_t server_key_exchange = 12;
constexpr std::size_t record_head = 5;   // type, version, length
constexpr std::size_t message_head = 4;  // type, length

void only_suites(TlsSettings& tls, const std::string& list) {
  tls.lowest = tls.highest = TlsVersion::tls1_2;
  tls.cipher_list = list + "@SECLEVEL=0";
}

/// Where the body of a handshake message of that type begins in a record that was not encrypted;
/// its end, when there is none.
std::size_t body_of(const Bytes& record, std::uint8_t type) {
  if (record.size() < record_head || record[0] != handshake_record) return record.size();
  for (auto at = record_head; at + message_head <= record.size();) {
    if (record[at] == type) return at + message_head;
    at += message_head +
          (std::size_t{record[at + 1]} << 16U | std::size_t{record[at + 2]} << 8U | record[at + 3]);
  }
  return record.size();
}

/// Says another version in the ServerHello: 1 for TLS 1.0, 2 for TLS 1.1.
void say_version(Bytes& record, std::uint8_t minor) {
  const auto at = body_of(record, server_hello);
  if (at + 2 <= record.size()) record[at + 1] = minor;
}

/// Who was told another version ends the connection in a record of that version, which OpenSSL
/// would not read: the alert in it is what counts.
void read_alerts_of_any_version(Bytes& records) {
  constexpr std::uint8_t alert_record = 21;
  for (std::size_t at = 0; at + record_head <= records.size();
       at += record_head + (std::size_t{records[at + 3]} << 8U | records[at + 4]))
    if (records[at] == alert_record) records[at + 1] = records[at + 2] = 3;
}

/// ServerSRPParams (RFC 5054 2.8): N, g, s and B, each behind its length.
struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Piece> srp_params(const Bytes& record) {
  std::vector<Piece> pieces;
  auto at = body_of(record, server_key_exchange);
  for (const std::size_t length_octets : {2U, 2U, 1U, 2U}) {
    if (at + length_octets > record.size()) return {};
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_octets; ++i) length = length << 8U | record[at + i];
    at += length_octets;
    if (at + length > record.size()) return {};
    pieces.push_back({at, at + length});
    at += length;
  }
  return pieces;
}

void zero_value(Bytes& record) {
  const auto params = srp_params(record);
  if (params.size() == 4)
    for (auto at = params[3].begin; at < params[3].end; ++at) record[at] = 0;
}

/// No group of RFC 5054's appendix A has this generator.
void unknown_group(Bytes& record) {
  const auto params = srp_params(record);
  if (params.size() == 4 && params[1].end > params[1].begin) record[params[1].end - 1] = 11;
}

using OnRecord = std::function<void(Bytes&)>;

struct Form {
  std::string name;
  std::function<void(TlsSettings&)> settings;
  OnRecord record;    ///< that goes out
  OnRecord received;  ///< what came in, whole records or not
};

const std::vector<Form>& forms() {
  const auto tls_1_2 = [](TlsSettings& tls) { tls.lowest = tls.highest = TlsVersion::tls1_2; };
  // Suites that the older versions have too, so that nothing but the version is wrong.
  const auto old_suites = [](TlsSettings& tls) {
    only_suites(tls, "ECDHE+AES+SHA1:AES+SHA1:!aNULL:");
  };
  static const std::vector<Form> all{
      {"hello-of-tls-1.0", old_suites, [](Bytes& record) { say_version(record, 1); },
       read_alerts_of_any_version},
      {"hello-of-tls-1.1", old_suites, [](Bytes& record) { say_version(record, 2); },
       read_alerts_of_any_version},
      {"null-suites", [](TlsSettings& tls) { only_suites(tls, "eNULL:!aNULL:"); }, {}, {}},
      {"anonymous-suites", [](TlsSettings& tls) { only_suites(tls, "aNULL:!SRP:"); }, {}, {}},
      {"lets-clients-renegotiate",
       [](TlsSettings& tls) {
         tls.lowest = tls.highest = TlsVersion::tls1_2;
         tls.client_renegotiation = true;
       },
       {},
       {}},
      {"srp-value-zero", tls_1_2, zero_value, {}},
      {"srp-group-unknown", tls_1_2, unknown_group, {}},
  };
  return all;
}

}  // namespace

std::vector<std::string> handshake_forms() {
  std::vector<std::string> names{"usual"};
  for (const auto& each : forms()) names.push_back(each.name);
  return names;
}

void shake_hands(const std::string& form, Deviations& deviations) {
  if (form == "usual") return;
  const auto found = std::find_if(forms().begin(), forms().end(),
                                  [&](const Form& each) { return each.name == form; });
  if (found == forms().end()) throw std::logic_error("no handshake is '" + form + "'");
  deviations.add(moments::server_tls, found->settings);
  if (found->record) deviations.add(moments::outgoing_record, found->record);
  if (found->received) deviations.add(moments::received_records, found->received);
}

}  // namespace inquest
