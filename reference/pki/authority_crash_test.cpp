#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <set>

#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/file_descriptor.h"
#include "reference/pki/key_pool.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using Microseconds = std::chrono::microseconds;

constexpr std::int64_t now = 1750000000;
constexpr std::size_t line_length = 33;  // 16 octets of a serial in hexadecimal, and the line's end
constexpr std::size_t everything = SIZE_MAX / line_length;
constexpr Microseconds patience = std::chrono::minutes(1);

/// What a child does until it is killed: issue, and tell each serial once it has the certificate.
[[noreturn]] void issue_for_ever(const fs::path& directory, const Bytes& public_key,
                                 const FileDescriptor& report) {
  const auto subject = encode_name("CN=device-1");
  const auto authority = Authority::open(directory, {}, now);
  for (;;) {
    const auto contents = authority->prepare(subject, public_key, std::nullopt, now);
    const auto line = authority->issue(contents).serial_hex() + "\n";
    if (::write(report.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      ::_exit(1);
  }
}

/// Reads what is reported until `enough` serials came, `patience` is over, or the pipe ends.
std::string reported(const FileDescriptor& pipe, std::size_t enough, Microseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::string text;
  while (text.size() < enough * line_length) {
    const auto left =
        std::chrono::duration_cast<Microseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    const timespec wait{left / 1000000, left % 1000000 * 1000};
    pollfd readable{pipe.number(), POLLIN, 0};
    if (::ppoll(&readable, 1, &wait, nullptr) <= 0) break;
    char buffer[4096];
    const auto got = ::read(pipe.number(), buffer, sizeof buffer);
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

/// Starts a child that issues, kills it some time after it has reported `enough` certificates, and
/// answers the serials of all that it had in hand.
std::vector<std::string> issued_before_the_kill(const fs::path& directory, const Bytes& public_key,
                                                std::size_t enough, Microseconds later) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const FileDescriptor from_child(ends[0]);
  FileDescriptor to_parent(ends[1]);
  const auto child = ::fork();
  if (child == 0) issue_for_ever(directory, public_key, to_parent);
  to_parent = FileDescriptor();
  auto text = reported(from_child, enough, patience);
  text += reported(from_child, everything, later);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  text += reported(from_child, everything, patience);
  std::vector<std::string> serials;
  for (std::size_t at = 0; at + line_length <= text.size(); at += line_length)
    serials.push_back(text.substr(at, line_length - 1));
  return serials;
}

class KilledAuthority : public testing::Test {
 protected:
  const TemporaryFolder folder;
  const fs::path directory = folder.path() / "ca";
  const Bytes public_key = Key::generate(KeyKind("ec-p256")).public_key();
  std::mt19937 random{7};
};

TEST_F(KilledAuthority, LosesNothingAndRepeatsNoSerial) {
  std::set<std::string> in_hand;
  const auto root = Authority::open(directory, {}, now)->root().der();
  for (int round = 0; round < 60; ++round) {
    const auto serials =
        issued_before_the_kill(directory, public_key, random() % 3, Microseconds(random() % 8000));
    const auto authority = Authority::open(directory, {}, now);
    ASSERT_EQ(authority->root().der(), root);
    for (const auto& serial : serials) {
      ASSERT_TRUE(in_hand.insert(serial).second) << serial << " was given twice";
      ASSERT_TRUE(authority->issued(serial)) << serial << " is lost";
    }
  }
  EXPECT_GT(in_hand.size(), 20U) << "the children hardly came to issue";

  std::size_t whole = 0;
  for (const auto& entry : fs::directory_iterator(directory / "issued")) {
    ASSERT_EQ(entry.path().extension(), ".pem") << "something was not swept up";
    if (entry.file_size() == 0) continue;
    ASSERT_EQ(Certificate::from_pem(read_file(entry.path())).serial_hex(), entry.path().stem());
    ++whole;
  }
  EXPECT_GE(whole, in_hand.size());
  EXPECT_EQ(Authority::open(directory, {}, now)->issued_count(), whole);
}

TEST_F(KilledAuthority, CanBeOpenedWhereverItsCreationWasCutOff) {
  for (int round = 0; round < 40; ++round) {
    const auto mine = directory / std::to_string(round);
    (void)issued_before_the_kill(mine, public_key, 0, Microseconds(random() % 10000));
    const auto root = Authority::open(mine, {}, now)->root().der();
    ASSERT_EQ(Authority::open(mine, {}, now)->root().der(), root);
    ASSERT_FALSE(fs::exists(mine / "being-created"));
  }
}

}  // namespace
}  // namespace inquest
