#include "reference/server/approval_folder.h"

#include <gtest/gtest.h>

#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"
#include "reference/protocol/client.h"

namespace inquest {
namespace {

class ApprovalFolderTest : public testing::Test {
 protected:
  Approval ask(const std::string& subject) {
    RequestContents contents;
    contents.subject = encode_name(subject);
    const auto csr = make_request(contents, key, {});
    return approvals->ask(decode_certification_request(csr)->info, csr);
  }

  TemporaryFolder temporary;
  std::filesystem::path folder = temporary.path() / "waiting";
  std::shared_ptr<Approvals> approvals = approvals_in(folder);
  Key key = Key::generate(KeyKind("ec-p256"));
};

TEST_F(ApprovalFolderTest, KeepsARequestUntilSomebodyDecides) {
  EXPECT_TRUE(requests_in(folder).empty());
  EXPECT_EQ(ask("CN=one"), Approval::waiting);
  EXPECT_EQ(ask("CN=one"), Approval::waiting);
  const auto waiting = requests_in(folder);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].subject, "CN=one");
  EXPECT_EQ(waiting[0].id.size(), 16U);
  decide(folder, waiting[0].id, Approval::granted);
  EXPECT_EQ(ask("CN=one"), Approval::granted);
  EXPECT_EQ(ask("CN=two"), Approval::waiting);
  decide(folder, waiting[0].id, Approval::denied);
  EXPECT_EQ(ask("CN=one"), Approval::denied);
  EXPECT_EQ(approvals_in(folder)->ask({}, {}), Approval::waiting) << "after a restart as well";
}

TEST_F(ApprovalFolderTest, NamesARequestThatIsNotThere) {
  EXPECT_THROW(decide(folder, "0123", Approval::granted), std::invalid_argument);
  EXPECT_EQ(ask("CN=one"), Approval::waiting);
  EXPECT_THROW(decide(folder, "../waiting/" + requests_in(folder)[0].id, Approval::granted),
               std::invalid_argument);
}

}  // namespace
}  // namespace inquest
