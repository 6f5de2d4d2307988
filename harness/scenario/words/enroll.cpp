#include "harness/scenario/words/enroll.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/linking_of_request.h"
#include "harness/scenario/placeholders.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/scenario/stage.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

/// Subject and SubjectAltName of what is asked for.
RequestContents contents_for(const Enroll& enroll, Stage& stage, bool reenrolls) {
  RequestContents contents;
  contents.subject = reenrolls && enroll.subject.empty()
                         ? stage.own_identity().certificate.subject()
                         : subject_said(enroll.subject, stage);
  if (!enroll.one_time_password.empty())
    contents.attributes.push_back(
        challenge_attribute(oids::otp_challenge, enroll.one_time_password));
  if (!enroll.alternative_names.empty())
    contents.extensions.push_back(extensions::subject_alt_name(enroll.alternative_names));
  else if (reenrolls)
    if (auto names = stage.own_identity().certificate.extension(oids::subject_alt_name))
      contents.extensions.push_back(*names);
  return contents;
}

}  // namespace

void Enroll::perform(Stage& stage) const {
  const auto deviations = deviations_of(faults.ids);
  const bool reenrolls = operation == "simplereenroll";
  const auto signing_key = reenrolls && !rekey ? stage.own_identity().key
                           : key.empty()       ? stage.key(usual_key_kind(stage.profile()))
                                               : stage.key(KeyKind(key));
  const auto contents = contents_for(*this, stage, reenrolls);
  stage.make_ready(over);
  auto der = csr.name.empty() ? make_request(linked_as(contents,
                                                       {link, bound_to, binding, spoils,
                                                        string_type, revocation_challenge},
                                                       stage, over),
                                             signing_key, deviations)
                              : csr.bytes;

  auto options = stage.http_options(label);
  if (!layout.empty()) options.layout = base64_layout(layout);
  auto request = enroll_request(*operation_named(operation), der, options, deviations);
  const CredentialChoice shown{authentication, credentials, challenge, authorization,
                               authorization_of};
  show_credentials(request, shown, stage);
  if (chunk_size > 0) {
    request.framing = Framing::chunked;
    request.chunk_size = static_cast<std::size_t>(chunk_size);
    request.headers.remove("Content-Length");
  }
  Placeholders filled(stage, over, request.method, request.target);
  std::vector<std::string> lines;
  for (const auto& line : headers) lines.push_back(filled.in(line));
  add_header_lines(request.headers, lines);
  for (const auto& field : without) request.headers.remove(field);
  if (close) request.headers.set("Connection", "close");

  Answer act;
  act.connection = over;
  act.request = request;
  act.patient = patient;
  act.credentials = shown;
  act.asked = enrollment_asked(signing_key, contents.subject, std::move(der), reenrolls);
  const auto delivery =
      deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
  stage.exchange_bytes(name, std::move(act), delivery, delivery.close_after);
}

}  // namespace inquest
