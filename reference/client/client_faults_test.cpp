#include <algorithm>
#include <set>

#include "reference/client/faulty_client_for_tests.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

TEST(ClientFaults, OfTrustBelieveWhomAnHonestClientDoesNot) { play(trust_rows()); }

TEST(ClientFaults, OfCredentialsAndTlsAreSeenByTheServer) { play(credential_rows()); }

TEST(ClientFaults, OfRecordsAreSeenByTheServer) { play(record_rows()); }

TEST(ClientFaults, OfRedirectionsWaitsAndAnchorsAreSeen) { play(flow_rows()); }

TEST(ClientFaults, OfAcceptanceTakeWhatAnHonestClientDoesNot) { play(answer_rows()); }

TEST(ClientFaults, OfReadingHttpAreSeen) { play(http_rows()); }

TEST(ClientFaults, OfLinkingAreSeen) { play(linking_rows()); }

TEST(ClientFaults, OfObedienceChangeThePlan) { play(attribute_rows()); }

TEST(ClientFaults, OfKeysAreSeen) { play(key_rows()); }

TEST(ClientFaults, OfFullCmcAreSeen) { play(cmc_rows()); }

TEST(ClientFaults, OfCrashesEndTheClient) { play(crash_rows()); }

TEST(ClientFaults, OfDecisionsAreToldEach) {
  std::set<std::string> told;
  for (const auto* rows :
       {&trust_rows(), &credential_rows(), &record_rows(), &flow_rows(), &answer_rows(),
        &http_rows(), &linking_rows(), &attribute_rows(), &key_rows(), &cmc_rows(), &crash_rows()})
    for (const auto& row : *rows) EXPECT_TRUE(told.insert(row.fault).second) << row.fault;
  for (const auto& fault : fault_catalogue().all())
    if (fault.role == Role::client && is_of_deciding(fault.moment)) {
      EXPECT_TRUE(told.contains(fault.id)) << fault.id;
    }
}

/// A fault changes one decision: where that does not come up, all goes well.
TEST(ClientFaults, LetAnOrdinaryEnrolmentBe) {
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::client || !is_of_deciding(fault.moment)) continue;
    // Who says nothing of itself at all is not granted anything.
    if (fault.id == "client-without-certificate-answers-no-challenge") continue;
    // No library goes on after this.
    if (fault.id == "client-offers-des-suites") continue;
    ClientScene scene;
    scene.options.deviations = deviations_of({fault.id});
    scene.options.tls.identity = scene.identity("CN=device");
    scene.start();
    EXPECT_THAT(scene.enroll(), testing::StartsWith("granted")) << fault.id;
  }
}

}  // namespace
}  // namespace inquest
