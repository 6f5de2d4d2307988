#include "reference/pki/folder_lock.h"

#include <signal.h>
#include <sys/wait.h>

#include <system_error>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

TEST(FolderLock, IsExclusive) {
  const TemporaryFolder folder;
  {
    const auto held = FolderLock::exclusive(folder.path());
    EXPECT_FALSE(FolderLock::try_exclusive(folder.path()));
  }
  EXPECT_TRUE(FolderLock::try_exclusive(folder.path()));
}

TEST(FolderLock, IsSharedOnRequest) {
  const TemporaryFolder folder;
  auto first = FolderLock::shared(folder.path());
  const auto second = FolderLock::shared(folder.path());
  EXPECT_FALSE(FolderLock::try_exclusive(folder.path()));
}

TEST(FolderLock, EndsWithItsProcess) {
  const TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const auto child = ::fork();
  if (child == 0) {
    const auto held = FolderLock::exclusive(folder.path());
    (void)!::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_FALSE(FolderLock::try_exclusive(folder.path()));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FolderLock::try_exclusive(folder.path()));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(FolderLock, NamesTheFolderThatIsNotThere) {
  EXPECT_THAT([] { FolderLock::exclusive("/no/such/folder"); },
              testing::ThrowsMessage<std::system_error>(testing::HasSubstr("/no/such/folder")));
}

}  // namespace
}  // namespace inquest
