#include "harness/sut/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace inquest {
namespace {

using ::testing::HasSubstr;
using End = ChildOutcome::End;
using std::chrono::milliseconds;

class ChildProcess : public ::testing::Test {
 protected:
  ChildProcess() {
    auto name = (std::filesystem::temp_directory_path() / "inquest-child-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~ChildProcess() override { std::filesystem::remove_all(folder); }
  ChildOutcome shell(const std::string& script) {
    return run_child({"sh", "-c", script}, folder, environment, limits);
  }
  /// A process that wrote its number into the file `pid` is gone, though perhaps not waited for.
  bool is_gone() const {
    std::string number;
    std::ifstream(folder / "pid") >> number;
    EXPECT_FALSE(number.empty());
    std::string skipped, state = "gone";
    std::ifstream("/proc/" + number + "/stat") >> skipped >> skipped >> state;
    return state == "gone" || state == "Z" || state == "X";
  }

  std::filesystem::path folder;
  std::map<std::string, std::string> environment{{"PATH", "/usr/bin:/bin"}};
  ChildLimits limits;
};

TEST_F(ChildProcess, TellsStatusAndOutputOfBothStreams) {
  const auto outcome = shell("echo out; echo err >&2; exit 7");
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.what, "exit status 7");
  EXPECT_EQ(outcome.output, "out\nerr\n");
}

TEST_F(ChildProcess, RunsInItsFolderWithItsEnvironmentAlone) {
  setenv("INQUEST_SECRET_OF_OURS", "x", 1);
  environment["EST_URL"] = "https://a";
  const auto outcome = shell("pwd; echo $EST_URL; echo [$INQUEST_SECRET_OF_OURS]; cat");
  EXPECT_EQ(outcome.output, std::filesystem::canonical(folder).string() + "\nhttps://a\n[]\n");
}

TEST_F(ChildProcess, TellsACrash) {
  const auto outcome = shell("kill -SEGV $$");
  EXPECT_EQ(outcome.end, End::signalled);
  EXPECT_EQ(outcome.code, SIGSEGV);
}

TEST_F(ChildProcess, SaysThatThereIsNoSuchProgram) {
  const auto outcome = run_child({"no-such-program"}, folder, environment, limits);
  EXPECT_EQ(outcome.end, End::not_started);
  EXPECT_THAT(outcome.what, HasSubstr("no-such-program"));
}

TEST_F(ChildProcess, EndsWhoHangs) {
  limits.deadline = milliseconds(100);
  const auto outcome = shell("echo begun; exec sleep 100");
  EXPECT_EQ(outcome.end, End::killed);
  EXPECT_THAT(outcome.what, HasSubstr("still ran after 0.1 s"));
  EXPECT_EQ(outcome.output, "begun\n");
  EXPECT_LT(outcome.took, milliseconds(10'000));
}

TEST_F(ChildProcess, DropsAFloodOfOutput) {
  limits.deadline = milliseconds(300);
  limits.output = 1000;
  const auto outcome = shell("yes");
  EXPECT_EQ(outcome.end, End::killed);
  EXPECT_EQ(outcome.output.size(), 1000U);
  EXPECT_GT(outcome.output_dropped, 0U);
}

TEST_F(ChildProcess, EndsWhatItLeavesBehind) {
  const auto outcome = shell("sleep 100 & echo $! > pid; exit 0");
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_TRUE(is_gone());
}

TEST_F(ChildProcess, EndsWhatHasASessionOfItsOwn) {
  const auto outcome = shell(
      "setsid sh -c 'echo $$ > pid; exec sleep 100' >/dev/null 2>&1 & "
      "while ! [ -s pid ]; do sleep 0.01; done");
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_TRUE(is_gone());
}

TEST_F(ChildProcess, EndsWhoStartsTooMany) {
  limits.processes = 10;
  const auto outcome =
      shell("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sleep 100 & done; wait");
  EXPECT_EQ(outcome.end, End::killed);
  EXPECT_THAT(outcome.what, HasSubstr("more than 10 processes"));
}

TEST_F(ChildProcess, EndsWhoFillsTheDisk) {
  limits.disk = 1U << 20U;
  const auto outcome =
      shell("i=0; while :; do i=$((i+1)); head -c 100000 /dev/zero > file-$i; done");
  EXPECT_EQ(outcome.end, End::killed);
  EXPECT_THAT(outcome.what, HasSubstr("more than 1 MiB"));
}

TEST_F(ChildProcess, LimitsEachFile) {
  limits.disk = 1U << 20U;
  const auto outcome = shell("exec head -c 100000000 /dev/zero > file");
  EXPECT_NE(outcome.code, 0);
  EXPECT_LE(std::filesystem::file_size(folder / "file"), limits.disk);
}

}  // namespace
}  // namespace inquest
