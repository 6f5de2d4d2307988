#include "harness/scenario/words/enroll.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/placeholders.h"
#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

/// Whether HTTP credentials go with the request: where they are the way to authenticate, and beside
/// a certificate where the profile has them and no axis chose the certificate alone.
bool sends_credentials(const Enroll& enroll, const Stage& stage) {
  if (enroll.authentication == "srp") return false;
  if (enroll.authentication == "certificate" &&
      !stage.profile().policies.contains("certificate-and-password"))
    return false;
  return stage.profile().credentials.has_value();
}

bool speaks_digest(const Enroll& enroll, const Stage& stage) {
  return enroll.authentication == "digest" ||
         (enroll.authentication != "basic" && stage.profile().speaks_digest());
}

std::optional<BasicCredentials> credentials_for(const Enroll& enroll, const Stage& stage) {
  if (enroll.credentials == "none" || !sends_credentials(enroll, stage)) return std::nullopt;
  auto credentials = *stage.profile().credentials;
  if (enroll.credentials == "wrong-password") credentials.password += "-but-wrong";
  if (enroll.credentials == "unknown-user") credentials.user = "inquest-nobody";
  if (enroll.credentials == "empty-password") credentials.password.clear();
  return credentials;
}

/// Subject and SubjectAltName of what is asked for.
RequestContents contents_for(const Enroll& enroll, Stage& stage, bool reenrolls) {
  RequestContents contents;
  if (!enroll.subject.empty())
    contents.subject = encode_name(enroll.subject);
  else if (reenrolls)
    contents.subject = stage.own_identity().certificate.subject();
  else
    contents.subject = encode_name(stage.subject());
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
  const auto* tls = stage.tls_of(over);
  auto der =
      csr.name.empty()
          ? make_request(linked_where_required(contents, stage.profile(), tls ? *tls : TlsFacts{}),
                         signing_key, deviations)
          : csr.bytes;

  auto options = stage.http_options(label);
  const auto shown = credentials_for(*this, stage);
  const bool by_digest = speaks_digest(*this, stage);
  if (!by_digest) options.credentials = shown;
  if (!layout.empty()) options.layout = base64_layout(layout);
  auto request = enroll_request(*operation_named(operation), der, options, deviations);
  if (by_digest && shown)
    request.headers.set("Authorization", stage.digest_authorization(*shown, request));
  if (credentials == "malformed") request.headers.set("Authorization", "Basic !not*base64!");
  if (credentials == "other-scheme") request.headers.set("Authorization", "Bearer aW5xdWVzdA==");
  if (chunk_size > 0) {
    request.framing = Framing::chunked;
    request.chunk_size = static_cast<std::size_t>(chunk_size);
    request.headers.remove("Content-Length");
  }
  Placeholders filled(stage, over, request.method, request.target);
  std::vector<std::string> lines;
  for (const auto& line : headers) lines.push_back(filled.in(line));
  add_header_lines(request.headers, lines);
  if (close) request.headers.set("Connection", "close");

  Answer act;
  act.connection = over;
  act.request = request;
  act.patient = patient;
  act.asked = enrollment_asked(signing_key, contents.subject, std::move(der), reenrolls);
  const auto delivery =
      deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
  stage.exchange_bytes(name, std::move(act), delivery, delivery.close_after);
}

}  // namespace inquest
