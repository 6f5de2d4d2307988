#include "harness/engine/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "reference/pki/atomic_file.h"
#include "reference/server/server.h"

namespace inquest {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<EstServer> started(const std::function<void(ServerOptions&)>& changed = {}) {
  ServerOptions options;
  options.policy.authority =
      Authority::in_memory({}, std::chrono::duration_cast<std::chrono::seconds>(
                                   std::chrono::system_clock::now().time_since_epoch())
                                   .count());
  options.policy.users = {{"est", "est-password"}};
  if (changed) changed(options);
  return EstServer::start(std::move(options));
}

ServerProfile profile_of(const EstServer& server) {
  ServerProfile profile;
  set_url(profile, "https://127.0.0.1:" + std::to_string(server.port()));
  profile.trust = server.trust();
  return profile;
}

Support support(const Discovery& discovery, std::string_view capability) {
  const auto* found = discovery.find(capability);
  return found == nullptr ? Support::unknown : found->support;
}

TEST(Discovery, FindsWhatTheReferenceServerOffers) {
  const auto server = started();
  const auto found = discover(profile_of(*server), std::chrono::seconds(5));
  EXPECT_EQ(found.problem, "");
  for (const auto* offered : {"cacerts", "simpleenroll", "simplereenroll", "serverkeygen",
                              "fullcmc", "csrattrs", "tls1.2", "tls1.3", "basic", "certificate"})
    EXPECT_EQ(support(found, offered), Support::offered) << offered;
  EXPECT_EQ(support(found, "srp"), Support::denied);
  EXPECT_EQ(support(found, "digest"), Support::unknown);
  EXPECT_NE(support(found, "tls1.0"), Support::offered);
}

TEST(Discovery, BelievesAServerThatSaysNo) {
  const auto server = started([](ServerOptions& options) {
    options.policy.without = {Operation::serverkeygen, Operation::fullcmc};
    options.lowest_tls = TlsVersion::tls1_3;
    options.policy.offers_basic = false;
    options.policy.offers_digest = {DigestAlgorithm::sha256};
  });
  const auto found = discover(profile_of(*server), std::chrono::seconds(5));
  EXPECT_EQ(support(found, "serverkeygen"), Support::denied);
  EXPECT_EQ(support(found, "fullcmc"), Support::denied);
  EXPECT_EQ(support(found, "tls1.2"), Support::denied);
  EXPECT_EQ(support(found, "digest"), Support::offered);
}

TEST(Discovery, KnowsAServerOfTlsSrp) {
  const auto server = started([](ServerOptions& options) { options.srp_users = {{"a", "b"}}; });
  EXPECT_EQ(support(discover(profile_of(*server), std::chrono::seconds(5)), "srp"),
            Support::offered);
}

TEST(Discovery, SaysWhyThereIsNoServer) {
  ServerProfile profile;
  {
    const auto gone = started();
    profile = profile_of(*gone);
  }
  EXPECT_THAT(discover(profile, std::chrono::seconds(1)).problem, HasSubstr("cannot be reached"));
}

TEST(Discovery, AnAnswerThatAnyPathGetsTellsNothing) {
  EXPECT_EQ(support_by_status(401, 404), Support::offered);
  EXPECT_EQ(support_by_status(401, 401), Support::unknown);
  EXPECT_EQ(support_by_status(404, 404), Support::denied);
  EXPECT_EQ(support_by_status(405, std::nullopt), Support::denied);
  EXPECT_EQ(support_by_status(500, 404), Support::unknown);
  EXPECT_EQ(support_by_status(302, 404), Support::unknown);
}

TEST(Discovery, ItsDraftIsAProfileWithoutSecrets) {
  const auto server =
      started([](ServerOptions& options) { options.policy.without = {Operation::fullcmc}; });
  auto profile = profile_of(*server);
  profile.name = "A \"server\"\nof mine";
  const auto text = draft_profile(discover(profile, std::chrono::seconds(5)), profile);
  EXPECT_THAT(text, Not(HasSubstr("est-password")));

  const auto folder = std::filesystem::path(testing::TempDir()) / "inquest-discovery";
  std::filesystem::create_directories(folder);
  std::string trust;
  for (const auto& anchor : server->trust()) trust += anchor.to_pem();
  write_file((folder / "ca.pem").string(), trust);
  write_file((folder / "profile.yaml").string(), text);
  const auto read = load_server_profile(folder / "profile.yaml");
  EXPECT_EQ(read.url, profile.url);
  EXPECT_THAT(read.operations, Contains("serverkeygen"));
  EXPECT_THAT(read.operations, Not(Contains("fullcmc")));
  EXPECT_EQ(read.tls, (std::set<std::string>{"1.2", "1.3"}));
}

}  // namespace
}  // namespace inquest
