#include "reference/protocol/rollover.h"

#include <gtest/gtest.h>

#include "reference/pki/authority.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;

class RolloverTest : public testing::Test {
 protected:
  std::shared_ptr<Authority> authority = Authority::in_memory({}, now);
  Certificate old_root = authority->root();
};

TEST_F(RolloverTest, LeavesTheRootAloneBeforeThereIsOne) {
  const auto cacerts = authority->certificates_for_cacerts();
  EXPECT_EQ(current_root(cacerts)->der(), old_root.der());
  EXPECT_EQ(usable_authorities(cacerts, old_root, now).size(), 1U);
  EXPECT_FALSE(proves_rollover(old_root, {Authority::in_memory({}, now)->root()}, cacerts, now));
}

TEST_F(RolloverTest, IsFollowedToTheNewRoot) {
  authority->roll_over({}, now);
  const auto cacerts = authority->certificates_for_cacerts();
  const auto root = current_root(cacerts).value();
  EXPECT_EQ(root.der(), authority->root().der());
  EXPECT_TRUE(proves_rollover(root, {old_root}, cacerts, now));
  EXPECT_FALSE(proves_rollover(root, {Authority::in_memory({}, now)->root()}, cacerts, now));
  // Both issuing CAs and OldWithNew lead to the new root.
  EXPECT_GE(usable_authorities(cacerts, root, now).size(), 3U);
}

TEST_F(RolloverTest, HasNoRootWhereNoneIsSelfSigned) {
  EXPECT_FALSE(current_root({authority->issuing()}));
  EXPECT_FALSE(current_root({}));
}

}  // namespace
}  // namespace inquest
