#include <gmock/gmock.h>

#include "reference/client/both_peers_for_tests.h"
#include "reference/codec/media_type.h"
#include "reference/transport/listener.h"

/// The ways in which HTTP may be spoken, at both reference peers.
namespace inquest {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* est = "/.well-known/est/";

class ServerFlow : public testing::TestWithParam<TlsVersion> {
 protected:
  ServerFlow() {
    peers.speak_only(GetParam());
    peers.options.policy.csr_attributes.members = {std::string("1.2.840.10045.4.3.3")};
    peers.start();
    connection = peers.connect(peers.tls());
  }
  std::string enrollment(const std::string& subject = "CN=device") const {
    const auto request = enroll_request(Operation::simpleenroll,
                                        make_request(named(subject), key, {}), peers.http(), {});
    return std::string(text_of(encode(request)));
  }
  static std::string get(const std::string& path, const std::string& method = "GET") {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }
  void send(std::string_view bytes) const {
    const auto sent = connection->send(bytes_of(bytes), BothPeers::soon());
    ASSERT_TRUE(sent) << sent.failure().what;
  }
  Exchange next(bool to_head = false) const {
    auto answer = connection->read_response({}, BothPeers::soon(), to_head);
    if (!answer) throw std::runtime_error(answer.failure().what);
    return *std::move(answer);
  }
  int status() const { return next().response.status; }

  BothPeers peers;
  std::unique_ptr<Connection> connection;
  Key key = Key::generate(KeyKind("ec-p256"));
};

TEST_P(ServerFlow, HeadHasTheHeadOfGetAndTheConnectionGoesOn) {
  for (const auto* operation : {"cacerts", "csrattrs"}) {
    send(get(std::string(est) + operation));
    const auto whole = next();
    send(get(std::string(est) + operation, "HEAD"));
    const auto head = next(true);
    EXPECT_EQ(head.response.status, 200);
    EXPECT_TRUE(head.response.body.empty());
    for (const auto* field : {"Content-Type", "Content-Length"}) {
      ASSERT_NE(head.response.headers.find(field), nullptr) << operation << field;
      EXPECT_EQ(*head.response.headers.find(field), *whole.response.headers.find(field));
    }
  }
  send(get(std::string(est) + "simpleenroll", "HEAD"));
  const auto refused = next(true);
  EXPECT_EQ(refused.response.status, 405);
  EXPECT_EQ(*refused.response.headers.find("Allow"), "POST, OPTIONS");
  send(enrollment());
  EXPECT_EQ(status(), 200);
}

TEST_P(ServerFlow, OptionsTellTheMethods) {
  for (const auto* operation : {"cacerts", "csrattrs"}) {
    send(get(std::string(est) + operation, "OPTIONS"));
    const auto answer = next();
    EXPECT_EQ(answer.response.status, 204);
    EXPECT_EQ(*answer.response.headers.find("Allow"), "GET, HEAD, OPTIONS");
  }
  for (const auto* operation : {"simpleenroll", "simplereenroll", "serverkeygen", "fullcmc"}) {
    send(get(std::string(est) + operation, "OPTIONS"));
    EXPECT_EQ(*next().response.headers.find("Allow"), "POST, OPTIONS");
  }
  send(get("*", "OPTIONS"));
  const auto all = next();
  EXPECT_EQ(all.response.status, 204);
  EXPECT_THAT(*all.response.headers.find("Allow"), HasSubstr("POST"));
  send(get(std::string(est) + "tea", "OPTIONS"));
  EXPECT_EQ(status(), 404);
}

TEST_P(ServerFlow, ContinueIsSaidToWhoWaitsForIt) {
  auto request = enrollment();
  const auto end = request.find("\r\n\r\n");
  const auto body = request.substr(end + 4);
  const auto head = request.substr(0, end) + "\r\nExpect: 100-continue\r\n\r\n";
  send(head);
  const auto interim = connection->receive(1000, BothPeers::soon());
  ASSERT_TRUE(interim);
  EXPECT_EQ(text_of(*interim), "HTTP/1.1 100 Continue\r\n\r\n");
  send(body);
  EXPECT_EQ(status(), 200);
  // Who does not wait is served as well.
  send(head + body);
  EXPECT_EQ(status(), 200);
  // And an HTTP/1.0 client is told no such thing.
  auto old = head;
  old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
  send(old + body);
  const auto answer = connection->receive(12, BothPeers::soon());
  ASSERT_TRUE(answer);
  EXPECT_EQ(text_of(*answer), "HTTP/1.1 200");
}

TEST_P(ServerFlow, PipelinedRequestsAreAnsweredInOrder) {
  send(get(std::string(est) + "cacerts") + enrollment("CN=one") +
       get(std::string(est) + "csrattrs") + get(std::string(est) + "cacerts", "HEAD") +
       get("/nowhere") + enrollment("CN=two") + "nonsense\r\n\r\n");
  EXPECT_EQ(*next().response.headers.find("Content-Type"), media_types::pkcs7_certs_only);
  const auto enrolled = [&](const char* subject) {
    const auto accepted = accept_enrollment(next().response, key, {}, {}, seconds_since_1970());
    const auto* certificate = std::get_if<Certificate>(&accepted);
    return certificate != nullptr && certificate->subject_text() == subject;
  };
  EXPECT_TRUE(enrolled("CN=one"));
  EXPECT_EQ(*next().response.headers.find("Content-Type"), media_types::csrattrs);
  EXPECT_EQ(next(true).response.status, 200);
  EXPECT_EQ(status(), 404);
  EXPECT_TRUE(enrolled("CN=two"));
  const auto last = next();
  EXPECT_EQ(last.response.status, 400);
  EXPECT_FALSE(last.keep_alive);
}

TEST_P(ServerFlow, RequestsMayComeInWhateverPieces) {
  const auto request = enrollment();
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    for (std::size_t at = 0; at < request.size(); at += piece)
      send(std::string_view(request).substr(at, piece));
    EXPECT_EQ(status(), 200) << piece;
  }
}

TEST_P(ServerFlow, RequestsMayComeInChunks) {
  auto request = enroll_request(Operation::simpleenroll, make_request(named("CN=x"), key, {}),
                                peers.http(), {});
  request.framing = Framing::chunked;
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{64}, std::size_t{100'000}}) {
    request.chunk_size = chunk;
    send(text_of(encode(request)));
    EXPECT_EQ(status(), 200) << chunk;
  }
}

TEST_P(ServerFlow, IsUnavailableInWordsAndWithATime) {
  for (const bool as_date : {false, true}) {
    peers.options.policy.unavailable_for = 120;
    peers.options.policy.retry_after_as_date = as_date;
    peers.start();
    for (const auto operation : {Operation::simpleenroll, Operation::serverkeygen}) {
      const auto accepted = operation == Operation::serverkeygen
                                ? outcome_of(fetch_server_key(peers.client(), named("CN=x")))
                                : outcome_of(enroll(peers.client(), operation, named("CN=x"), key));
      EXPECT_THAT(accepted, HasSubstr("503 Service Unavailable: The server has no time now"));
    }
    const auto later = enroll(peers.client(), Operation::simpleenroll, named("CN=x"), key);
    const auto& problem = std::get<NotAccepted>(later);
    EXPECT_EQ(problem.why, NotAccepted::Why::retry_later);
    EXPECT_GT(problem.retry_after.value_or(0), 110);
    EXPECT_LE(problem.retry_after.value_or(0), 120);
  }
}

/// A client's certificate at the end of a chain of so many issuing CAs.
std::pair<TlsIdentity, Certificate> deep_chain(int depth, const Key& key) {
  const auto now = seconds_since_1970();
  const auto ca_key = Key::generate(KeyKind("rsa-2048"));
  const auto make = [&](const std::string& subject, const Key& subject_key,
                        const std::string& issuer, bool is_ca) {
    CertificateTemplate contents;
    contents.subject = encode_name(subject);
    contents.public_key = subject_key.public_key();
    contents.not_before = now - 100;
    contents.not_after = now + 10'000;
    contents.extensions = {extensions::basic_constraints(is_ca)};
    return *Certificate::decode(issue_certificate(contents, encode_name(issuer), ca_key));
  };
  const std::string stem = "O=" + std::string(400, 'x') + ",CN=CA ";
  const auto name = [&](int level) { return "OU=" + std::to_string(level) + "," + stem; };
  const auto root = make(name(0), ca_key, name(0), true);
  TlsIdentity identity{key, make("CN=deep", key, name(depth), false), {}};
  for (int level = depth; level > 0; --level)
    identity.intermediates.push_back(make(name(level), ca_key, name(level - 1), true));
  return {identity, root};
}

TEST_P(ServerFlow, ClientsMayHaveLongChainsAlsoWhenTheyResume) {
  for (const int depth : {3, 30}) {
    const auto [identity, root] = deep_chain(depth, key);
    peers.options.policy.client_trust = {root};
    peers.start();
    auto tls = peers.tls();
    tls.identity = identity;
    const auto enroll_over = [&](Connection& over) {
      const auto answer = over.exchange(
          enroll_request(Operation::simpleenroll, make_request(named("CN=deep"), key, {}),
                         peers.http(false), {}),
          {}, BothPeers::soon());
      return answer ? answer->response.status : 0;
    };
    const auto first = peers.connect(tls);
    EXPECT_EQ(enroll_over(*first), 200) << depth;
    const auto second = peers.connect(tls, first->session());
    EXPECT_EQ(enroll_over(*second), 200) << depth;
    // A chain that no ticket holds makes the handshake a full one.
    EXPECT_EQ(second->tls().session_reused, depth == 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Tls, ServerFlow, testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& one) {
                           return one.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13";
                         });

/// The reference client before answers of every form.
class ClientFlow : public testing::Test {
 protected:
  /// Serves what `make` makes of the bytes of the correct answer.
  void serve(std::function<std::string(const std::string&)> make,
             std::vector<Certificate> further_chain = {}) {
    const auto server_key = Key::generate(KeyKind("ec-p256"));
    auto& authority = *peers.options.policy.authority;
    ListenerOptions listening;
    listening.tls = TlsSettings{};
    auto chain = authority.chain();
    chain.insert(chain.end(), further_chain.begin(), further_chain.end());
    listening.tls->identity = TlsIdentity{
        server_key,
        authority.issue_server_certificate(server_key, {"IP:127.0.0.1"}, seconds_since_1970()),
        chain};
    listener = Listener::start(
        listening,
        [this, make](const HttpRequest& request, const Peer& peer) {
          const auto now = seconds_since_1970();
          const auto answer = respond(request, peer.tls, peers.options.policy, {}, now);
          const auto bytes = deliver(answer, request, {}, now).bytes;
          WireReply reply;
          reply.bytes = bytes_of(make(std::string(text_of(bytes))));
          return reply;
        },
        [](const BadRequest&, const Peer&) { return WireReply{}; });
    options.endpoint = {"127.0.0.1", listener->port()};
    options.tls.trust = {authority.root()};
    options.credentials = BasicCredentials{"est", "pw"};
  }
  Accepted<Certificate> enroll_one() const {
    return enroll(options, Operation::simpleenroll, named("CN=device"), key);
  }

  BothPeers peers;
  ClientOptions options;
  Key key = Key::generate(KeyKind("ec-p256"));
  std::unique_ptr<Listener> listener;
};

TEST_F(ClientFlow, InterimAnswersArePassedOver) {
  const std::string hints =
      "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 5\r\n\r\n";
  const std::string others =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 199 Odd\r\nX: "
      "y\r\n\r\n";
  for (const auto& before : {hints, others, hints + others + hints}) {
    serve([before](const std::string& answer) { return before + answer; });
    EXPECT_EQ(outcome_of(enroll_one()), "granted");
    EXPECT_EQ(outcome_of(fetch_cacerts(options)), "granted");
  }
}

TEST_F(ClientFlow, InterimAnswersAloneAreNone) {
  serve([](const std::string&) {
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "HTTP/1.1 103 Early Hints\r\n\r\n";
    return many;
  });
  EXPECT_THAT(outcome_of(enroll_one()), HasSubstr("interim responses"));
}

/// An answer of that head and body.
std::string answer(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

TEST_F(ClientFlow, TextOfErrorsIsToldToPeople) {
  serve([](const std::string&) {
    return answer("400 Bad Request\r\nContent-Type: text/plain", "the CSR lacks\r\na serialNumber");
  });
  EXPECT_THAT(outcome_of(enroll_one()), HasSubstr("400 Bad Request: the CSR lacks"));
  // RFC7030-4.2.3-07: without a type it is plain text.
  serve([](const std::string&) { return answer("403 Forbidden", "not\x1b[31m you"); });
  const auto told = outcome_of(enroll_one());
  EXPECT_THAT(told, HasSubstr("403 Forbidden: not"));
  EXPECT_EQ(told.find('\x1b'), std::string::npos);
  serve([](const std::string&) { return answer("500 Oops", std::string(100'000, 'x')); });
  EXPECT_LT(outcome_of(enroll_one()).size(), 500U);
}

TEST_F(ClientFlow, UnavailableServersSayWhenToComeBack) {
  const auto later = [&](const std::string& head) {
    serve([head](const std::string&) { return answer(head, "later"); });
    const auto accepted = enroll_one();
    const auto& problem = std::get<NotAccepted>(accepted);
    EXPECT_EQ(problem.why, NotAccepted::Why::retry_later) << head;
    return problem.retry_after;
  };
  EXPECT_EQ(later("503 Service Unavailable\r\nRetry-After: 120"), 120);
  EXPECT_EQ(later("202 Accepted\r\nRetry-After: 0"), 0);
  EXPECT_EQ(later("503 Service Unavailable"), std::nullopt);
  EXPECT_EQ(later("202 Accepted\r\nRetry-After: soon"), std::nullopt);
  EXPECT_EQ(later("503 Service Unavailable\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT"), 0);
}

TEST_F(ClientFlow, ServersMayHaveLongChains) {
  std::vector<Certificate> many;
  for (int i = 0; i < 40; ++i) many.push_back(deep_chain(1, key).first.intermediates.front());
  serve([](const std::string& answer) { return answer; }, many);
  EXPECT_EQ(outcome_of(enroll_one()), "granted");
}

TEST_F(ClientFlow, AnswersMayComeInChunksWithTrailers) {
  serve([](const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    auto head = answer.substr(0, end);
    const auto body = answer.substr(end + 4);
    const auto length = head.find("Content-Length");
    if (length != std::string::npos)
      head.erase(length, head.find("\r\n", length) == std::string::npos
                             ? std::string::npos
                             : head.find("\r\n", length) + 2 - length);
    if (!head.ends_with("\r\n")) head += "\r\n";
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 50) {
      const auto piece = body.substr(at, 50);
      char size[16];
      std::snprintf(size, sizeof size, "%zx", piece.size());
      chunks += std::string(size) + ";name=value\r\n" + piece + "\r\n";
    }
    return head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\nTrailer-Field: x\r\n\r\n";
  });
  EXPECT_EQ(outcome_of(enroll_one()), "granted");
  EXPECT_EQ(outcome_of(fetch_cacerts(options)), "granted");
}

}  // namespace
}  // namespace inquest
