#include "reference/pki/revoked_record.h"

#include <stdexcept>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::ThrowsMessage;

void remembers_since_when(RevokedRecord& record) {
  EXPECT_EQ(record.since("02"), std::nullopt);
  record.add("02", 200);
  record.add("01", 100);
  record.add("02", 300);
  EXPECT_EQ(record.since("02"), 200) << "once revoked, it is";
  EXPECT_THAT(record.all(), ElementsAre(Pair("01", 100), Pair("02", 200)));
}

TEST(RevokedRecord, RemembersSinceWhenInMemory) {
  RevokedRecord record;
  remembers_since_when(record);
}

class RevokedFolder : public testing::Test {
 protected:
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path() / "revoked";
};

TEST_F(RevokedFolder, RemembersSinceWhen) {
  RevokedRecord record(folder);
  const RevokedRecord other(folder);
  remembers_since_when(record);
  EXPECT_EQ(other.all(), record.all());
  EXPECT_EQ(RevokedRecord(folder).since("01"), 100);
  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
}

TEST_F(RevokedFolder, SweepsUpWhatACrashCutOff) {
  fs::create_directory(folder);
  write_file(folder / "01.1-0.tmp", "cut o");
  const RevokedRecord record(folder);
  EXPECT_THAT(record.all(), ElementsAre());
  EXPECT_FALSE(fs::exists(folder / "01.1-0.tmp"));
}

TEST_F(RevokedFolder, NamesAFileThatIsUnusable) {
  const RevokedRecord record(folder);
  for (const auto* text : {"", "17500", "yesterday\n"}) {
    write_file(folder / "01", text);
    EXPECT_THAT([&] { record.all(); },
                ThrowsMessage<std::runtime_error>(HasSubstr((folder / "01").string())));
  }
}

}  // namespace
}  // namespace inquest
