#include "reference/pki/hierarchy_folder.h"

#include <stdexcept>
#include <thread>
#include <vector>

#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::int64_t now = 1750000000;

Hierarchy made() {
  const KeyKind kind("ec-p256");
  return make_hierarchy(
      {kind, kind, encode_name("CN=root"), encode_name("CN=issuing"), now + 10000}, now);
}

Lineage rolled_over(const Lineage& old) { return roll_over(old, {}, now); }

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
  EXPECT_EQ(second.current.root.der(), first.current.root.der());
  EXPECT_EQ(second.current.issuing.der(), first.current.issuing.der());
  EXPECT_EQ(second.current.issuing_key.public_key(), first.current.issuing_key.public_key());
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
  EXPECT_NE(second.current.root.der(), first.current.root.der());
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
    threads.emplace_back([&] { root = open_hierarchy(directory, made).current.root.der(); });
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(roots, testing::Each(roots[0]));
}

class ReplaceHierarchy : public OpenHierarchy {
 protected:
  Lineage reopened() const { return open_hierarchy(directory, must_not_be_made); }

  const Lineage first = open_hierarchy(directory, made);
};

TEST_F(ReplaceHierarchy, KeepsWhatWasBeforeInAFolderOfItsOwn) {
  const auto second = replace_hierarchy(directory, rolled_over);
  const auto third = replace_hierarchy(directory, rolled_over);
  const auto read = reopened();
  EXPECT_EQ(read.current.root.der(), third.current.root.der());
  EXPECT_EQ(read.current.issuing_key.public_key(), third.current.issuing.public_key());
  ASSERT_EQ(read.former.size(), 2U);
  EXPECT_EQ(read.former[0].root.der(), second.current.root.der());
  EXPECT_EQ(read.former[0].old_with_new.der(), third.former[0].old_with_new.der());
  EXPECT_EQ(read.former[1].root.der(), first.current.root.der());
  EXPECT_EQ(read.former[1].new_with_old.der(), second.former[0].new_with_old.der());
  EXPECT_FALSE(fs::exists(directory / "rolled-over"));
}

TEST_F(ReplaceHierarchy, KeepsOldKeysToTheOwner) {
  replace_hierarchy(directory, rolled_over);
  EXPECT_EQ(fs::status(directory / "former-1").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(directory / "former-1" / "root-key.pem").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ReplaceHierarchy, ForgetsADraft) {
  fs::create_directory(directory / "being-rolled-over");
  write_file(directory / "being-rolled-over" / "root.pem", "cut o");
  EXPECT_EQ(reopened().current.root.der(), first.current.root.der());
  EXPECT_FALSE(fs::exists(directory / "being-rolled-over")) << "it may hold keys";
}

/// Undoes the last moves of a rollover, as if it had been cut off before them.
TEST_F(ReplaceHierarchy, FinishesWhatWasDecidedWhereverItWasCutOff) {
  const std::vector<std::string> moved{"former-1", "root-key.pem", "issuing-key.pem", "issuing.pem",
                                       "root.pem"};
  std::vector<std::string> before(moved.size());
  for (std::size_t i = 1; i < moved.size(); ++i) before[i] = read_file(directory / moved[i]);
  const auto second = replace_hierarchy(directory, rolled_over);
  for (std::size_t done = 0; done <= moved.size(); ++done) {
    fs::create_directory(directory / "rolled-over");
    for (std::size_t i = done; i < moved.size(); ++i) {
      fs::rename(directory / moved[i], directory / "rolled-over" / moved[i]);
      if (i > 0) write_file(directory / moved[i], before[i]);
    }
    const auto read = reopened();
    EXPECT_EQ(read.current.root.der(), second.current.root.der()) << done;
    EXPECT_EQ(read.former.at(0).root.der(), first.current.root.der()) << done;
    EXPECT_FALSE(fs::exists(directory / "rolled-over"));
  }
}

TEST_F(ReplaceHierarchy, NamesTheOldFileThatIsUnusable) {
  replace_hierarchy(directory, rolled_over);
  for (const std::string name :
       {"root.pem", "issuing.pem", "old-with-new.pem", "new-with-old.pem"}) {
    fs::rename(directory / "former-1" / name, folder.path() / name);
    EXPECT_THAT([&] { reopened(); }, cannot_use(directory / "former-1", name + " is missing"));
    fs::rename(folder.path() / name, directory / "former-1" / name);
  }
  fs::copy_file(directory / "former-1" / "old-with-new.pem",
                directory / "former-1" / "new-with-old.pem", fs::copy_options::overwrite_existing);
  EXPECT_THAT([&] { reopened(); },
              cannot_use(directory / "former-1", "new-with-old.pem was not issued by root.pem"));
}

TEST_F(ReplaceHierarchy, ShowsInTheStamp) {
  const auto before = hierarchy_stamp(directory);
  reopened();
  EXPECT_EQ(hierarchy_stamp(directory), before);
  replace_hierarchy(directory, rolled_over);
  EXPECT_NE(hierarchy_stamp(directory), before);
  EXPECT_EQ(hierarchy_stamp(directory / "nowhere"), HierarchyStamp{});
}

TEST_F(ReplaceHierarchy, HappensInTurnWhenManyDoItAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { replace_hierarchy(directory, rolled_over); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(reopened().former.size(), 4U);
}

}  // namespace
}  // namespace inquest
