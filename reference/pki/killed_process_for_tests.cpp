#include "reference/pki/killed_process_for_tests.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace inquest {
namespace {

using Microseconds = std::chrono::microseconds;

[[noreturn]] void work_for_ever(const std::function<void(const KilledProcess::Tell&)>& work,
                                const FileDescriptor& pipe) {
  // A line is shorter than PIPE_BUF, so that it is written whole or not at all.
  const auto tell = [&](const std::string& line) {
    const auto text = line + "\n";
    if (::write(pipe.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      ::_exit(1);
  };
  try {
    for (;;) work(tell);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "the child that is to be killed: %s\n", error.what());
    ::_exit(1);
  }
}

}  // namespace

KilledProcess::KilledProcess(const std::function<void(const Tell&)>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  pipe_ = FileDescriptor(ends[0]);
  const FileDescriptor to_parent(ends[1]);
  child_ = ::fork();
  if (child_ < 0) throw std::runtime_error("no child");
  if (child_ == 0) work_for_ever(work, to_parent);
}

KilledProcess::~KilledProcess() { kill(); }

std::vector<std::string> KilledProcess::kill_after(std::size_t enough, Microseconds later) {
  read(enough, std::chrono::minutes(1));
  read(SIZE_MAX, later);
  kill();
  read(SIZE_MAX, std::chrono::minutes(1));
  std::vector<std::string> lines;
  std::istringstream text(told_);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

void KilledProcess::read(std::size_t enough, Microseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (static_cast<std::size_t>(std::count(told_.begin(), told_.end(), '\n')) < enough) {
    const auto left =
        std::chrono::duration_cast<Microseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    const timespec wait{left / 1000000, left % 1000000 * 1000};
    pollfd readable{pipe_.number(), POLLIN, 0};
    if (::ppoll(&readable, 1, &wait, nullptr) <= 0) break;
    char buffer[4096];
    const auto got = ::read(pipe_.number(), buffer, sizeof buffer);
    if (got <= 0) break;
    told_.append(buffer, static_cast<std::size_t>(got));
  }
}

void KilledProcess::kill() {
  if (child_ < 0) return;
  ::kill(child_, SIGKILL);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
}

int kills() {
  const auto* asked = std::getenv("INQUEST_KILLS");
  return asked == nullptr ? 25 : std::max(1, std::atoi(asked));
}

}  // namespace inquest
