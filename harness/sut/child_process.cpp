#include "harness/sut/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

/// By which everything that a child starts is known again: it inherits its environment, even where
/// it leaves group and session.
constexpr auto mark_name = "INQUEST_CHILD";

std::string new_mark() {
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}-{}", getpid(), ++count);
}

[[noreturn]] void trouble(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  int number() const { return number_; }
  void reset() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// The file that `name` means, by PATH; empty: there is none.
std::string program_file(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  std::istringstream folders(path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto file = folder + "/" + name;
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// The processes that bear the mark, but for those that ended and were not waited for.
std::vector<pid_t> marked_processes(const std::string& mark) {
  const auto wanted = std::string(mark_name) + "=" + mark;
  std::vector<pid_t> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", none)) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "environ", std::ios::binary);
    const std::string environment{std::istreambuf_iterator<char>(file), {}};
    std::istringstream variables(environment);
    for (std::string each; std::getline(variables, each, '\0');)
      if (each == wanted) found.push_back(std::stoi(name));
  }
  return found;
}

/// Ends all of them; they are stopped first, so that none can start another meanwhile.
void end_marked(const std::string& mark) {
  constexpr int rounds = 20;
  for (int round = 0; round < rounds; ++round) {
    const auto alive = marked_processes(mark);
    if (alive.empty()) return;
    for (const auto each : alive) kill(each, SIGSTOP);
    for (const auto each : alive) kill(each, SIGKILL);
    usleep(1000);
  }
}

void limit(int resource, rlim_t most) {
  const rlimit value{most, most};
  setrlimit(static_cast<__rlimit_resource>(resource), &value);
}

/// In the child, between fork and exec: system calls alone.
[[noreturn]] void become(const std::string& file, char* const* argv, char* const* environment,
                         const char* folder, int output, const ChildLimits& limits) {
  setsid();
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, limits.disk);
  const int input = open("/dev/null", O_RDONLY);
  if (chdir(folder) == 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0) {
    // Nothing of ours is inherited, listening sockets least of all.
    constexpr unsigned first = 3;
    close_range(first, ~0U, 0);
    execve(file.c_str(), argv, environment);
  }
  _exit(127);
}

/// One child from its start to the last of what it began.
class Child {
 public:
  Child(const std::filesystem::path& folder, const ChildLimits& limits, std::string mark)
      : folder_(folder), limits_(limits), mark_(std::move(mark)), begun_(Clock::now()) {}

  ChildOutcome run(const std::string& file, std::vector<std::string> argv,
                   std::vector<std::string> environment) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) trouble("no pipe for a client under test");
    Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    auto arguments = pointers(argv);
    auto variables = pointers(environment);
    const auto folder = folder_.string();
    process_ = fork();
    if (process_ < 0) trouble("no process for a client under test");
    if (process_ == 0)
      become(file, arguments.data(), variables.data(), folder.c_str(), writing.number(), limits_);
    writing.reset();
    fcntl(reading.number(), F_SETFL, O_NONBLOCK);
    watch(reading.number());
    end_marked(mark_);
    if (!ended_) wait_for(0);
    read_what_is_there(reading.number());
    conclude();
    return std::move(outcome_);
  }

 private:
  /// Until the child ends, or must be ended.
  void watch(int output) {
    constexpr int pause = 5;  // milliseconds
    for (int round = 0; !wait_for(WNOHANG); ++round) {
      pollfd waiting{output, POLLIN, 0};
      // What it prints wakes us, and so does the end of the pipe; then only time does.
      if (poll(&waiting, 1, pause) > 0 && !read_what_is_there(output)) usleep(pause * 1000);
      if (Clock::now() - begun_ > limits_.deadline)
        why_ended_ = fmt::format("still ran after {:.1f} s, and was stopped",
                                 static_cast<double>(limits_.deadline.count()) / 1000);
      constexpr int seldom = 20;
      if (round % seldom == seldom - 1) look_at_what_it_takes();
      if (!why_ended_.empty()) return;
    }
  }

  void look_at_what_it_takes() {
    if (bytes_below(folder_, limits_.disk) > limits_.disk)
      why_ended_ = fmt::format("wrote more than {} MiB, and was stopped", limits_.disk >> 20U);
    if (marked_processes(mark_).size() > limits_.processes)
      why_ended_ =
          fmt::format("started more than {} processes, and was stopped", limits_.processes);
  }

  bool wait_for(int how) {
    if (ended_) return true;
    ended_ = waitpid(process_, &status_, how) == process_;
    return ended_;
  }

  /// False once nobody can write any more.
  bool read_what_is_there(int output) {
    std::array<char, 16384> buffer{};
    for (;;) {
      const auto count = read(output, buffer.data(), buffer.size());
      if (count == 0) return false;
      if (count < 0) return errno == EAGAIN || errno == EINTR;
      const auto room = limits_.output - std::min(limits_.output, outcome_.output.size());
      const auto kept = std::min(room, static_cast<std::size_t>(count));
      outcome_.output.append(buffer.data(), kept);
      outcome_.output_dropped += static_cast<std::size_t>(count) - kept;
      // Who prints without end must not keep us from looking at the clock.
      if (Clock::now() - begun_ > limits_.deadline) return true;
    }
  }

  void conclude() {
    outcome_.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_);
    if (!why_ended_.empty()) {
      outcome_.end = ChildOutcome::End::killed;
      outcome_.what = why_ended_;
    } else if (WIFSIGNALED(status_)) {
      outcome_.end = ChildOutcome::End::signalled;
      outcome_.code = WTERMSIG(status_);
      outcome_.what =
          fmt::format("killed by signal {} ({})", outcome_.code, strsignal(outcome_.code));
    } else {
      outcome_.end = ChildOutcome::End::exited;
      outcome_.code = WEXITSTATUS(status_);
      outcome_.what = fmt::format("exit status {}", outcome_.code);
    }
  }

  const std::filesystem::path& folder_;
  const ChildLimits& limits_;
  std::string mark_;
  Clock::time_point begun_;
  pid_t process_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::string why_ended_;
  ChildOutcome outcome_;
};

}  // namespace

std::uint64_t bytes_below(const std::filesystem::path& folder, std::uint64_t most) {
  std::uint64_t total = 0;
  std::error_code gone;
  for (auto each = std::filesystem::recursive_directory_iterator(folder, gone);
       each != std::filesystem::recursive_directory_iterator() && total <= most;
       each.increment(gone)) {
    if (!each->is_regular_file(gone)) continue;
    const auto size = each->file_size(gone);
    if (!gone) total += size;
  }
  return total;
}

ChildOutcome run_child(const std::vector<std::string>& argv, const std::filesystem::path& folder,
                       std::map<std::string, std::string> environment, const ChildLimits& limits) {
  ChildOutcome outcome;
  if (argv.empty()) {
    outcome.what = "there is no command";
    return outcome;
  }
  const auto file = program_file(argv.front(), environment["PATH"]);
  if (file.empty()) {
    outcome.what = "there is no program '" + argv.front() + "'";
    return outcome;
  }
  const auto mark = new_mark();
  environment[mark_name] = mark;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  return Child(folder, limits, mark).run(file, argv, std::move(variables));
}

}  // namespace inquest
