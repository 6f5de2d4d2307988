#include <algorithm>
#include <future>
#include <memory>

#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/tls_hello.h"

/// What a client writes in TLS before anything is encrypted.
namespace inquest {
namespace {

/// How the first connection ended for the server, and what was offered on it.
std::string with_end_of_first_connection(ClientScene& scene) {
  const auto end = std::make_shared<std::promise<std::string>>();
  scene.listening.watch.ended = [end](const Peer& peer, const TransportFailure& failure) {
    if (peer.connection != 1) return;
    std::string offered;
    for (const auto suite : peer.tls.offered_suites) offered += " " + name_of_suite(suite);
    end->set_value(failure.what + "; offered" + offered);
  };
  scene.start();
  const auto outcome = scene.enroll();
  return outcome + "\n" + end->get_future().get();
}

/// The server says another version in its ServerHello: 1 for TLS 1.0, 2 for TLS 1.1.
std::string answered_by_hello(ClientScene& scene, std::uint8_t minor) {
  constexpr std::uint8_t server_hello = 2;
  constexpr std::size_t type = 5;     // behind the header of the record
  constexpr std::size_t version = 9;  // behind type and length of the message
  scene.listening.tls->highest = TlsVersion::tls1_2;
  scene.listening.seams.outgoing_record = [minor](Bytes& record) {
    if (record.size() > version + 1 && record[type] == server_hello) record[version + 1] = minor;
  };
  return with_end_of_first_connection(scene);
}

/// The server's values of TLS-SRP, in a record that holds no other message: N, g, s and B, each
/// behind its length (RFC 5054 2.8).
struct SrpValue {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<SrpValue> srp_values(const Bytes& record) {
  constexpr std::uint8_t server_key_exchange = 12;
  std::vector<SrpValue> values;
  std::size_t at = 9;
  if (record.size() <= at || record[5] != server_key_exchange) return values;
  for (const std::size_t octets : {2U, 2U, 1U, 2U}) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8U | record.at(at + i);
    values.push_back({at + octets, at + octets + length});
    at = values.back().end;
  }
  return values;
}

/// The server spoils the value of that number.
std::string by_spoilt_srp(ClientScene& scene, std::size_t number, std::uint8_t octet) {
  scene.listening.tls->srp_users = {{"device", "secret"}};
  scene.options.tls.srp = SrpCredentials{"device", "secret"};
  scene.listening.seams.outgoing_record = [=](Bytes& record) {
    const auto values = srp_values(record);
    if (values.empty()) return;
    for (auto at = values[number].begin; at < values[number].end; ++at) record[at] = octet;
  };
  return with_end_of_first_connection(scene);
}

}  // namespace

const std::vector<FaultRow>& record_rows() {
  static const std::vector<FaultRow> rows{
      {"client-offers-des-suites", with_end_of_first_connection, "granted", "_DES_CBC_SHA"},
      {"client-says-no-reason-to-tls-1.0",
       [](ClientScene& scene) { return answered_by_hello(scene, 1); }, "alert 70", "alert 40"},
      {"client-says-no-reason-to-tls-1.1",
       [](ClientScene& scene) { return answered_by_hello(scene, 2); }, "alert 70", "alert 40"},
      {"client-says-no-reason-to-value-of-zero",
       [](ClientScene& scene) { return by_spoilt_srp(scene, 3, 0); }, "alert 47", "alert 40"},
      {"client-says-no-reason-to-unknown-group",
       [](ClientScene& scene) { return by_spoilt_srp(scene, 1, 11); }, "alert 71", "alert 40"},
  };
  return rows;
}

}  // namespace inquest
