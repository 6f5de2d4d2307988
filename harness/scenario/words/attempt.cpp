#include "harness/scenario/words/attempt.h"

#include "harness/scenario/stage.h"

namespace inquest {
namespace {

std::string cipher_list(const std::string& suites) {
  if (suites == "null") return "eNULL:@SECLEVEL=0";
  if (suites == "anonymous") return "aNULL:@SECLEVEL=0";
  if (suites == "export") return "EXP:LOW:@SECLEVEL=0";
  return {};
}

}  // namespace

void Attempt::perform(Stage& stage) const {
  auto settings = stage.tls_settings();
  settings.verify_server = false;  // an anonymous suite has no certificate to verify
  settings.cipher_list = cipher_list(suites);
  if (!tls.empty()) settings.lowest = settings.highest = tls_version(tls);
  if (suites != "usual" && tls.empty()) settings.highest = TlsVersion::tls1_2;
  settings.old_versions_allowed = tls == "1.0" || tls == "1.1";
  stage.open(name, settings);
}

}  // namespace inquest
