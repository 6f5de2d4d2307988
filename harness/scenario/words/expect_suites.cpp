#include "harness/scenario/words/expect_suites.h"

#include "harness/scenario/stage.h"
#include "reference/codec/tls_hello.h"

namespace inquest {
namespace {

constexpr auto ordinary_connection = "ordinary";

ClientHello hello_with(const std::vector<CipherSuite>& suites, const ServerProfile& profile) {
  ClientHello hello;
  for (const auto& each : suites) hello.suites.push_back(each.number);
  if (!profile.endpoint.is_address()) hello.server_name = profile.endpoint.host;
  return hello;
}

}  // namespace

void ExpectSuitesRefused::perform(Stage& stage) const {
  if (suites.empty()) throw std::logic_error("expect_suites_refused must say which suites");
  if (const auto* failure = stage.open(name, std::nullopt))
    throw Inconclusive("the peer accepts no TCP connection: " + failure->what);
  auto& connection = stage.connection(name);
  const auto hello =
      hello_with(suites == "export" ? export_suites() : des_suites(), stage.profile());
  const auto sent = connection.send(encode(hello), stage.deadline());
  const auto came =
      sent ? connection.receive(4096, stage.deadline()) : Transported<Bytes>(sent.failure());
  if (!came && came.failure().fate == Fate::silence)
    throw Inconclusive("the peer left the handshake unanswered: " + came.failure().what);
  const auto chosen = decode_server_hello(came ? *came : Bytes{});
  Finding finding{!chosen, "how a ClientHello with such suites alone is answered", "no ServerHello",
                  chosen ? "a ServerHello that chooses " + name_of_suite(chosen->suite)
                  : came ? chosen.error().reason
                         : came.failure().what};
  // The twin: who refuses every handshake has not refused this one for its suites.
  if (!chosen)
    if (const auto* ordinary = stage.open(ordinary_connection, stage.tls_settings()))
      throw Inconclusive("an ordinary handshake, the twin of this one, failed as well: " +
                         ordinary->what);
  stage.judge(cites, std::move(finding));
}

}  // namespace inquest
