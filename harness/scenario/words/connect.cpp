#include "harness/scenario/words/connect.h"

#include "harness/scenario/certificates_to_show.h"
#include "harness/scenario/stage.h"

namespace inquest {
namespace {

/// Whether the client certificate is what this connection authenticates with.
bool shows_certificate(const Connect& connect, const Stage& stage) {
  if (connect.certificate == "none") return false;
  if (connect.certificate != "valid" || stage.reenrolls()) return true;
  if (!connect.authentication.empty()) return connect.authentication == "certificate";
  return !stage.profile().has_srp_alone() &&
         (!stage.profile().credentials || stage.profile().identity);
}

/// Whether TLS-SRP is what this connection authenticates with.
bool shows_srp_user(const Connect& connect, const Stage& stage) {
  if (!connect.authentication.empty()) return connect.authentication == "srp";
  return stage.profile().has_srp_alone() && connect.certificate == "valid" && !stage.reenrolls();
}

}  // namespace

void Connect::perform(Stage& stage) const {
  std::optional<TlsSettings> settings;
  if (encryption != "none") {
    settings = stage.tls_settings();
    if (!tls.empty()) settings->lowest = settings->highest = tls_version(tls);
    settings->extended_master_secret = extended_master_secret;
    settings->old_versions_allowed = tls == "1.0" || tls == "1.1";
    if (shows_srp_user(*this, stage))
      settings->srp = stage.profile().srp;
    else if (shows_certificate(*this, stage))
      settings->identity = identity_to_show(certificate, stage);
  }
  const auto* failure = stage.open(name, settings, resume);
  if (failure == nullptr) return;
  // Who refuses a client for the session that it offers has told what it does about sessions.
  if (!resume.empty() && failure->fate == Fate::alert) return;
  // A certificate that nobody should believe may be refused in the handshake already.
  const bool refused = failure->fate == Fate::alert || failure->fate == Fate::fin ||
                       failure->fate == Fate::orderly_close || failure->fate == Fate::reset;
  if (!refused || certificate == "valid" || certificate == "none")
    throw Inconclusive("the connection did not come about: " + failure->what);
}

void Close::perform(Stage& stage) const { stage.connection(over).close(); }

}  // namespace inquest
