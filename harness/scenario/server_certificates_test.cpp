#include "harness/scenario/server_certificates.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reference/pki/trust.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;

/// What a server shows, and whether a client that calls it by `host` may believe it.
struct Shown {
  bool path = false;
  bool name = false;
};

Shown shown(const std::string& kind, const std::string& host) {
  ServerOptions options;
  options.policy.authority = Authority::in_memory({}, now);
  show_certificate(kind, options, now);
  auto& authority = *options.policy.authority;
  TlsSettings tls;
  const auto key = Key::generate(KeyKind("ec-p256"));
  tls.identity = TlsIdentity{
      key,
      authority.issue(options.deviations.at(moments::server_certificate,
                                            authority.prepare_server(key, options.names, now))),
      authority.chain()};
  tls = options.deviations.at(moments::server_tls, tls);
  const auto path = verify_path(tls.identity->certificate, tls.identity->intermediates,
                                {authority.root()}, now, Purpose::tls_server);
  return {path.valid, names_host(tls.identity->certificate, host)};
}

TEST(ServerCertificates, HaveOneThingWrongEach) {
  const std::vector<std::string> legal{"right",
                                       "with-unknown-extension",
                                       "for-every-purpose",
                                       "without-registration-authority",
                                       "name-among-many",
                                       "name-in-capitals",
                                       "below-another-ca"};
  for (const auto& kind : server_certificate_kinds()) {
    for (const std::string host : {"127.0.0.1", "localhost"}) {
      const bool of_this_host =
          kind == (host == "localhost" ? "name-of-localhost-alone" : "address-alone");
      const bool right = of_this_host || std::find(legal.begin(), legal.end(), kind) != legal.end();
      const auto what = shown(kind, host);
      EXPECT_EQ(what.path && what.name, right) << kind << " for " << host;
      EXPECT_TRUE(what.path || what.name) << kind << " for " << host;
    }
  }
}

TEST(ServerCertificates, AreOddWhenTheyShallBe) {
  ServerOptions options;
  options.policy.authority = Authority::in_memory({}, now);
  bool odd = false;
  show_certificate("self-signed", options, now, [&] { return odd; });
  TlsSettings tls;
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto& authority = *options.policy.authority;
  tls.identity = TlsIdentity{key, authority.issuing(), {}};
  EXPECT_FALSE(options.deviations.at(moments::server_tls, tls).identity->certificate.self_signed());
  odd = true;
  EXPECT_TRUE(options.deviations.at(moments::server_tls, tls).identity->certificate.self_signed());
}

TEST(ServerCertificates, AreKnownByName) {
  ServerOptions options;
  EXPECT_THROW(show_certificate("handsome", options, now), std::logic_error);
}

}  // namespace
}  // namespace inquest
