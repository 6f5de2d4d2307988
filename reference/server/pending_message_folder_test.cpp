#include "reference/server/pending_message_folder.h"

#include <gtest/gtest.h>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

TEST(PendingMessageFolder, KeepsAMessageUntilItIsForgotten) {
  const TemporaryFolder temporary;
  const auto folder = temporary.path() / "waiting";
  const Bytes message{0x30, 0x00, 0xff};
  const auto token = pending_token(message);
  EXPECT_FALSE(pending_messages_in(folder)->find(token));
  pending_messages_in(folder)->keep(token, message);
  pending_messages_in(folder)->keep(token, message);
  EXPECT_EQ(pending_messages_in(folder)->find(token), message);
  pending_messages_in(folder)->forget(token);
  EXPECT_FALSE(pending_messages_in(folder)->find(token));
}

TEST(PendingMessageFolder, TakesNothingButATokenForAName) {
  const TemporaryFolder temporary;
  write_private_file(temporary.path() / "file.cmc", "x");
  std::filesystem::create_directories(temporary.path() / "waiting");
  EXPECT_FALSE(pending_messages_in(temporary.path() / "waiting")->find("../file"));
}

}  // namespace
}  // namespace inquest
