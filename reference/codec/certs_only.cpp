#include "reference/codec/certs_only.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_members = 100'000;

std::vector<Element> raw_elements(const std::vector<Bytes>& encoded) {
  std::vector<Element> elements;
  for (const auto& each : encoded) elements.push_back(Element::raw(each));
  return elements;
}

std::vector<Bytes> read_members(Cursor& in, std::string_view name) {
  std::vector<Bytes> members;
  while (in.more()) {
    members.push_back(copy_of(in.element(name)));
    if (members.size() > most_members) in.fail(name, "more than 100000 members");
  }
  return members;
}

/// SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, certificates [0]
/// OPTIONAL, crls [1] OPTIONAL, signerInfos }   RFC 5652 5.1
CertsOnly read_signed_data(Cursor& in) {
  auto fields = in.sequence("SignedData");
  CertsOnly certs;
  certs.version = fields.integer("version");
  auto digests = fields.set("digestAlgorithms");
  certs.digest_algorithms = read_members(digests, "digestAlgorithm");

  auto content = fields.sequence("encapContentInfo");
  certs.content_type = content.oid("eContentType");
  if (auto wrapped = content.open_if("eContent", context(0))) {
    certs.content = copy_of(wrapped->octet_string("eContent"));
    wrapped->end();
  }
  content.end();

  if (auto choices = fields.open_if("certificates", context(0))) {
    while (choices->more()) {
      const bool certificate = choices->peek() == Tag::sequence;
      auto& list = certificate ? certs.certificates : certs.other_certificates;
      list.push_back(copy_of(choices->element("certificate")));
      if (list.size() > most_members) choices->fail("certificate", "more than 100000 members");
    }
  }
  if (auto crls = fields.open_if("crls", context(1))) certs.crls = read_members(*crls, "crl");
  auto signers = fields.set("signerInfos");
  certs.signers = read_members(signers, "signerInfo");
  fields.end();
  return certs;
}

}  // namespace

// RFC5652-3-01, RFC5272-4.1-01: a ContentInfo around a SignedData.
Element encode(const CertsOnly& certs) {
  // RFC5652-5.2-01, RFC5652-5.2-02: id-data as content type, and no content, while nobody signs.
  std::vector<Element> content{oid(certs.content_type)};
  if (certs.content) content.push_back(explicit_tag(0, octet_string(*certs.content)));
  auto certificates = raw_elements(certs.certificates);
  for (auto& other : raw_elements(certs.other_certificates))
    certificates.push_back(std::move(other));

  std::vector<Element> fields{
      integer(certs.version),
      set_of(raw_elements(certs.digest_algorithms)),
      sequence(std::move(content)),
  };
  if (!certificates.empty()) fields.emplace_back(context(0), std::move(certificates));
  if (!certs.crls.empty()) fields.emplace_back(context(1), raw_elements(certs.crls));
  fields.push_back(set_of(raw_elements(certs.signers)));
  return sequence({oid(oids::cms_signed_data), explicit_tag(0, sequence(std::move(fields)))});
}

Result<CertsOnly> decode_certs_only(BytesView input) {
  return read(input, [](Cursor& in) {
    auto info = in.sequence("ContentInfo");
    const auto type = info.oid("contentType");
    if (!info.failed() && type != oids::cms_signed_data)
      info.fail("contentType", "'" + type + "' where signedData was expected");
    auto content = info.open("content", context(0));
    auto certs = read_signed_data(content);
    content.end();
    info.end();
    return certs;
  });
}

std::optional<std::string> certs_only_defect(const CertsOnly& certs) {
  // RFC5272-4.1-01: no content and no signerInfos; the certificates are all that there is to it.
  if (certs.content) return "the SignedData has content";
  if (!certs.signers.empty()) return std::to_string(certs.signers.size()) + " signers sign it";
  if (certs.certificates.empty()) return "it holds no certificate";
  return std::nullopt;
}

}  // namespace inquest
