#include "reference/protocol/operation.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

TEST(EstTarget, NamesOperationAndLabel) {
  EXPECT_EQ(est_target("/.well-known/est/cacerts")->operation, Operation::cacerts);
  EXPECT_EQ(est_target("/.well-known/est/cacerts")->label, "");
  const auto labelled = est_target("/.well-known/est/lab/simplereenroll");
  EXPECT_EQ(labelled->operation, Operation::simplereenroll);
  EXPECT_EQ(labelled->label, "lab");
}

TEST(EstTarget, IsWhatPathOfWrote) {
  for (const auto operation :
       {Operation::cacerts, Operation::simpleenroll, Operation::fullcmc, Operation::simplereenroll,
        Operation::serverkeygen, Operation::csrattrs}) {
    EXPECT_EQ(est_target(path_of(operation))->operation, operation);
    EXPECT_EQ(est_target(path_of(operation, "lab"))->operation, operation);
    EXPECT_EQ(operation_named(name_of(operation)), operation);
  }
}

TEST(EstTarget, MayBeAnAbsoluteUrl) {
  const auto target = est_target("https://est.example:8443/.well-known/est/lab/cacerts");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->label, "lab");
  EXPECT_EQ(target->operation, Operation::cacerts);
  EXPECT_FALSE(est_target("https://est.example"));
}

TEST(EstTarget, MayHaveAQuery) {
  EXPECT_EQ(est_target("/.well-known/est/cacerts?a=/b")->operation, Operation::cacerts);
}

TEST(EstTarget, MayBePercentEncoded) {
  const auto target = est_target("/.well-known/est/l%61b/c%61certs");
  EXPECT_EQ(target->label, "lab");
  EXPECT_EQ(target->operation, Operation::cacerts);
  EXPECT_FALSE(est_target("/.well-known/est/%6"));
  EXPECT_FALSE(est_target("/.well-known/est/%zz"));
}

TEST(EstTarget, IsNothingElsewhere) {
  EXPECT_FALSE(est_target("/"));
  EXPECT_FALSE(est_target(""));
  EXPECT_FALSE(est_target("*"));
  EXPECT_FALSE(est_target("/.well-known/estcacerts"));
  EXPECT_FALSE(est_target("/.Well-Known/est/cacerts"));
}

TEST(EstTarget, NamesNoOperationWhereThereIsNone) {
  for (const auto* path :
       {"/.well-known/est/", "/.well-known/est/CACERTS", "/.well-known/est/cacerts/",
        "/.well-known/est//cacerts", "/.well-known/est/a/b/cacerts", "/.well-known/est/lab/"}) {
    const auto target = est_target(path);
    ASSERT_TRUE(target) << path;
    EXPECT_FALSE(target->operation) << path;
  }
}

}  // namespace
}  // namespace inquest
