#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/random_text.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/server/approval_folder.h"
#include "reference/server/one_time_password_folder.h"
#include "reference/server/revocation_challenge_folder.h"

namespace inquest {
namespace {

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct CaCommand {
  std::string directory = "inquest-ca";
  std::string id;
  std::string key = "ec-p256";
  std::string challenge_file, subject;
  std::int64_t valid = 0;

  std::filesystem::path waiting() const { return std::filesystem::path(directory) / "waiting"; }

  std::shared_ptr<Authority> authority() const {
    if (!std::filesystem::exists(std::filesystem::path(directory)))
      throw UsageError("there is no CA in '" + directory + "': inquest server makes one");
    return Authority::open(directory, {}, now());
  }

  int roll_over() const {
    const auto ca = authority();
    RolloverOptions options;
    options.root_key = options.issuing_key = KeyKind(key);
    const auto old = ca->root();
    ca->roll_over(options, now());
    std::cout << fmt::format("old root: {}\nnew root: {}\n", old.fingerprint(),
                             ca->root().fingerprint());
    return gate_holds;
  }

  int revoke() const {
    if (!challenge_file.empty()) {
      // RFC 7894 3.2: whoever knows the challenge of the certificate may have it revoked.
      const auto kept =
          revocation_challenges_in(std::filesystem::path(directory) / "revocation-challenges");
      const auto text = read_file(challenge_file);
      if (!may_revoke(*kept, id, text.substr(0, text.find_first_of("\r\n")))) {
        std::cerr << "inquest: this is not the revocation challenge of certificate " << id << "\n";
        return fell_short;
      }
    }
    authority()->revoke(id, now());
    return gate_holds;
  }
  int give_out_otp() const {
    (void)authority();  // there must be one
    OneTimePasswordTerms terms;
    if (!subject.empty()) terms.subject = name_text(encode_name(subject));
    if (valid > 0) terms.until = now() + valid;
    const auto password = random_text(20);
    add_one_time_password(std::filesystem::path(directory) / "one-time-passwords", password, terms);
    std::cout << password << "\n";
    return gate_holds;
  }
  int crl() const {
    const auto der = authority()->crl(now());
    std::cout.write(reinterpret_cast<const char*>(der.data()),
                    static_cast<std::streamsize>(der.size()));
    return gate_holds;
  }

  int list() const {
    for (const auto& each : requests_in(waiting()))
      std::cout << fmt::format("{}  {:8} {}\n", each.id,
                               each.decision == Approval::waiting   ? "waiting"
                               : each.decision == Approval::granted ? "granted"
                                                                    : "denied",
                               each.subject);
    return gate_holds;
  }
  int approve() const { return decided(Approval::granted); }
  int deny() const { return decided(Approval::denied); }
  int decided(Approval decision) const {
    decide(waiting(), id, decision);
    return gate_holds;
  }
};

}  // namespace

void add_ca_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "ca", "What an administrator does with the CA of 'inquest server', also while it runs");
  command->require_subcommand(1);
  auto options = std::make_shared<CaCommand>();
  const auto add = [&](const char* name, const char* what, int (CaCommand::*work)() const) {
    auto* sub = command->add_subcommand(name, what);
    sub->add_option("--dir", options->directory, "Folder of the CA")->capture_default_str();
    sub->callback([options, work, &run] { run = [options, work] { return (*options.*work)(); }; });
    return sub;
  };
  add("rollover", "Replace root and issuing CA by new ones, linked to the old (RFC 7030 4.1.3)",
      &CaCommand::roll_over)
      ->add_option("--key", options->key, "Kind of the new keys")
      ->capture_default_str()
      ->check(CLI::IsMember(KeyKind::names()));
  auto* revoke =
      add("revoke", "Revoke a certificate: it authenticates nobody any more", &CaCommand::revoke);
  revoke->add_option("serial", options->id, "Its serial number in hexadecimal")->required();
  revoke->add_option("--challenge-file", options->challenge_file,
                     "Only if the first line of this file is the revocation challenge that the "
                     "certificate was enrolled with");
  auto* otp = add("otp", "Give out a one-time password for an enrolment (RFC 7894)",
                  &CaCommand::give_out_otp);
  otp->add_option("--subject", options->subject,
                  "Good for this subject alone, like 'CN=device-1' (default: for anybody)");
  otp->add_option("--valid", options->valid, "Good for so many seconds (default: until it is used)")
      ->check(CLI::Range(1, 31536000));
  add("crl", "Write the revocation list (DER) to standard output", &CaCommand::crl);
  add("waiting", "List the enrolments that wait for approval", &CaCommand::list);
  add("approve", "Grant an enrolment", &CaCommand::approve)
      ->add_option("id", options->id, "As 'inquest ca waiting' shows it")
      ->required();
  add("deny", "Deny an enrolment", &CaCommand::deny)
      ->add_option("id", options->id, "As 'inquest ca waiting' shows it")
      ->required();
}

}  // namespace inquest
