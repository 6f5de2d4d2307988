#include "reference/server/one_time_password_folder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

class OneTimePasswordFolder : public testing::Test {
 protected:
  bool known(const std::string& password) const {
    return one_time_passwords_in(folder)->find(one_time_password_hash(password)).has_value();
  }
  bool spend(const std::string& password) const {
    return one_time_passwords_in(folder)->spend(one_time_password_hash(password));
  }

  TemporaryFolder temporary;
  std::filesystem::path folder = temporary.path() / "one-time-passwords";
};

TEST_F(OneTimePasswordFolder, IsEmptyBeforeItIsThere) {
  EXPECT_FALSE(known("a"));
  EXPECT_FALSE(spend("a"));
}

TEST_F(OneTimePasswordFolder, RemembersTermsAndUseAcrossARestart) {
  add_one_time_password(folder, "a", {"CN=device,O=x", 1'800'000'000});
  const auto terms = one_time_passwords_in(folder)->find(one_time_password_hash("a"));
  ASSERT_TRUE(terms);
  EXPECT_EQ(terms->subject, "CN=device,O=x");
  EXPECT_EQ(terms->until, 1'800'000'000);
  EXPECT_TRUE(spend("a"));
  EXPECT_FALSE(spend("a"));
  EXPECT_FALSE(known("a"));
}

TEST_F(OneTimePasswordFolder, GivesOutNoneTwice) {
  add_one_time_password(folder, "a", {});
  EXPECT_THROW(add_one_time_password(folder, "a", {}), std::invalid_argument);
  EXPECT_TRUE(spend("a"));
  EXPECT_THROW(add_one_time_password(folder, "a", {}), std::invalid_argument);
}

TEST_F(OneTimePasswordFolder, HoldsNoPassword) {
  add_one_time_password(folder, "very-secret", {});
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_EQ(entry.path().string().find("very-secret"), std::string::npos);
    EXPECT_EQ(read_file(entry.path()).find("very-secret"), std::string::npos);
  }
}

TEST_F(OneTimePasswordFolder, TakesTermsThatItDoesNotKnowForNone) {
  add_one_time_password(folder, "a", {});
  write_private_file(folder / one_time_password_hash("a"), "on: Mondays\n");
  EXPECT_FALSE(known("a"));
}

TEST_F(OneTimePasswordFolder, IsSpentByOneOfManyAtOnce) {
  add_one_time_password(folder, "a", {});
  std::atomic<int> lucky = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 8; ++i) all.emplace_back([&] { lucky += spend("a") ? 1 : 0; });
  }
  EXPECT_EQ(lucky, 1);
}

}  // namespace
}  // namespace inquest
