#include "harness/engine/case_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cmake/source_folder.h"
#include "harness/engine/run.h"
#include "harness/engine/server_session.h"
#include "harness/engine/vital_signs.h"
#include "harness/scenario/loader.h"
#include "reference/faults/catalogue.h"
#include "reference/server/server.h"

namespace inquest {
namespace {

using testing::HasSubstr;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

const Requirements& catalogue() {
  static const auto requirements =
      Requirements::load(std::string(source_folder) + "/scenarios/requirements");
  return requirements;
}

std::string must_of_server() {
  for (const auto& each : catalogue().all())
    if (each.level == Level::must && each.binds_role("server")) return each.id;
  throw std::logic_error("the catalogue has none");
}

/// The one case whose steps are given, citing some MUST of a server.
Case case_of(const std::string& steps) {
  std::string text =
      "about: a\ntests: server\ncases:\n  one:\n    story: s\n    covers: [R]\n    steps:\n" +
      steps;
  for (auto at = text.find("R]"); at != std::string::npos; at = text.find("R]"))
    text.replace(at, 1, must_of_server());
  for (auto at = text.find("R}"); at != std::string::npos; at = text.find("R}"))
    text.replace(at, 1, must_of_server());
  return load_scenarios(text, std::string(source_folder) + "/scenarios/test/case.yaml", catalogue())
      .at(0);
}

/// A reference server with faults, and a profile for it.
struct Peer {
  std::shared_ptr<Authority> authority = Authority::in_memory({}, now());
  std::unique_ptr<EstServer> server;
  ServerProfile profile;

  explicit Peer(const std::vector<std::string>& faults = {}, bool known_user = true) {
    ServerOptions options;
    options.policy.authority = authority;
    if (known_user) options.policy.users = {{"est", "secret-password"}};
    options.deviations = deviations_of(faults);
    server = EstServer::start(std::move(options));
    set_url(profile, "https://127.0.0.1:" + std::to_string(server->port()));
    profile.trust = server->trust();
    profile.credentials = {"est", "secret-password"};
  }

  CaseResult run(const Case& each) const {
    KeyPool keys;
    return ServerSession(profile, catalogue(), keys, RunOptions{}).run(each);
  }
};

const std::string refuse_bad_signature =
    "      - enroll: {faults: [csr-signature-flipped-bit]}\n      - expect_refusal: {cites: R}\n";

TEST(RunCase, PassesARefusalWhoseTwinIsAccepted) {
  const auto result = Peer().run(case_of(refuse_bad_signature));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
  ASSERT_TRUE(result.evidence.twin.has_value());
  EXPECT_THAT(result.evidence.twin->accepted, HasSubstr("200"));
  EXPECT_THAT(result.evidence.twin->difference, HasSubstr("first difference at octet"));
}

TEST(RunCase, SaysNothingWhenTheTwinIsRefusedAsWell) {
  const auto result = Peer({}, false).run(case_of(refuse_bad_signature));
  EXPECT_EQ(result.verdict, Verdict::error);
  EXPECT_THAT(result.reason, HasSubstr("twin"));
}

TEST(RunCase, AccusesWithoutATwinWhenTheBadRequestIsGranted) {
  const auto result = Peer().run(case_of(
      "      - enroll: {layout: lf-64}\n      - expect_refusal: {cites: R}\n"));  // it is legal
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.reason, HasSubstr("a certificate for CN=inquest-"));
}

TEST(RunCase, ARefusedOrdinaryRequestProvesNothing) {
  const auto result =
      Peer({}, false).run(case_of("      - enroll: {}\n      - expect_acceptance: {cites: R}\n"));
  EXPECT_EQ(result.verdict, Verdict::error);
  EXPECT_THAT(result.reason, HasSubstr("was refused: 401"));
}

TEST(RunCase, NeverShowsThePassword) {
  const auto result =
      Peer().run(case_of("      - enroll: {}\n      - expect_acceptance: {cites: R}\n"));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
  RunResult run;
  run.cases.push_back(result);
  const auto text = encode_run(run);
  EXPECT_EQ(text.find("secret-password"), std::string::npos);
  for (const auto& connection : result.evidence.connections)
    for (const auto& transfer : connection.transfers)
      EXPECT_EQ(transfer.bytes.find("ZXN0OnNlY3JldC1wYXNzd29yZA"), std::string::npos);
  EXPECT_EQ(result.evidence.reproducer.find("ZXN0OnNlY3JldC1wYXNzd29yZA"), std::string::npos);
}

TEST(RunCase, OurOwnTroubleIsAnErrorAndNoFailure) {
  const auto result =
      Peer().run(case_of("      - expect_status: {one_of: 200, cites: R}\n"));  // nothing was asked
  EXPECT_EQ(result.verdict, Verdict::error);
  EXPECT_THAT(result.reason, HasSubstr("the harness: "));
}

const std::string renew =
    "      - obtain: {alternative_names: [\"DNS:a.example\"]}\n      - connect: {}\n"
    "      - enroll: {operation: simplereenroll}\n      - expect_renewal: {cites: R}\n";

TEST(RunCase, RenewsWhatItHasObtained) {
  const auto result = Peer().run(case_of(renew + "      - expect_identity_kept: {cites: R}\n"));
  EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
  EXPECT_EQ(result.evidence.connections.size(), 1U);
}

TEST(RunCase, AccusesWhoIssuesWhatCannotBeRenewed) {
  EXPECT_EQ(Peer({"issued-for-servers-alone"}).run(case_of(renew)).verdict, Verdict::fail);
  EXPECT_EQ(Peer({"fails-at-renewals"}).run(case_of(renew)).verdict, Verdict::fail);
}

TEST(RunCase, TellsNamesThatAreTheSameInOtherOctets) {
  const auto result = Peer().run(
      case_of("      - enroll: {operation: simplereenroll, faults: [csr-subject-in-capitals]}\n"
              "      - expect_identity_kept: {cites: R}\n"));
  EXPECT_EQ(result.verdict, Verdict::info) << result.reason;
}

TEST(RunCase, HoldsA500AgainstThePeerOnlyWhereTheTwinWasGranted) {
  const auto malformed = case_of(
      "      - enroll: {faults: [csr-truncated]}\n      - expect_no_server_error: {cites: R}\n");
  EXPECT_EQ(Peer().run(malformed).verdict, Verdict::pass);
  EXPECT_EQ(Peer({"refusal-status-500"}).run(malformed).verdict, Verdict::fail);
  const auto refuses_all = Peer({"refusal-status-500"}, false).run(malformed);
  EXPECT_EQ(refuses_all.verdict, Verdict::error);
  EXPECT_THAT(refuses_all.reason, HasSubstr("the twin"));
}

TEST(RunCase, TakesNoStepForADeviationThatSaysNothing) {
  const auto result =
      Peer({"remembers-bad-requests"})
          .run(case_of("      - enroll: {name: before, faults: []}\n"
                       "      - enroll: {faults: [csr-signature-flipped-bit]}\n"
                       "      - enroll: {name: after, faults: []}\n"
                       "      - expect_alike: {of: after, other: before, cites: R}\n"));
  EXPECT_EQ(result.verdict, Verdict::fail) << result.reason;
}

TEST(RunCase, SendsRequestsFromFilesAsTheyAre) {
  const auto plain = case_of(
      "      - enroll: {csr: csr/plain.b64}\n"
      "      - expect_acceptance: {cites: R}\n"
      "      - expect_issued_key: {cites: R}\n");
  EXPECT_EQ(Peer().run(plain).verdict, Verdict::pass) << Peer().run(plain).reason;
  const auto short_key = case_of(
      "      - enroll: {csr: csr/rsa-512.b64}\n"
      "      - expect_refusal: {cites: R}\n");
  EXPECT_EQ(Peer().run(short_key).verdict, Verdict::pass) << Peer().run(short_key).reason;
}

TEST(RunCase, AccusesNobodyOfACaThatWasRolledOver) {
  const Peer peer;
  peer.authority->roll_over({}, now());
  for (const auto* word :
       {"expect_chain: {cites: R}", "expect_root: {cites: R}", "expect_certs_only: {cites: R}",
        "expect_authority_profile: {rule: basic-constraints, cites: R}",
        "expect_authority_profile: {rule: key-usage, cites: R}",
        "expect_authority_profile: {rule: valid-now, cites: R}",
        "expect_signed_data: {rule: version, cites: R}"}) {
    const auto result =
        peer.run(case_of("      - fetch_cacerts: {}\n      - " + std::string(word) + "\n"));
    EXPECT_EQ(result.verdict, Verdict::pass) << word << " " << result.reason;
  }
}

TEST(RunSuite, IsAllErrorsWhenNobodyListens) {
  ServerProfile profile;
  {
    const Peer gone;
    profile = gone.profile;
  }
  KeyPool keys;
  const auto run =
      run_server_suite(profile, {case_of(refuse_bad_signature)}, catalogue(), keys, {});
  ASSERT_EQ(run.cases.size(), 1U);
  EXPECT_EQ(run.cases[0].verdict, Verdict::error);
  EXPECT_THAT(run.cases[0].reason, HasSubstr("cannot be reached"));
}

const std::string fetch =
    "      - fetch_cacerts: {}\n      - expect_status: {one_of: 200, cites: R}\n";

std::vector<Case> three_fetches() {
  std::vector<Case> cases;
  for (const auto* id : {"first", "second", "third"}) {
    cases.push_back(case_of(fetch));
    cases.back().scenario.id = id;
  }
  return cases;
}

TEST(RunSuite, FindsThatThePeerDiedAndInWhichCase) {
  Peer peer;
  KeyPool keys;
  RunOptions options;
  options.jobs = 1;
  const auto run = run_server_suite(peer.profile, three_fetches(), catalogue(), keys, options,
                                    [&](const Progress&) { peer.server.reset(); });
  EXPECT_EQ(run.cases[0].verdict, Verdict::pass) << run.cases[0].reason;
  EXPECT_EQ(run.cases[1].verdict, Verdict::fail);
  EXPECT_EQ(run.cases[1].checks.at(0).requirement, "peer-stays-alive");
  EXPECT_THAT(run.cases[1].reason, HasSubstr("refuses connections since this case"));
  EXPECT_EQ(run.cases[2].verdict, Verdict::error);
  EXPECT_THAT(run.cases[2].reason, HasSubstr("the peer died in second"));
}

TEST(RunSuite, TellsTheDeadPeersLastBytes) {
  CaseResult result;
  result.evidence.connections.push_back({"main", "", "", "", "", "reset", {}});
  result.evidence.connections[0].transfers = {{true, 0, "GET /a HTTP/1.1\r\n", 0},
                                              {false, 5, "HTTP/1.1 200 OK\r\n", 0},
                                              {true, 9, "POST /b\x01", 3}};
  tell_death(result, ServerProfile());
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_THAT(result.reason, HasSubstr("11 octets over 'main': POST /b."));
}

TEST(RunSuite, TellsHowConnectionsEndedBesideTheVerdict) {
  for (const auto& [fault, fate] : {std::pair("resets-after-every-answer", "reset"),
                                    std::pair("closes-after-every-answer", "orderly close")}) {
    const auto result = Peer({fault}).run(
        case_of("      - fetch_cacerts: {close: true}\n      - expect_closed: {cites: R}\n"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
    EXPECT_EQ(result.evidence.connections.at(0).fate, fate);
  }
}

TEST(RunSuite, KeepsTheOrderOfTheCasesWhateverTheJobs) {
  const Peer peer;
  KeyPool keys;
  std::vector<Case> cases;
  for (int i = 0; i < 20; ++i) {
    cases.push_back(
        case_of("      - fetch_cacerts: {}\n      - expect_status: {one_of: 200, cites: R}\n"));
    cases.back().scenario.id = "case." + std::to_string(i);
  }
  RunOptions options;
  options.jobs = 7;
  std::size_t told = 0;
  const auto run = run_server_suite(peer.profile, cases, catalogue(), keys, options,
                                    [&](const Progress& progress) { told = progress.done; });
  EXPECT_EQ(told, 20U);
  ASSERT_EQ(run.cases.size(), 20U);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(run.cases[i].id, "case." + std::to_string(i));
    EXPECT_EQ(run.cases[i].verdict, Verdict::pass) << run.cases[i].reason;
  }
}

}  // namespace
}  // namespace inquest
