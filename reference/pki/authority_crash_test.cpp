#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <set>

#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/killed_process_for_tests.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using Microseconds = std::chrono::microseconds;
using Tell = KilledProcess::Tell;

constexpr std::int64_t now = 1750000000;

// -- what children do; each line says what they have in hand --

Certificate issue(Authority& authority, const Bytes& public_key, const Tell& tell) {
  auto certificate =
      authority.issue(authority.prepare(encode_name("CN=device-1"), public_key, std::nullopt, now));
  tell("issued " + certificate.serial_hex());
  return certificate;
}

void revoke(Authority& authority, const std::string& serial, const Tell& tell) {
  authority.revoke(serial, now);
  tell("revoked " + serial);
}

void roll_over(Authority& authority, const Tell& tell) {
  authority.roll_over({}, now);
  tell("root " + authority.root().fingerprint());
}

class KilledAuthority : public testing::Test {
 protected:
  std::shared_ptr<Authority> open() const { return Authority::open(directory, {}, now); }

  /// A child that opens the directory and then does `work` over and over again.
  template <class Work>
  KilledProcess child(Work work) const {
    return KilledProcess(
        [this, work, authority = std::shared_ptr<Authority>()](const Tell& tell) mutable {
          if (!authority) authority = open();
          work(*authority, tell);
        });
  }

  /// Holds what the directory has against what a child told before it was killed.
  void expect_kept(const std::vector<std::string>& told) {
    const auto authority = open();
    std::set<std::string> roots;
    for (const auto& root : authority->roots()) roots.insert(root.fingerprint());
    for (const auto& line : told) {
      const auto what = line.substr(0, line.find(' '));
      const auto which = line.substr(line.find(' ') + 1);
      if (what == "issued") {
        ASSERT_TRUE(in_hand.insert(which).second) << which << " was given twice";
        ASSERT_TRUE(authority->issued(which)) << which << " is lost";
      } else if (what == "revoked") {
        ASSERT_TRUE(authority->revoked(which)) << which << " is no longer revoked";
      } else {
        ASSERT_TRUE(roots.contains(which)) << "a rollover is lost";
      }
      ++told_of[what];
    }
  }

  /// Every root is linked to the one that came after it.
  static void expect_linked(const Lineage& lineage) {
    auto next = lineage.current.root;
    ASSERT_TRUE(lineage.current.issuing.issued_by(next));
    for (const auto& former : lineage.former) {
      ASSERT_EQ(former.new_with_old.public_key(), next.public_key());
      ASSERT_TRUE(former.new_with_old.issued_by(former.root));
      ASSERT_TRUE(former.old_with_new.issued_by(next));
      ASSERT_EQ(former.old_with_new.public_key(), former.root.public_key());
      next = former.root;
    }
  }

  /// Holds each file of issued/ against its name.
  void expect_whole() const {
    std::size_t whole = 0;
    const auto authority = open();  // sweeps up
    for (const auto& entry : fs::directory_iterator(directory / "issued")) {
      ASSERT_EQ(entry.path().extension(), ".pem") << "something was not swept up";
      if (entry.file_size() == 0) continue;
      const auto certificate = Certificate::from_pem(read_file(entry.path()));
      ASSERT_EQ(certificate.serial_hex(), entry.path().stem());
      ASSERT_TRUE(authority->issued(certificate)) << "no issuing CA of ours signed it";
      ++whole;
    }
    EXPECT_GE(whole, in_hand.size());
    EXPECT_EQ(authority->issued_count(), whole);
  }

  Microseconds up_to(unsigned microseconds) { return Microseconds(random() % microseconds); }

  void TearDown() override {
    for (const auto& [what, count] : told_of) RecordProperty(what, std::to_string(count));
  }

  const TemporaryFolder folder;
  fs::path directory = folder.path() / "ca";
  const Bytes public_key = Key::generate(KeyKind("ec-p256")).public_key();
  std::mt19937 random{7};
  std::set<std::string> in_hand;
  std::map<std::string, std::size_t> told_of;
};

TEST_F(KilledAuthority, LosesNothingAndRepeatsNoSerial) {
  const auto root = open()->root().der();
  for (int kill = 0; kill < kills(); ++kill) {
    auto issuing = child([&](Authority& ca, const Tell& tell) { issue(ca, public_key, tell); });
    expect_kept(issuing.kill_after(random() % 3, up_to(8000)));
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(open()->root().der(), root);
  EXPECT_GT(in_hand.size(), static_cast<std::size_t>(kills()) / 3) << "they hardly came to issue";
  expect_whole();
}

TEST_F(KilledAuthority, ForgetsNoRevocation) {
  for (int kill = 0; kill < kills(); ++kill) {
    auto revoking = child([&](Authority& ca, const Tell& tell) {
      revoke(ca, issue(ca, public_key, tell).serial_hex(), tell);
    });
    expect_kept(revoking.kill_after(random() % 4, up_to(8000)));
    if (HasFatalFailure()) return;
    ASSERT_FALSE(open()->crl(now).empty()) << "every entry can be read";
  }
  EXPECT_GT(told_of["revoked"], 0U);
  expect_whole();
}

TEST_F(KilledAuthority, RollsOverWhollyOrNotAtAll) {
  constexpr int rounds_of_a_lineage = 25;  // reading it gets slower with every rollover
  for (int kill = 0; kill < kills(); ++kill) {
    if (kill % rounds_of_a_lineage == 0) directory = folder.path() / std::to_string(kill);
    auto rolling = child([](Authority& ca, const Tell& tell) { roll_over(ca, tell); });
    const auto told = rolling.kill_after(random() % 2, up_to(60000));
    told_of["cut-off-before"] += fs::exists(directory / "being-rolled-over") ? 1 : 0;
    told_of["cut-off-after"] += fs::exists(directory / "rolled-over") ? 1 : 0;
    expect_kept(told);
    const auto authority = open();
    expect_linked(*authority->lineage());
    if (HasFatalFailure()) return;
    const auto device = issue(*authority, public_key, [](const std::string&) {});
    EXPECT_TRUE(
        verify_path(device, authority->chain(), {authority->root()}, now, Purpose::any).valid);
    ASSERT_FALSE(fs::exists(directory / "rolled-over"));
    ASSERT_FALSE(fs::exists(directory / "being-rolled-over"));
  }
  EXPECT_GT(told_of["root"], 0U);
  EXPECT_GT(told_of["cut-off-before"] + told_of["cut-off-after"], 0U) << "none was cut off";
}

/// One server issues, another one issues and revokes, and a command rolls over, in one directory;
/// each is killed at a moment of its own, while the others go on.
TEST_F(KilledAuthority, IsSharedByProcessesThatAreKilled) {
  constexpr int rounds_of_a_lineage = 25;
  for (int kill = 0; kill < kills(); ++kill) {
    if (kill % rounds_of_a_lineage == 0) {
      directory = folder.path() / std::to_string(kill);
      in_hand.clear();
    }
    auto issuing = child([&](Authority& ca, const Tell& tell) { issue(ca, public_key, tell); });
    auto revoking = child([&](Authority& ca, const Tell& tell) {
      revoke(ca, issue(ca, public_key, tell).serial_hex(), tell);
    });
    auto rolling = child([](Authority& ca, const Tell& tell) { roll_over(ca, tell); });
    expect_kept(rolling.kill_after(random() % 2, up_to(60000)));
    expect_kept(issuing.kill_after(random() % 10, up_to(8000)));
    expect_kept(revoking.kill_after(random() % 10, up_to(8000)));
    expect_linked(*open()->lineage());
    if (HasFatalFailure()) return;
    if (kill % rounds_of_a_lineage == rounds_of_a_lineage - 1) expect_whole();
  }
  EXPECT_GT(told_of["issued"], 0U);
  EXPECT_GT(told_of["revoked"], 0U);
  EXPECT_GT(told_of["root"], 0U);
}

TEST_F(KilledAuthority, CanBeOpenedWhereverItsCreationWasCutOff) {
  for (int kill = 0; kill < kills(); ++kill) {
    directory = folder.path() / std::to_string(kill);
    auto creating = child([&](Authority& ca, const Tell& tell) { issue(ca, public_key, tell); });
    (void)creating.kill_after(0, up_to(10000));
    const auto root = open()->root().der();
    ASSERT_EQ(open()->root().der(), root);
    ASSERT_FALSE(fs::exists(directory / "being-created"));
  }
}

}  // namespace
}  // namespace inquest
