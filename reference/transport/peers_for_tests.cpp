#include "reference/transport/peers_for_tests.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>

#include "reference/pki/name.h"

namespace inquest::testing {
namespace {

TlsIdentity make(const std::string& subject, const std::vector<Extension>& extensions,
                 const TlsIdentity* issuer) {
  auto key = Key::generate(KeyKind("ec-p256"));
  CertificateTemplate contents;
  contents.subject = encode_name(subject);
  contents.public_key = key.public_key();
  contents.not_before = std::time(nullptr) - 3600;
  contents.not_after = contents.not_before + 86400;
  contents.extensions = extensions;
  auto issuer_name = issuer != nullptr ? issuer->certificate.subject() : contents.subject;
  auto der = issue_certificate(contents, issuer_name, issuer != nullptr ? issuer->key : key);
  return {key, Certificate::decode(der).value(), {}};
}

TlsIdentity authority(const std::string& subject, const TlsIdentity* issuer) {
  return make(
      subject,
      {extensions::basic_constraints(true), extensions::key_usage({"keyCertSign", "cRLSign"})},
      issuer);
}

Certificates make_all() {
  auto root = authority("CN=transport test root", nullptr);
  auto issuing = authority("CN=transport test issuing", &root);
  auto elsewhere = authority("CN=somebody else", nullptr);
  auto server = make("CN=server",
                     {extensions::extended_key_usage({"1.3.6.1.5.5.7.3.1"}),
                      extensions::subject_alt_name({"DNS:localhost", "IP:127.0.0.1", "IP:::1"})},
                     &issuing);
  server.intermediates = {issuing.certificate};
  auto client =
      make("CN=client", {extensions::extended_key_usage({"1.3.6.1.5.5.7.3.2"})}, &issuing);
  client.intermediates = {issuing.certificate};
  auto stranger =
      make("CN=stranger", {extensions::extended_key_usage({"1.3.6.1.5.5.7.3.2"})}, &elsewhere);
  return {root, issuing, server, client, stranger};
}

}  // namespace

const Certificates& certificates() {
  static const auto all = make_all();
  return all;
}

TlsSettings server_settings() {
  TlsSettings settings;
  settings.identity = certificates().server;
  settings.trust = {certificates().root.certificate};
  return settings;
}

TlsSettings client_settings() {
  TlsSettings settings;
  settings.trust = {certificates().root.certificate};
  settings.server_name = "localhost";
  settings.expected_host = "localhost";
  return settings;
}

TlsSettings only(TlsVersion version, TlsSettings settings) {
  settings.lowest = settings.highest = version;
  return settings;
}

RawPeer::RawPeer(std::function<void(int)> act) : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listening_, generic, length) != 0 || ::listen(listening_, 16) != 0 ||
      ::getsockname(listening_, generic, &length) != 0)
    throw std::runtime_error("cannot listen on a loopback port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([listening = listening_, act = std::move(act)] {
    for (;;) {
      auto socket = ::accept(listening, nullptr, nullptr);
      if (socket < 0) return;
      act(socket);
      ::close(socket);
    }
  });
}

RawPeer::~RawPeer() {
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  ::close(listening_);
}

void send_text(int socket, std::string_view text) {
  while (!text.empty()) {
    auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive_until(int socket, std::string_view end) {
  std::string text;
  char byte = 0;
  while (!text.ends_with(end) && ::recv(socket, &byte, 1, 0) == 1) text += byte;
  return text;
}

void receive_to_end(int socket) {
  char bytes[4096];
  while (::recv(socket, bytes, sizeof bytes, 0) > 0) continue;
}

void reset_on_close(int socket) {
  linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

RawTls::RawTls(int socket, const TlsSettings& settings)
    : socket_(socket), engine_(std::make_shared<TlsContext>(TlsRole::server, settings, nullptr)) {}

void RawTls::flush() { testing::send_text(socket_, text_of(engine_.take_output())); }

bool RawTls::feed() {
  Bytes bytes(4096);
  auto length = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (length <= 0) return false;
  engine_.feed(BytesView(bytes).subspan(0, static_cast<std::size_t>(length)));
  return true;
}

bool RawTls::handshake() {
  for (;;) {
    auto outcome = engine_.handshake();
    flush();
    if (outcome == TlsEngine::Outcome::done) return true;
    if (outcome != TlsEngine::Outcome::wants_input || !feed()) return false;
  }
}

std::string RawTls::receive_until(std::string_view end) {
  std::string text;
  Bytes plain;
  while (!text.ends_with(end)) {
    auto outcome = engine_.read(plain, 1);
    if (outcome == TlsEngine::Outcome::done) {
      text += text_of(plain);
    } else if (outcome != TlsEngine::Outcome::wants_input || !feed()) {
      break;
    }
  }
  return text;
}

void RawTls::send_text(std::string_view text) {
  (void)engine_.write(bytes_of(text));
  flush();
}

void RawTls::say_close_notify() {
  engine_.say_close_notify();
  flush();
}

WireReply echo(const HttpRequest& request, const Peer&) {
  HttpResponse response;
  response.body = bytes_of(request.method + " " + request.target + " ");
  append(response.body, request.body);
  if (request.method == "HEAD") response.body.clear();
  return {.bytes = encode(response)};
}

WireReply refuse(const BadRequest& request, const Peer&) {
  HttpResponse response;
  response.status = request.suggested_status;
  response.headers = {{"Connection", "close"}};
  response.body = bytes_of(request.reason);
  return {.bytes = encode(response), .close_after = true};
}

std::unique_ptr<Listener> echo_listener(ListenerOptions options) {
  return Listener::start(options, echo, refuse);
}

ListenerOptions with_tls(TlsSettings settings) {
  ListenerOptions options;
  options.tls = std::move(settings);
  return options;
}

Endpoint at(const Listener& listener) { return {"127.0.0.1", listener.port()}; }

std::unique_ptr<Connection> must_open(const Endpoint& endpoint,
                                      const std::optional<TlsSettings>& tls,
                                      const std::shared_ptr<TlsSession>& resume) {
  auto opened = Connection::open(endpoint, tls, soon(), resume);
  if (!opened) throw std::runtime_error("not opened: " + opened.failure().what);
  return *std::move(opened);
}

HttpRequest get(std::string target) {
  HttpRequest request;
  request.target = std::move(target);
  request.headers = {{"Host", "localhost"}};
  return request;
}

HttpRequest post(Bytes body, std::string target) {
  auto request = get(std::move(target));
  request.method = "POST";
  request.body = std::move(body);
  return request;
}

std::string body_text(const Exchange& exchange) {
  return std::string(text_of(exchange.response.body));
}

std::string talk(const Endpoint& endpoint, std::string_view text) {
  auto connection = must_open(endpoint);
  (void)connection->send(bytes_of(text), soon());
  connection->finish_sending();
  std::string all;
  for (;;) {
    auto some = connection->receive(4096, soon());
    if (!some || some->empty()) return all;
    all += text_of(*some);
  }
}

}  // namespace inquest::testing
