#include "harness/scenario/odd_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

#include "harness/scenario/header_lines.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/pki/signed_data.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

/// Certificates for devices that nobody asked for, of a CA that nobody knows.
std::vector<Bytes> strangers(std::size_t count, std::int64_t now) {
  const auto authority = Authority::in_memory({}, now);
  const auto key = Key::generate(KeyKind("ec-p256"));
  std::vector<Bytes> certificates;
  for (std::size_t i = 0; i < count; ++i)
    certificates.push_back(
        authority
            ->issue(authority->prepare(encode_name(fmt::format("CN=stranger-{}", i)),
                                       key.public_key(), std::nullopt, now))
            .der());
  return certificates;
}

/// A root of its own, which ends sooner than any that is current.
Bytes foreign_root(std::int64_t now) {
  AuthorityOptions options;
  options.root_subject = "CN=foreign root CA";
  options.root_lifetime = 30 * day;
  return Authority::in_memory(options, now)->root().der();
}

/// CertificateList with nothing revoked. Nobody signed it, which no reader of certs-only looks at.
Bytes empty_crl() {
  const auto algorithm = sequence({oid("1.2.840.10045.4.3.2")});
  const auto time = Element(Tag::utc_time, bytes_of("260101000000Z"));
  auto list =
      sequence({integer(1), algorithm, Element::raw(encode_name("CN=inquest test root CA")), time});
  return encode(sequence({std::move(list), algorithm, bit_string(Bytes(64, 0x5a))}));
}

/// Lets `certificates` stand among `count` others.
void hide_among(std::vector<Bytes>& certificates, std::size_t count, std::int64_t now) {
  auto others = strangers(count, now);
  const auto middle = others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2);
  others.insert(middle, certificates.begin(), certificates.end());
  certificates = std::move(others);
}

Bytes nested(std::size_t depth) {
  Bytes der{0x30, 0x00};
  for (std::size_t i = 0; i < depth; ++i) {
    const auto length = der.size();
    Bytes outer{0x30, 0x83, static_cast<std::uint8_t>(length >> 16U),
                static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)};
    outer.insert(outer.end(), der.begin(), der.end());
    der = std::move(outer);
  }
  return der;
}

Bytes first_certificate(const Bytes& der) {
  const auto certs = decode_certs_only(der);
  if (!certs || certs->certificates.empty()) throw std::logic_error("no certificate to send");
  return certs->certificates.front();
}

Bytes without_content_info(const Bytes& der) {
  const auto whole = decode_der(der);
  if (!whole) throw std::logic_error("no certs-only to send");
  return encode((*whole)[1][0]);
}

/// A length of 2 GB in front of what is there.
Bytes with_enormous_length(const Bytes& der) {
  Bytes lying{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff};
  lying.insert(lying.end(), der.begin() + 4, der.end());
  return lying;
}

using Change = std::function<void(Deviations&, std::int64_t now)>;

Change on_enrolment(void (*edit)(EnrollCertificates&, std::int64_t)) {
  return [edit](Deviations& deviations, std::int64_t now) {
    deviations.add(moments::enroll_certificates,
                   {[edit, now](EnrollCertificates& answer) { edit(answer, now); }});
  };
}
Change on_cacerts(void (*edit)(std::vector<Bytes>&, std::int64_t)) {
  return [edit](Deviations& deviations, std::int64_t now) {
    deviations.add(moments::cacerts_certificates,
                   {[edit, now](std::vector<Bytes>& certificates) { edit(certificates, now); }});
  };
}
Change on_certs_only(void (*edit)(CertsOnly&)) {
  return [edit](Deviations& deviations, std::int64_t) {
    deviations.add(moments::certs_only, {[edit](CertsOnly& certs) { edit(certs); }});
  };
}
Change on_der(Bytes (*edit)(const Bytes&)) {
  return [edit](Deviations& deviations, std::int64_t) {
    deviations.add(moments::certs_only_der, {[edit](Bytes& der) { der = edit(der); }});
  };
}

// -- of enrolments --

void thousand(Deviations& deviations, std::int64_t now) {
  constexpr std::size_t others = 999;
  deviations.add(moments::enroll_certificates, {[now](EnrollCertificates& answer) {
                   hide_among(answer.certificates, others, now);
                 }});
  deviations.add(moments::cacerts_certificates, {[now](std::vector<Bytes>& certificates) {
                   hide_among(certificates, others, now);
                 }});
}
void among_strangers(EnrollCertificates& answer, std::int64_t now) {
  hide_among(answer.certificates, 4, now);
}
void authorities_first(EnrollCertificates& answer, std::int64_t) {
  answer.certificates.insert(answer.certificates.begin(), answer.authorities.begin(),
                             answer.authorities.end());
}
void stranger_alone(EnrollCertificates& answer, std::int64_t now) {
  answer.certificates = strangers(1, now);
}

// -- of CA certificates --

void reversed(std::vector<Bytes>& certificates, std::int64_t) {
  std::reverse(certificates.begin(), certificates.end());
}
void foreign_root_beside(std::vector<Bytes>& certificates, std::int64_t now) {
  certificates.push_back(foreign_root(now));
}

// -- of what holds them --

void with_crl(CertsOnly& certs) { certs.crls.push_back(empty_crl()); }
void with_other_certificate(CertsOnly& certs) {
  certs.other_certificates.push_back(
      encode(Element(context(3), {oid("1.3.6.1.4.1.32473.1"), null()})));
}
/// As DER has a SET OF, and the other way round.
void sorted(CertsOnly& certs) { std::sort(certs.certificates.begin(), certs.certificates.end()); }
void sorted_backwards(CertsOnly& certs) {
  std::sort(certs.certificates.rbegin(), certs.certificates.rend());
}
Bytes signed_data_without_content(const Bytes&) {
  return decode_hex("300b06092a864886f70d010702").value();
}
Bytes data(const Bytes& der) {
  return encode(sequence({oid("1.2.840.113549.1.7.1"), explicit_tag(0, octet_string(der))}));
}
Bytes nested_deeply(const Bytes&) { return nested(5000); }
Bytes zeros(const Bytes&) { return Bytes(300, 0); }
Bytes one_octet(const Bytes&) { return Bytes{0x30}; }

// -- of full CMC --

/// The same PKIResponse, signed by one who certified himself.
void signed_by_stranger(Deviations& deviations, std::int64_t now) {
  deviations.add(moments::signed_cmc_response, {[now](CertsOnly& message) {
                   const auto authority = Authority::in_memory({}, now);
                   std::vector<Certificate> certificates{authority->root()};
                   for (const auto& each : message.certificates)
                     if (auto certificate = Certificate::decode(each))
                       certificates.push_back(*std::move(certificate));
                   message = sign_data(message.content_type, message.content.value_or(Bytes{}),
                                       {authority->root_key(), authority->root()}, certificates);
                 }});
}

/// The certificates alone, as /simpleenroll would answer.
void simple_response(Deviations& deviations, std::int64_t) {
  deviations.add(moments::signed_cmc_response, {[](CertsOnly& message) {
                   CertsOnly simple;
                   simple.certificates = message.certificates;
                   message = std::move(simple);
                 }});
  deviations.add(moments::full_cmc_response, {[](HttpResponse& response) {
                   response.headers.set("Content-Type", media_types::pkcs7_certs_only);
                 }});
}

/// A status about a part beside that of the request.
void add_status(PkiResponse& answer, CmcStatus status) {
  CmcStatusInfo info;
  info.status = status;
  info.body_parts = {BodyPartId{1}};
  if (status == CmcStatus::failed) info.other = CmcFailure::bad_request;
  BodyPartId next = 1;
  for (const auto& each : answer.controls) next = std::max(next, each.id + 1);
  answer.controls.push_back(status_control(next, info));
}
Change on_cmc(CmcStatus status) {
  return [status](Deviations& deviations, std::int64_t) {
    deviations.add(moments::cmc_response,
                   {[status](PkiResponse& answer) { add_status(answer, status); }});
  };
}

const std::map<std::string, Change>& changes() {
  static const std::map<std::string, Change> known{
      {"usual", [](Deviations&, std::int64_t) {}},
      {"thousand", thousand},
      {"among-strangers", on_enrolment(among_strangers)},
      {"authorities-first", on_enrolment(authorities_first)},
      {"stranger-alone", on_enrolment(stranger_alone)},
      {"reversed", on_cacerts(reversed)},
      {"foreign-root-beside", on_cacerts(foreign_root_beside)},
      {"signed-by-stranger", signed_by_stranger},
      {"second-status-success", on_cmc(CmcStatus::success)},
      {"second-status-failed", on_cmc(CmcStatus::failed)},
      {"simple-response", simple_response},
      {"sorted", on_certs_only(sorted)},
      {"sorted-backwards", on_certs_only(sorted_backwards)},
      {"with-crl", on_certs_only(with_crl)},
      {"with-other-certificate", on_certs_only(with_other_certificate)},
      {"signed-data-without-content", on_der(signed_data_without_content)},
      {"data", on_der(data)},
      {"nested", on_der(nested_deeply)},
      {"enormous-length", on_der(with_enormous_length)},
      {"certificate-alone", on_der(first_certificate)},
      {"without-content-info", on_der(without_content_info)},
      {"zeros", on_der(zeros)},
      {"one-octet", on_der(one_octet)},
  };
  return known;
}

/// The type with the boundary that the parts of the body have.
std::string with_boundary(const std::string& type, const HttpResponse& response) {
  const auto* field = response.headers.find("Content-Type");
  const auto parts = decode_media_type(field ? *field : "");
  const auto* boundary = parts ? parts->parameter("boundary") : nullptr;
  if (boundary == nullptr || !type.starts_with("multipart/")) return type;
  return type + "; boundary=\"" + *boundary + "\"";
}

void spoil_head_and_body(HttpResponse& response, const OddAnswer& odd) {
  if (odd.status != 0) response.status = odd.status;
  if (odd.type == "none")
    response.headers.remove("Content-Type");
  else if (!odd.type.empty())
    response.headers.set("Content-Type", with_boundary(odd.type, response));
  add_header_lines(response.headers, odd.fields);
  if (!odd.body.empty()) response.body = bytes_of(odd.body);
}

}  // namespace

const std::vector<std::string>& odd_packs() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& [name, change] : changes()) all.push_back(name);
    return all;
  }();
  return names;
}

void spoil_answers(Deviations& deviations, const OddAnswer& odd, std::int64_t now) {
  changes().at(odd.pack)(deviations, now);
  for (const auto* moment :
       {&moments::cacerts_response, &moments::enroll_response, &moments::csr_attributes_response,
        &moments::key_response, &moments::full_cmc_response})
    deviations.add(*moment,
                   {[odd](HttpResponse& response) { spoil_head_and_body(response, odd); }});
  if (!odd.retry_after.empty())
    deviations.add(moments::any_response, {[value = odd.retry_after](HttpResponse& response) {
                     if (response.status != 202) return;
                     if (value == "none")
                       response.headers.remove("Retry-After");
                     else
                       response.headers.set("Retry-After", value);
                   }});
}

}  // namespace inquest
