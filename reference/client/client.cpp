#include "reference/client/client.h"

#include <algorithm>
#include <chrono>

#include "reference/client/cmc_enrollment.h"
#include "reference/client/session.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/csr_attributes_operation.h"
#include "reference/protocol/linking.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

/// What `accept` makes of the answer, where one came.
template <class Accept>
auto accept_answer(const Session::Answer& answer, Accept accept)
    -> decltype(accept(std::declval<const HttpResponse&>())) {
  if (const auto* problem = std::get_if<NotAccepted>(&answer)) return *problem;
  return accept(std::get<HttpResponse>(answer));
}

/// Whether a request on this connection bears its channel binding.
bool links(const ClientOptions& options, const TlsFacts& tls) {
  // RFC7030-3.5-03, RFC7030-6-03: wherever the binding is defined, whatever the server asks for.
  if (options.link == LinkRequests::never || linking_text(tls).empty()) return false;
  return options.link == LinkRequests::always || !tls.tls_unique.empty();
}

/// The attributes that the options name.
std::vector<std::string> linking_attributes(LinkAttribute by) {
  std::vector<std::string> types;
  // RFC7030-3.5-09, RFC7030-3.5-11
  if (by != LinkAttribute::est_identity_linking) types.emplace_back(oids::challenge_password);
  if (by != LinkAttribute::challenge_password) types.emplace_back(oids::est_identity_linking);
  return types;
}

RequestContents linked(RequestContents contents, const ClientOptions& options,
                       RequestLinking linking) {
  linking.text = linking_text(*linking.tls);
  if (links(options, *linking.tls)) linking.attributes = linking_attributes(options.link_attribute);
  linking = options.deviations.at(moments::request_linking, std::move(linking));
  for (const auto& type : linking.attributes)
    contents.attributes.push_back(challenge_attribute(type, linking.text));
  return options.deviations.at(moments::linked_contents, std::move(contents));
}

/// What is asked for, through moments::request_making.
RequestContents asked_for(const RequestContents& contents, const ClientOptions& options) {
  return options.deviations
      .at(moments::request_making,
          {contents, options.asked_before ? options.asked_before->times : 0})
      .contents;
}

Accepted<std::vector<Certificate>> cacerts_over(Session& session, const Deviations& deviations) {
  const auto answer = session.ask(
      [&](const TlsFacts&, const HttpOptions& http) { return cacerts_request(http, deviations); });
  return accept_answer(answer, [&](const HttpResponse& response) {
    return accept_cacerts(response, seconds_since_1970(), deviations);
  });
}

}  // namespace

RequestContents linked(const RequestContents& contents, const ClientOptions& options,
                       const TlsFacts& tls) {
  return linked(contents, options,
                RequestLinking{.tls = &tls,
                               .earlier = nullptr,
                               .known_by = ServerAuthorization::By::nobody,
                               .redirected = false,
                               .asked_before = 0,
                               .wanted = options.link == LinkRequests::always,
                               .text = {},
                               .attributes = {}});
}

RequestContents linked(const RequestContents& contents, const ClientOptions& options,
                       const Session& session) {
  return linked(contents, options, session.linking());
}

Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options) {
  // RFC7030-4.1.2-04: a server should not want credentials here; sent only once it says that it
  // does.
  auto unasked = options;
  unasked.credentials_at_once = false;
  Session session(unasked, Operation::cacerts);
  return cacerts_over(session, options.deviations);
}

Accepted<CsrAttributes> fetch_csr_attributes(const ClientOptions& options) {
  Session session(options, Operation::csrattrs);
  const auto answer = session.ask([&](const TlsFacts&, const HttpOptions& http) {
    return csr_attributes_request(http, options.deviations);
  });
  return accept_answer(answer, [&](const HttpResponse& response) {
    return accept_csr_attributes(response, options.deviations);
  });
}

Accepted<ReceivedKey> fetch_server_key(const ClientOptions& options,
                                       const RequestContents& contents,
                                       const KeyProtection& protection, const Key& signing) {
  Session session(options, Operation::serverkeygen);
  const auto asked =
      asking_for_protection(asked_for(contents, options), protection, options.deviations);
  const auto answer = session.ask([&](const TlsFacts&, const HttpOptions& http) {
    return server_key_request(
        make_request(linked(asked, options, session), signing, options.deviations), http,
        options.deviations);
  });
  return accept_answer(answer, [&](const HttpResponse& response) {
    return accept_server_key(response, protection, seconds_since_1970(), options.deviations);
  });
}

Accepted<Certificate> enroll_by_cmc(const ClientOptions& options, const RequestContents& contents,
                                    const Key& key, const std::optional<CmcSecret>& secret) {
  return CmcEnrollment(options, contents, key, secret).ask();
}

Accepted<std::vector<Certificate>> bootstrap(const ClientOptions& options,
                                             const std::string& fingerprint) {
  // RFC7030-4.1.1-01, RFC7030-4.1.1-04, RFC7030-3.3.1-06: this one answer, and then the connection
  // ends.
  Session session(options, Operation::cacerts, true);
  auto accepted = cacerts_over(session, options.deviations);
  const auto* certificates = std::get_if<std::vector<Certificate>>(&accepted);
  if (certificates == nullptr) return accepted;
  const bool known =
      std::any_of(certificates->begin(), certificates->end(), [&](const Certificate& each) {
        // RFC7030-4.1.1-02: the user has said which.
        return each.self_signed() && each.fingerprint() == fingerprint;
      });
  const auto judged =
      options.deviations.at(moments::fingerprint_judgement, {certificates, fingerprint, known});
  if (judged.known) return accepted;
  return NotAccepted{NotAccepted::Why::untrusted,
                     "no root certificate of the server has the fingerprint " + fingerprint,
                     {}};
}

Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key) {
  Session session(options, operation);
  // RFC7030-4.2.3-16, RFC7030-3.2.1-06: made anew on each connection, so that it is linked to that
  // one.
  const auto asked = asked_for(contents, options);
  const auto unlinked = make_request(asked, key, options.deviations);
  const auto answer = session.ask([&](const TlsFacts&, const HttpOptions& http) {
    const auto bound = linked(asked, options, session);
    const auto csr = bound.attributes.size() == asked.attributes.size()
                         ? unlinked
                         : make_request(bound, key, options.deviations);
    return enroll_request(operation, csr, http, options.deviations);
  });
  return accept_answer(answer, [&](const HttpResponse& response) {
    return accept_enrollment(response, key, {}, {}, seconds_since_1970(), options.deviations);
  });
}

}  // namespace inquest
