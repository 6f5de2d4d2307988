#include "harness/sut/reference_client.h"

#include <thread>
#include <utility>

#include "reference/client/adopt_anchors.h"
#include "reference/client/client.h"
#include "reference/client/cmc_enrollment.h"
#include "reference/client/patience.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/client_crash.h"
#include "reference/protocol/request_plan.h"
#include "reference/protocol/rollover.h"

namespace inquest {
namespace {

Key key_for(const Errand& errand) {
  return errand.key ? *errand.key : Key::generate(KeyKind("ec-p256"));
}

/// Runs one errand, and writes down what it accepted.
class Run {
 public:
  Run(const Errand& errand, ClientOptions options) : errand_(errand), options_(std::move(options)) {
    deed_.stored.emplace();
    deed_.stored_keys.emplace();
  }

  Deed act() {
    deed_.ran = true;
    if (errand_.cacerts_first && !take_cacerts_over()) return std::move(deed_);
    switch (errand_.operation) {
      case Operation::cacerts:
        adopt(errand_.fingerprint.empty() ? fetch_cacerts(options_)
                                          : bootstrap(options_, errand_.fingerprint));
        break;
      case Operation::csrattrs:
        keep(fetch_csr_attributes(options_));
        break;
      case Operation::simpleenroll:
      case Operation::simplereenroll:
        enroll_as_told();
        break;
      case Operation::fullcmc: {
        CmcEnrollment enrollment(options_, contents_for(errand_), key_for(errand_),
                                 errand_.cmc_secret);
        keep(patiently([&](const ClientOptions&) { return enrollment.ask(); }));
        break;
      }
      case Operation::serverkeygen: {
        const auto signing = key_for(errand_);
        keep(patiently([&](const ClientOptions& options) {
          return fetch_server_key(options, contents_for(errand_), errand_.protection, signing);
        }));
        break;
      }
    }
    return std::move(deed_);
  }

 private:
  /// Whether the CA certificates are had, and their root trusted from now on.
  bool take_cacerts_over() {
    const auto accepted = fetch_cacerts(options_);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) {
      refuse(*problem);
      return false;
    }
    const auto& certificates = std::get<std::vector<Certificate>>(accepted);
    if (current_root(certificates)) adopt_anchors(options_, certificates);
    return true;
  }

  void enroll_as_told() {
    auto contents = contents_for(errand_);
    auto key = key_for(errand_);
    if (errand_.obey) {
      const auto wanted = fetch_csr_attributes(options_);
      if (const auto* problem = std::get_if<NotAccepted>(&wanted)) return refuse(*problem);
      const auto plan =
          plan_request(std::get<CsrAttributes>(wanted), contents, options_.deviations);
      if (!plan)
        return refuse({NotAccepted::Why::malformed,
                       "the CSR attributes cannot be read: " + plan.error().text(),
                       {}});
      contents = plan->contents;
      if (plan->link) options_.link = LinkRequests::always;
      if (plan->link_by_new_name) options_.link_attribute = LinkAttribute::est_identity_linking;
      if (plan->key) key = Key::generate(*plan->key);
    }
    keep(patiently([&](const ClientOptions& options) {
      return enroll(options, errand_.operation, contents, key);
    }));
  }

  void refuse(const NotAccepted& problem) {
    deed_.exit_status = 1;
    deed_.ended = deed_.output = problem.reason;
  }

  void accept() {
    deed_.exit_status = 0;
    deed_.ended = "accepted what it was given";
  }

  /// Its root is a trust anchor from now on.
  void adopt(const Accepted<std::vector<Certificate>>& accepted) {
    keep(accepted);
    const auto* certificates = std::get_if<std::vector<Certificate>>(&accepted);
    deed_.anchors = options_.tls.trust;
    if (certificates == nullptr || !current_root(*certificates)) return;
    adopt_anchors(options_, *certificates);
    deed_.anchors = options_.tls.trust;
  }

  void keep(const Accepted<std::vector<Certificate>>& accepted) {
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refuse(*problem);
    deed_.stored = std::get<std::vector<Certificate>>(accepted);
    accept();
  }
  void keep(const Accepted<Certificate>& accepted) {
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refuse(*problem);
    deed_.stored->push_back(std::get<Certificate>(accepted));
    accept();
  }
  void keep(const Accepted<CsrAttributes>& accepted) {
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refuse(*problem);
    accept();
  }
  void keep(const Accepted<ReceivedKey>& accepted) {
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return refuse(*problem);
    deed_.stored_keys->push_back(std::get<ReceivedKey>(accepted).key);
    deed_.stored->push_back(std::get<ReceivedKey>(accepted).certificate);
    accept();
  }

  /// Asks again for as long as the server puts off and the errand would wait.
  template <class Ask>
  auto patiently(Ask ask) const -> decltype(ask(std::declval<const ClientOptions&>())) {
    const Patience patience{static_cast<double>(errand_.wait.count()),
                            [](std::chrono::seconds pause) { std::this_thread::sleep_for(pause); }};
    return ask_patiently(options_, patience, ask);
  }

  const Errand& errand_;
  ClientOptions options_;
  Deed deed_;
};

}  // namespace

Deed ReferenceClient::run(const Errand& errand) {
  ClientOptions options;
  options.endpoint = errand.server;
  options.tls.trust = errand.trust;
  options.implicit_anchors = errand.implicit_trust;
  options.tls.identity = errand.identity;
  options.tls.srp = errand.srp;
  options.label = errand.label;
  options.credentials = errand.credentials;
  options.timeout = timeout_;
  options.deviations = deviations_;
  try {
    return Run(errand, std::move(options)).act();
  } catch (const ClientCrash& crash) {
    Deed deed;
    deed.crashed = true;
    deed.ended = "killed by signal 11 (Segmentation fault), as a fault would have it: " + crash.at;
    deed.stored.emplace();
    deed.stored_keys.emplace();
    return deed;
  }
}

}  // namespace inquest
