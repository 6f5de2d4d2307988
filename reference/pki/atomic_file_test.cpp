#include "reference/pki/atomic_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

namespace inquest {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

fs::perms permissions(const fs::path& path) { return fs::status(path).permissions(); }

TEST(AtomicFile, WritesReadsAndReplaces) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "file";
  write_file(file, "one");
  write_file(file, std::string(100000, 'x'));
  EXPECT_EQ(read_file(file), std::string(100000, 'x'));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "something is left";
}

TEST(AtomicFile, KeepsPrivateFilesPrivate) {
  const TemporaryFolder folder;
  const auto mask = ::umask(0);
  write_private_file(folder.path() / "key", "secret");
  EXPECT_TRUE(create_private_file(folder.path() / "other", "secret"));
  write_file(folder.path() / "certificate", "public");
  ::umask(mask);
  const auto owner_only = fs::perms::owner_read | fs::perms::owner_write;
  EXPECT_EQ(permissions(folder.path() / "key"), owner_only);
  EXPECT_EQ(permissions(folder.path() / "other"), owner_only);
  EXPECT_EQ(permissions(folder.path() / "certificate"),
            owner_only | fs::perms::group_read | fs::perms::others_read);
}

TEST(AtomicFile, NamesThePathThatFailed) {
  const TemporaryFolder folder;
  const auto nowhere = folder.path() / "no" / "such";
  EXPECT_THAT([&] { write_file(nowhere, ""); },
              ThrowsMessage<std::system_error>(HasSubstr(nowhere.string())));
  EXPECT_THAT([&] { read_file(nowhere); },
              ThrowsMessage<std::system_error>(
                  testing::AllOf(HasSubstr(nowhere.string()), HasSubstr("No such file"))));
  EXPECT_THAT([&] { read_file(folder.path()); },
              ThrowsMessage<std::system_error>(HasSubstr(folder.path().string())));
}

TEST(AtomicFile, LeavesNothingBehindWhenTheNameIsTakenByAFolder) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "taken" / "inside");
  EXPECT_THROW(write_file(folder.path() / "taken", "x"), std::system_error);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(AtomicFile, ReadsNoMoreThanAllowed) {
  const TemporaryFolder folder;
  write_file(folder.path() / "file", "12345");
  EXPECT_EQ(read_file(folder.path() / "file", 5), "12345");
  EXPECT_THAT([&] { read_file(folder.path() / "file", 4); },
              ThrowsMessage<std::runtime_error>(HasSubstr("larger than 4 bytes")));
  EXPECT_THROW(read_file("/dev/zero", 1000), std::runtime_error);
}

TEST(AtomicFile, LetsExactlyOneCreate) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "file";
  std::atomic<int> created{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] { created += create_private_file(file, std::to_string(i)); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(created, 1);
  const auto winner = read_file(file);
  EXPECT_FALSE(create_private_file(file, "late"));
  EXPECT_EQ(read_file(file), winner);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(TemporaryFolder, GoesWithAllThatIsInIt) {
  fs::path path;
  {
    const TemporaryFolder folder("inquest-test");
    path = folder.path();
    EXPECT_EQ(permissions(path), fs::perms::owner_all);
    fs::create_directory(path / "a");
    write_file(path / "a" / "b", "c");
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace inquest
