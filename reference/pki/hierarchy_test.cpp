#include "reference/pki/hierarchy.h"

#include <stdexcept>
#include <thread>
#include <vector>

#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t now = 1750000000;

Hierarchy made() {
  const auto authority = Authority::in_memory({}, now);
  return {authority->root(), authority->root_key(), authority->issuing(), authority->issuing_key()};
}

Hierarchy must_not_be_made() { throw std::logic_error("a CA was made where there is one"); }

auto cannot_use(const fs::path& directory, const std::string& reason) {
  return ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(directory.string()), HasSubstr(reason)));
}

class OpenHierarchy : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const fs::path directory = folder.path() / "ca";
};

TEST_F(OpenHierarchy, CreatesOnceAndReadsThen) {
  const auto first = open_hierarchy(directory, made);
  const auto second = open_hierarchy(directory, must_not_be_made);
  EXPECT_EQ(second.root.der(), first.root.der());
  EXPECT_EQ(second.issuing.der(), first.issuing.der());
  EXPECT_EQ(second.issuing_key.public_key(), first.issuing_key.public_key());
  EXPECT_FALSE(fs::exists(directory / "being-created"));
}

TEST_F(OpenHierarchy, KeepsKeysToTheOwner) {
  open_hierarchy(directory, made);
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms::owner_all);
  for (const auto* key : {"root-key.pem", "issuing-key.pem"})
    EXPECT_EQ(fs::status(directory / key).permissions(),
              fs::perms::owner_read | fs::perms::owner_write)
        << key;
}

TEST_F(OpenHierarchy, CreatesInAFolderWithOtherFiles) {
  fs::create_directory(directory);
  write_file(directory / "password", "x");
  open_hierarchy(directory, made);
  EXPECT_EQ(read_file(directory / "password"), "x");
}

TEST_F(OpenHierarchy, NamesEachMissingFile) {
  open_hierarchy(directory, made);
  for (const std::string name : {"root.pem", "root-key.pem", "issuing.pem", "issuing-key.pem"}) {
    fs::rename(directory / name, folder.path() / name);
    EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
                cannot_use(directory, name + " is missing"));
    fs::rename(folder.path() / name, directory / name);
  }
  EXPECT_NO_THROW(open_hierarchy(directory, must_not_be_made));
}

TEST_F(OpenHierarchy, NamesEachUnusableFile) {
  open_hierarchy(directory, made);
  for (const std::string name : {"root.pem", "root-key.pem", "issuing.pem", "issuing-key.pem"}) {
    const auto whole = read_file(directory / name);
    for (const auto& spoiled : {std::string(), whole.substr(0, whole.size() / 2)}) {
      write_file(directory / name, spoiled);
      EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
                  cannot_use(directory, name + ": "));
    }
    write_file(directory / name, whole);
  }
}

TEST_F(OpenHierarchy, NoticesFilesOfAnotherAuthority) {
  open_hierarchy(directory, made);
  const auto other = made();
  write_file(directory / "root-key.pem", other.root_key.to_pem());
  EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
              cannot_use(directory, "root.pem and root-key.pem are not a pair"));
  write_file(directory / "root.pem", other.root.to_pem());
  EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
              cannot_use(directory, "issuing.pem was not issued by root.pem"));
}

TEST_F(OpenHierarchy, BeginsAnewAfterAnInterruption) {
  const auto first = open_hierarchy(directory, made);
  fs::create_directory(directory / "being-created");
  fs::rename(directory / "root.pem", directory / "being-created" / "root.pem");
  const auto second = open_hierarchy(directory, made);
  EXPECT_NE(second.root.der(), first.root.der());
  EXPECT_FALSE(fs::exists(directory / "being-created"));
}

TEST_F(OpenHierarchy, NeverReplacesAnAuthorityThatHasIssued) {
  open_hierarchy(directory, made);
  fs::create_directory(directory / "issued");
  write_file(directory / "issued" / "01.pem", "");
  fs::create_directory(directory / "being-created");
  EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
              cannot_use(directory, "being-created"));
  fs::remove(directory / "being-created");
  for (const auto* name : {"root.pem", "root-key.pem", "issuing.pem", "issuing-key.pem"})
    fs::remove(directory / name);
  EXPECT_THAT([&] { open_hierarchy(directory, must_not_be_made); },
              cannot_use(directory, "root.pem is missing"));
}

TEST_F(OpenHierarchy, GivesAllWhoCreateAtOnceTheSame) {
  std::vector<Bytes> roots(6);
  std::vector<std::thread> threads;
  for (auto& root : roots)
    threads.emplace_back([&] { root = open_hierarchy(directory, made).root.der(); });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(roots, testing::Each(roots[0]));
}

}  // namespace
}  // namespace inquest
