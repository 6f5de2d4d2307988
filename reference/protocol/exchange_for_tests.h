#pragma once
#include <gtest/gtest.h>

#include "reference/pki/name.h"
#include "reference/protocol/client.h"
#include "reference/protocol/server.h"

/// One server as a function, for the tests of this folder.
namespace inquest {

/// A server with a CA, one user and one label, and the TLS connections a client may have with it.
class ServerForTests : public testing::Test {
 protected:
  static constexpr std::int64_t now = 1'800'000'000;

  ServerForTests() {
    policy.authority = Authority::in_memory({}, now);
    policy.users = {{"est", "secret"}};
    policy.labels = {"lab"};
  }

  static TlsFacts anonymous() {
    TlsFacts tls;
    tls.version = "TLSv1.3";
    return tls;
  }
  static TlsFacts showing(const Certificate& certificate) {
    auto tls = anonymous();
    tls.peer_chain = {certificate.der()};
    tls.peer_verified = true;
    return tls;
  }
  Certificate issued(const std::string& subject, const Key& key,
                     const std::optional<Extension>& names = std::nullopt) {
    return policy.authority->issue(
        policy.authority->prepare(encode_name(subject), key.public_key(), names, now));
  }

  static HttpOptions with_password(const std::string& password = "secret") {
    HttpOptions options;
    options.host = "est.example";
    options.credentials = BasicCredentials{"est", password};
    return options;
  }
  static HttpOptions without_password() {
    HttpOptions options;
    options.host = "est.example";
    return options;
  }

  HttpResponse ask(const HttpRequest& request, const TlsFacts& tls = anonymous()) {
    return respond(request, tls, policy, {}, now);
  }
  HttpRequest enrollment(const RequestContents& contents, const Key& key,
                         Operation operation = Operation::simpleenroll,
                         const HttpOptions& options = with_password()) {
    return enroll_request(operation, make_request(contents, key, {}), options, {});
  }
  static RequestContents named(const std::string& subject) {
    RequestContents contents;
    contents.subject = encode_name(subject);
    return contents;
  }

  ServerPolicy policy;
  Key key = Key::generate(KeyKind("ec-p256"));
};

inline std::string text_of_body(const HttpResponse& response) {
  return std::string(text_of(response.body));
}

inline Certificate certificate_in(const HttpResponse& response, const Key& key, std::int64_t now) {
  auto accepted = accept_enrollment(response, key, {}, {}, now);
  if (const auto* problem = std::get_if<NotAccepted>(&accepted))
    throw std::runtime_error(problem->reason);
  return std::get<Certificate>(std::move(accepted));
}

}  // namespace inquest
