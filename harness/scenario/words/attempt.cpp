#include "harness/scenario/words/attempt.h"

#include <algorithm>

#include "harness/scenario/stage.h"

namespace inquest {
namespace {

std::string cipher_list(const std::string& suites) {
  if (suites == "null") return "eNULL:@SECLEVEL=0";
  if (suites == "anonymous") return "aNULL:@SECLEVEL=0";
  if (suites == "srp-and-usual") return "DEFAULT:aSRP";
  return {};
}

/// The user of the profile, or one who is wrong.
std::optional<SrpCredentials> credentials_for(const Attempt& attempt, const Stage& stage) {
  if (!attempt.suites.starts_with("srp") || !stage.profile().srp) return std::nullopt;
  auto credentials = *stage.profile().srp;
  if (attempt.srp == "wrong-password") credentials.password += "-but-wrong";
  if (attempt.srp == "unknown-user") credentials.user = "inquest-nobody";
  return credentials;
}

/// Puts zero in the place of the client's public value, A in ClientKeyExchange (RFC 5054 2.8): a
/// handshake record (22) with that message (16), whose contents are a length of two octets and A.
void send_zero(Bytes& record) {
  constexpr std::size_t contents = 5 + 4 + 2;
  if (record.size() <= contents || record[0] != 22 || record[5] != 16) return;
  std::fill(record.begin() + contents, record.end(), std::uint8_t{0});
}

/// Writes another minor version into the records that hold a ClientHello: a handshake (22) with
/// that message (1).
std::function<void(Bytes&)> saying_version(const std::string& version) {
  const auto minor = static_cast<std::uint8_t>(std::stoi(version.substr(version.find('.') + 1)));
  return [minor](Bytes& record) {
    if (record.size() > 5 && record[0] == 22 && record[5] == 1) record[2] = minor;
  };
}

}  // namespace

void Attempt::perform(Stage& stage) const {
  auto settings = stage.tls_settings();
  settings.verify_server = false;  // an anonymous suite has no certificate to verify
  settings.cipher_list = cipher_list(suites);
  if (!tls.empty()) settings.lowest = settings.highest = tls_version(tls);
  if (suites != "usual" && tls.empty()) settings.highest = TlsVersion::tls1_2;
  settings.old_versions_allowed = tls == "1.0" || tls == "1.1";
  settings.srp = credentials_for(*this, stage);
  Seams seams;
  if (srp == "zero-value") seams.outgoing_record = send_zero;
  if (record_version != "usual") seams.outgoing_record = saying_version(record_version);
  stage.open(name, settings, {}, seams);
}

}  // namespace inquest
