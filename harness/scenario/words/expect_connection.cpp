#include "harness/scenario/words/expect_connection.h"

#include <fmt/format.h>

#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

constexpr auto ordinary_connection = "ordinary";

std::string first_line(BytesView bytes) {
  auto line = std::string(text_of(bytes));
  return line.substr(0, line.find_first_of("\r\n"));
}

Finding judge_path(const Certificate& leaf, const std::vector<Bytes>& chain, const Stage& stage) {
  std::vector<Certificate> others;
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (auto each = Certificate::decode(chain[i])) others.push_back(*std::move(each));
  const auto path =
      verify_path(leaf, others, stage.profile().trust, stage.now(), Purpose::tls_server);
  return {path.valid, "the server's certificate", "a valid path to a trust anchor of the profile",
          path.valid ? fmt::format("a path of {} certificates", path.chain.size()) : path.reason};
}

/// RFC 5280 4.2.1.3: where keyUsage is there, it lets the key do what TLS has it do: sign, or
/// decipher an RSA premaster secret.
Finding judge_usage(const Certificate& leaf) {
  const auto usage = leaf.extension(oids::key_usage);
  // BIT STRING: tag, length, unused bits; digitalSignature is bit 0, keyEncipherment bit 2.
  const auto bits = usage && usage->value.size() > 3 ? usage->value[3] : 0U;
  const bool holds = !usage || (bits & 0xa0U) != 0;
  return {holds, "keyUsage of the server's certificate",
          "digitalSignature or keyEncipherment, or none",
          usage ? fmt::format("bits {:08b}", bits) : "none"};
}

Finding judge_server_certificate(const std::string& rule, const Certificate& leaf,
                                 const std::vector<Bytes>& chain, const Stage& stage) {
  const auto& host = stage.profile().endpoint.host;
  if (rule == "leads-to-a-root") return judge_path(leaf, chain, stage);
  if (rule == "names-the-host") {
    const bool named = names_host(leaf, host);
    return {named, "the server's certificate", "it names " + host,
            named ? "it names " + host : "another name: " + leaf.subject_text()};
  }
  if (rule == "version-3")
    return {leaf.version() == 3, "the version of the server's certificate", "v3",
            fmt::format("v{}", leaf.version())};
  return judge_usage(leaf);
}

}  // namespace

void ExpectHandshakeRefused::perform(Stage& stage) const {
  const auto* failure = stage.connection_failure(over);
  if (failure == nullptr) {
    const auto& tls = stage.connection(over).tls();
    return stage.judge(cites, {false, "how the handshake ended", "no connection comes about",
                               tls.version + " with " + tls.cipher_suite});
  }
  if (failure->fate == Fate::refused)
    throw Inconclusive("the peer accepts no TCP connection: " + failure->what);
  if (failure->fate == Fate::silence)
    throw Inconclusive("the peer left the handshake unanswered: " + failure->what);
  if (failure->fate == Fate::closed_by_us)
    throw Inconclusive("our own TLS library would not offer this: " + failure->what);
  Finding finding{true, "how the handshake ended", "no connection comes about", failure->what};
  // The twin: who refuses every handshake has not refused this one for what is wrong with it.
  if (const auto* ordinary = stage.open(ordinary_connection, stage.tls_settings()))
    throw Inconclusive("an ordinary handshake, the twin of this one, failed as well: " +
                       ordinary->what);
  stage.judge(cites, std::move(finding));
}

void ExpectHandshake::perform(Stage& stage) const {
  if (!unlike.empty()) stage.connection(unlike);  // inconclusive where it did not come about
  const auto* failure = stage.connection_failure(over);
  if (failure != nullptr && failure->fate == Fate::refused)
    throw Inconclusive("the peer accepts no TCP connection: " + failure->what);
  if (failure != nullptr)
    return stage.judge(
        cites, {false, "how the handshake ended", "a connection comes about", failure->what});
  const auto& tls = stage.connection(over).tls();
  stage.judge(cites, {true, "how the handshake ended", "a connection comes about",
                      tls.version + " with " + tls.cipher_suite});
}

void ExpectNoRenegotiation::perform(Stage& stage) const {
  const bool asked = stage.connection(over).tls().renegotiation_requested;
  stage.judge(cites, {!asked, "what the peer asks for in TLS", "no renegotiation",
                      asked ? "HelloRequest: another handshake" : "no renegotiation"});
}

void ExpectAlert::perform(Stage& stage) const {
  const auto* failure = stage.connection_failure(over);
  if (const auto* tls = stage.tls_of(over))
    return stage.judge(
        cites, {false, "the alert that ended the handshake", "alert " + std::to_string(number),
                "none: it came about, as " + tls->version});
  if (failure == nullptr || !failure->alert)
    throw Inconclusive("no alert says why the handshake ended" +
                       (failure ? ": " + failure->what : std::string()));
  stage.judge(cites, {*failure->alert == number, "the alert that ended the handshake",
                      "alert " + std::to_string(number), failure->what});
}

void ExpectClosed::perform(Stage& stage) const {
  auto more = stage.connection(over).receive(1, stage.deadline());
  const bool silent = !more && more.failure().fate == Fate::silence;
  const bool ended = more ? more->empty() : !silent;
  stage.judge(cites, {ended, "what follows the answer", "the end of the connection",
                      ended ? "the end of the connection"
                            : (more ? "further bytes" : "nothing, and the connection stays open")});
}

void ExpectNothingMore::perform(Stage& stage) const {
  // Whatever the peer does by itself, it does soon.
  auto more =
      stage.connection(over).receive(64, stage.deadline().at_most(std::chrono::milliseconds(300)));
  const bool came = more && !more->empty();
  const auto actual = came ? "further bytes: " + first_line(*more) : std::string("nothing more");
  stage.judge(cites, {!came, "what follows the answers", "nothing more", actual});
}

void ExpectSign::perform(Stage& stage) const {
  auto came =
      stage.connection(over).receive(256, stage.deadline().at_most(std::chrono::seconds(1)));
  const bool answered = came && !came->empty();
  if (!answered && (came || came.failure().fate != Fate::silence))
    throw Inconclusive("the connection ended in place of an answer");
  stage.judge(cites,
              {answered, "what comes before the body is sent", "100 (Continue) or a final status",
               answered ? first_line(*came) : came.failure().what});
}

void ExpectNoSwitch::perform(Stage& stage) const {
  const auto came = stage.connection(over).receive(256, stage.deadline());
  if (!came) throw Inconclusive("there is no answer to judge: " + came.failure().what);
  const auto line = first_line(*came);
  const bool switched = line.starts_with("HTTP/1.") && line.substr(8, 4) == " 101";
  stage.judge(cites, {!switched, "what an unknown protocol is met with", "any answer but 101",
                      line.empty() ? "the end of the connection" : line});
}

void ExpectServerCertificate::perform(Stage& stage) const {
  if (rule.empty()) throw std::logic_error("expect_server_certificate must say which rule");
  const auto& chain = stage.connection(over).tls().peer_chain;
  if (chain.empty()) throw Inconclusive("the server showed no certificate");
  auto leaf = Certificate::decode(chain.front());
  if (!leaf) throw Inconclusive("the server's certificate cannot be read: " + leaf.error().text());
  stage.note_certificate("server", *leaf);
  stage.judge(cites, judge_server_certificate(rule, *leaf, chain, stage));
}

void ExpectPersistence::perform(Stage& stage) const {
  const auto& answer = stage.answer({});
  if (!answer.exchange) throw Inconclusive("there is no answer to judge: " + answer.failure.what);
  const bool announced = !answer.exchange->keep_alive;
  // Whatever the peer does by itself, it does soon.
  auto more =
      stage.connection(over).receive(1, stage.deadline().at_most(std::chrono::milliseconds(300)));
  const bool silent = !more && more.failure().fate == Fate::silence;
  stage.judge(cites, {silent && !announced, "the connection after the answer", "it stays open",
                      announced ? "the answer says close"
                                : (silent ? "it stays open" : "it was closed unannounced")});
}

void ExpectResumption::perform(Stage& stage) const {
  if (const auto* failure = stage.connection_failure(over);
      failure != nullptr && failure->fate == Fate::alert)
    return stage.judge(cites,
                       {false, "the TLS session that was offered", "resumed",
                        "neither resumed nor left aside for a full handshake: " + failure->what});
  const bool resumed = stage.connection(over).tls().session_reused;
  stage.judge(cites, {resumed, "the TLS session that was offered", "resumed",
                      resumed ? "resumed" : "a full handshake"});
}

}  // namespace inquest
