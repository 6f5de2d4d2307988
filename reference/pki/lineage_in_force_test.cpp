#include "reference/pki/lineage_in_force.h"

#include <atomic>
#include <thread>
#include <vector>

#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t now = 1750000000;

Hierarchy made() {
  const KeyKind kind("ec-p256");
  return make_hierarchy(
      {kind, kind, encode_name("CN=root"), encode_name("CN=issuing"), now + 10000}, now);
}

Bytes root_of(const LineageInForce& lineage) { return lineage.now()->current.root.der(); }

class LineageOnDisk : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const fs::path directory = folder.path() / "ca";
};

TEST(LineageInMemory, RollsOver) {
  LineageInForce lineage({made(), {}});
  const auto before = lineage.now();
  lineage.roll_over({}, now);
  EXPECT_EQ(lineage.now()->former.at(0).root.der(), before->current.root.der());
  EXPECT_TRUE(before->former.empty()) << "what was handed out must not change";
}

TEST(LineageInMemory, LosesNoRolloverOfMany) {
  LineageInForce lineage({made(), {}});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { lineage.roll_over({}, now); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lineage.now()->former.size(), 4U);
}

TEST_F(LineageOnDisk, ShowsARolloverByAnother) {
  const LineageInForce running(directory, made);
  LineageInForce command(directory, made);
  const auto before = root_of(running);
  EXPECT_EQ(root_of(command), before);
  command.roll_over({}, now);
  EXPECT_NE(root_of(running), before);
  EXPECT_EQ(root_of(running), root_of(command));
  EXPECT_EQ(running.now()->former.at(0).root.der(), before);
}

TEST_F(LineageOnDisk, ReadsOnceWhileNothingChanges) {
  const LineageInForce lineage(directory, made);
  (void)lineage.now();
  EXPECT_EQ(lineage.now(), lineage.now());
}

TEST_F(LineageOnDisk, WorksOnWithoutItsDirectory) {
  const LineageInForce lineage(directory, made);
  const auto before = root_of(lineage);
  fs::remove_all(directory);
  EXPECT_EQ(root_of(lineage), before);
  EXPECT_FALSE(fs::exists(directory));
}

TEST_F(LineageOnDisk, IsNeverSeenByHalves) {
  const LineageInForce running(directory, made);
  LineageInForce command(directory, made);
  std::atomic<bool> over = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!over) {
        const auto seen = running.now();
        EXPECT_TRUE(seen->current.issuing.issued_by(seen->current.root));
        EXPECT_EQ(seen->current.issuing_key.public_key(), seen->current.issuing.public_key());
      }
    });
  for (int i = 0; i < 10; ++i) command.roll_over({}, now);
  over = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(running.now()->former.size(), 10U);
}

}  // namespace
}  // namespace inquest
