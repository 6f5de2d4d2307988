#include "reference/server/revocation_challenge_folder.h"

#include <gtest/gtest.h>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

TEST(RevocationChallengeFolder, RemembersAcrossARestart) {
  const TemporaryFolder temporary;
  const auto folder = temporary.path() / "revocation-challenges";
  EXPECT_FALSE(revocation_challenges_in(folder)->find("0a"));
  revocation_challenges_in(folder)->keep("0a", salted_hash("take it back"));
  EXPECT_TRUE(may_revoke(*revocation_challenges_in(folder), "0a", "take it back"));
  EXPECT_FALSE(may_revoke(*revocation_challenges_in(folder), "0a", "something else"));
}

TEST(RevocationChallengeFolder, TakesNothingButASerialNumberForAName) {
  const TemporaryFolder temporary;
  write_private_file(temporary.path() / "file", "x");
  const auto kept = revocation_challenges_in(temporary.path() / "folder");
  EXPECT_FALSE(kept->find("../file"));
}

}  // namespace
}  // namespace inquest
