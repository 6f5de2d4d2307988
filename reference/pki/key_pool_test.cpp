#include "reference/pki/key_pool.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

#include "reference/codec/hex.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

const KeyKind ec("ec-p256");

TEST(KeyPool, GivesTheSameKeyForTheSameNumber) {
  KeyPool pool;
  EXPECT_EQ(pool.key(ec, 1).public_key(), pool.key(ec, 1).public_key());
  EXPECT_NE(pool.key(ec, 1).public_key(), pool.key(ec, 2).public_key());
  EXPECT_NE(pool.key(ec, 1).public_key(), pool.key(KeyKind("ed25519"), 1).public_key());
}

TEST(KeyPool, KeepsKeysInItsDirectory) {
  const TemporaryFolder folder;
  const auto directory = folder.path() / "deep" / "keys";
  const auto key = KeyPool(directory).key(ec, 7);
  EXPECT_EQ(KeyPool(directory).key(ec, 7).public_key(), key.public_key());
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(directory / "ec-p256-7.pem").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(KeyPool, LeavesTheModeOfAFolderThatWasThere) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::group_all);
  const KeyPool pool(folder.path());
  EXPECT_EQ(fs::status(folder.path()).permissions(), fs::perms::owner_all | fs::perms::group_all);
}

TEST(KeyPool, ReplacesAFileThatHoldsNoKey) {
  const TemporaryFolder folder;
  write_file(folder.path() / "ec-p256-0.pem", "spoiled");
  const auto key = KeyPool(folder.path()).key(ec, 0);
  EXPECT_EQ(KeyPool(folder.path()).key(ec, 0).public_key(), key.public_key());
}

TEST(KeyPool, SaysWhenItsFileCannotBeRead) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "ec-p256-0.pem");
  KeyPool pool(folder.path());
  EXPECT_THROW(pool.key(ec, 0), std::system_error);
}

TEST(KeyPool, GivesFreshKeysUntilTheyWrap) {
  KeyPool pool;
  std::set<std::string> seen;
  for (int i = 0; i < 256; ++i) seen.insert(encode_hex(pool.fresh(ec).public_key()));
  EXPECT_EQ(seen.size(), 256U);
  EXPECT_EQ(pool.fresh(ec).public_key(), pool.key(ec, 0).public_key());
}

TEST(KeyPool, GivesAllThreadsOneKey) {
  const TemporaryFolder folder;
  KeyPool pool(folder.path());
  std::vector<Bytes> seen(8);
  std::vector<std::thread> threads;
  for (auto& each : seen) threads.emplace_back([&] { each = pool.key(ec, 3).public_key(); });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(seen, testing::Each(seen[0]));
}

TEST(KeyPool, GivesAllProcessesOneKey) {
  const TemporaryFolder folder;
  constexpr int processes = 6;
  int answers[2];
  ASSERT_EQ(::pipe(answers), 0);
  for (int i = 0; i < processes; ++i) {
    if (::fork() != 0) continue;
    const auto key = KeyPool(folder.path()).key(ec, 0).public_key();
    const auto wrote = ::write(answers[1], key.data(), key.size());
    ::_exit(wrote == static_cast<ssize_t>(key.size()) ? 0 : 1);
  }
  for (int i = 0; i < processes; ++i) {
    int status = 0;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
  const auto expected = KeyPool(folder.path()).key(ec, 0).public_key();
  for (int i = 0; i < processes; ++i) {
    Bytes key(expected.size());
    ASSERT_EQ(::read(answers[0], key.data(), key.size()), static_cast<ssize_t>(key.size()));
    EXPECT_EQ(key, expected);
  }
  ::close(answers[0]);
  ::close(answers[1]);
}

TEST(DefaultKeyPoolDirectory, FollowsTheUsersCache) {
  const auto* before = std::getenv("XDG_CACHE_HOME");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("XDG_CACHE_HOME", "/some/cache", 1);
  EXPECT_EQ(default_key_pool_directory(), "/some/cache/inquest/keys");
  if (before != nullptr)
    ::setenv("XDG_CACHE_HOME", kept.c_str(), 1);
  else
    ::unsetenv("XDG_CACHE_HOME");
}

}  // namespace
}  // namespace inquest
