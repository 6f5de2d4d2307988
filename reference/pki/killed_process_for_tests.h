#pragma once
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "reference/pki/file_descriptor.h"

namespace inquest {

/// A child process that works until it is killed by SIGKILL, which nothing can catch, and tells
/// line by line what it has finished. Only for tests of one thread, as fork(2) is.
class KilledProcess {
 public:
  using Tell = std::function<void(const std::string& line)>;
  /// Begins `work` in the child, over and over again. Whatever it throws fails the test.
  explicit KilledProcess(const std::function<void(const Tell&)>& work);
  ~KilledProcess();
  KilledProcess(const KilledProcess&) = delete;
  KilledProcess& operator=(const KilledProcess&) = delete;

  /// Kills it `later` than it has told `enough` lines (or nothing for a minute), and answers all
  /// that it told, ever.
  std::vector<std::string> kill_after(std::size_t enough, std::chrono::microseconds later);

 private:
  /// Reads until there are `enough` lines, the time is over or the pipe ends.
  void read(std::size_t enough, std::chrono::microseconds patience);
  void kill();

  pid_t child_ = -1;
  FileDescriptor pipe_;
  std::string told_;
};

/// How often a test kills: the environment's INQUEST_KILLS, or else few enough for every day.
int kills();

}  // namespace inquest
