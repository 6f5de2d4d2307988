#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// A program of somebody else's, run once and contained: whatever it does, the call comes back, and
/// nothing that it began goes on.
namespace inquest {

struct ChildLimits {
  std::chrono::milliseconds deadline{20'000};  ///< from its start to its end
  std::size_t output = 256U << 10U;  ///< bytes kept of what it prints; the rest is dropped
  std::uint64_t disk = 64U << 20U;   ///< bytes below its folder, and of any one file
  std::size_t processes = 64;        ///< at once, with all that it starts
};

struct ChildOutcome {
  enum class End {
    exited,
    signalled,    ///< by a signal that we did not send: it crashed
    killed,       ///< by us, since it passed a limit
    not_started,  ///< there is no such program, or it cannot be executed
  };
  End end = End::not_started;
  int code = 0;        ///< the exit status, or the number of the signal
  std::string what;    ///< "exit status 1", "killed by signal 11 (Segmentation fault)", "still ran
                       ///< after 20.0 s, and was stopped"
  std::string output;  ///< both streams, in the order of their coming
  std::size_t output_dropped = 0;  ///< bytes beyond the limit
  std::chrono::milliseconds took{0};
};

/// Runs argv[0], looked for in PATH of `environment`, in `folder`, with nothing but `environment`
/// and an empty standard input. What it starts is ended with it, be it in a session of its own.
/// Throws std::system_error when there is no process or pipe to be had.
ChildOutcome run_child(const std::vector<std::string>& argv, const std::filesystem::path& folder,
                       std::map<std::string, std::string> environment, const ChildLimits& limits);

/// Bytes in all files below `folder`; stops counting beyond `most`.
std::uint64_t bytes_below(const std::filesystem::path& folder, std::uint64_t most);

}  // namespace inquest
