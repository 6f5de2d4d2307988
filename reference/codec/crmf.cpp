#include "reference/codec/crmf.h"

#include <algorithm>
#include <array>
#include <string>

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

constexpr std::size_t most_members = 1024;

unsigned number_of(Tag tag) { return static_cast<unsigned>(tag) & 0x1fU; }

bool is_context(Tag tag) { return (static_cast<unsigned>(tag) & 0xc0U) == 0x80U; }

/// The contents of an element, under another tag.
Bytes retagged(Tag tag, BytesView contents) { return encode(Element(tag, copy_of(contents))); }

/// The fields of a CertTemplate that stay octets, with the tags that they have.
constexpr std::array kept_as_octets{
    context(0, false),  // version
    context(1, false),  // serialNumber
    context(2),         // signingAlg
    context(4),         // validity
    context(7, false),  // issuerUID
    context(8, false),  // subjectUID
};

std::vector<Bytes> read_members(Cursor& in, std::string_view name) {
  std::vector<Bytes> members;
  while (in.more()) {
    members.push_back(copy_of(in.element(name, Tag::sequence)));
    if (members.size() > most_members) in.fail(name, "more than 1024 members");
  }
  return members;
}

Bytes read_name(Cursor& in, std::string_view name, Tag tag) {
  auto wrapped = in.open(name, tag);
  auto whole = copy_of(wrapped.element("Name", Tag::sequence));
  wrapped.end();
  return whole;
}

CertTemplate read_template(Cursor& in) {
  auto fields = in.sequence("certTemplate");
  CertTemplate wanted;
  int last = -1;
  while (fields.more()) {
    const auto tag = *fields.peek();
    if (tag == context(3)) {
      wanted.issuer = read_name(fields, "issuer", tag);
    } else if (tag == context(5)) {
      wanted.subject = read_name(fields, "subject", tag);
    } else if (tag == context(6)) {
      wanted.public_key = retagged(Tag::sequence, fields.contents("publicKey", tag));
    } else if (tag == context(9)) {
      auto list = fields.open("extensions", tag);
      wanted.extensions = read_extensions(list);
    } else {
      wanted.others.push_back(copy_of(fields.element("field")));
      if (std::find(kept_as_octets.begin(), kept_as_octets.end(), tag) == kept_as_octets.end())
        fields.fail("field", "a tag that no field of CertTemplate has");
    }
    const auto number = static_cast<int>(number_of(tag));
    if (is_context(tag) && number <= last) fields.fail("field", "a field out of its order");
    last = number;
  }
  return wanted;
}

CertRequest read_request(Cursor& in) {
  auto fields = in.sequence("certReq");
  CertRequest request;
  request.id = fields.integer("certReqId");
  request.wanted = read_template(fields);
  if (auto controls = fields.open_if("controls", Tag::sequence))
    request.controls = read_members(*controls, "control");
  fields.end();
  return request;
}

PossessionSignature read_signature(Cursor& fields) {
  PossessionSignature proof;
  if (fields.peek() == context(0)) proof.input = copy_of(fields.element("poposkInput"));
  proof.algorithm = copy_of(fields.element("algorithmIdentifier", Tag::sequence));
  proof.signature = copy_of(fields.bit_string("signature"));
  fields.end();
  return proof;
}

Bytes read_method(Cursor& in, std::string_view name, Tag tag) {
  auto choice = in.open(name, tag);
  const auto method = choice.peek().value_or(Tag::null);
  auto whole = copy_of(choice.element("POPOPrivKey"));
  if (!is_context(method) || number_of(method) > 4)
    choice.fail("POPOPrivKey", "a tag that none of its choices has");
  choice.end();
  return whole;
}

/// Nothing when what comes next is no proof.
std::optional<ProofOfPossession> read_proof(Cursor& in) {
  const auto tag = in.peek();
  if (!tag || *tag == Tag::sequence) return std::nullopt;
  if (*tag == context(0, false)) {
    if (!in.contents("popo.raVerified", *tag).empty())
      in.fail("popo.raVerified", "a NULL that holds octets");
    return PossessionRaVerified{};
  }
  if (auto fields = in.open_if("popo.signature", context(1))) return read_signature(*fields);
  if (*tag == context(2))
    return PossessionOfKeyForEncipherment{read_method(in, "popo.keyEncipherment", *tag)};
  if (*tag == context(3))
    return PossessionOfKeyForAgreement{read_method(in, "popo.keyAgreement", *tag)};
  in.element("popo");
  in.fail("popo", "a tag that none of its choices has");
  return std::nullopt;
}

/// Writes each kind of proof.
struct ProofWriter {
  Element operator()(const PossessionRaVerified&) const { return {context(0, false), Bytes{}}; }
  Element operator()(const PossessionSignature& proof) const {
    std::vector<Element> fields;
    if (proof.input) fields.push_back(Element::raw(*proof.input));
    fields.push_back(Element::raw(proof.algorithm));
    fields.push_back(bit_string(proof.signature));
    return {context(1), std::move(fields)};
  }
  Element operator()(const PossessionOfKeyForEncipherment& proof) const {
    return explicit_tag(2, Element::raw(proof.method));
  }
  Element operator()(const PossessionOfKeyForAgreement& proof) const {
    return explicit_tag(3, Element::raw(proof.method));
  }
};

Element sequence_of_raw(const std::vector<Bytes>& members) {
  std::vector<Element> elements;
  for (const auto& each : members) elements.push_back(Element::raw(each));
  return sequence(std::move(elements));
}

Element encode(const CertTemplate& wanted) {
  std::vector<Bytes> fields = wanted.others;
  if (wanted.issuer) fields.push_back(retagged(context(3), *wanted.issuer));
  if (wanted.subject) fields.push_back(retagged(context(5), *wanted.subject));
  if (wanted.public_key) {
    auto key = *wanted.public_key;  // tagged implicitly: only its tag changes
    if (!key.empty()) key[0] = static_cast<std::uint8_t>(context(6));
    fields.push_back(std::move(key));
  }
  if (wanted.extensions) {
    auto list = encode(*wanted.extensions);
    list.retag(context(9));
    fields.push_back(encode(list));
  }
  std::stable_sort(fields.begin(), fields.end(), [](const Bytes& a, const Bytes& b) {
    return !b.empty() && (a.empty() || (a[0] & 0x1fU) < (b[0] & 0x1fU));
  });
  return sequence_of_raw(fields);
}

}  // namespace

Bytes challenge_response_follows() { return {0x81, 0x01, 0x01}; }

Element encode(const CertRequest& request) {
  std::vector<Element> fields{integer(request.id), encode(request.wanted)};
  if (!request.controls.empty()) fields.push_back(sequence_of_raw(request.controls));
  return sequence(std::move(fields));
}

Element encode(const CertRequestMessage& message) {
  std::vector<Element> fields{Element::raw(message.request_der)};
  if (message.proof) fields.push_back(std::visit(ProofWriter{}, *message.proof));
  if (!message.registration.empty()) fields.push_back(sequence_of_raw(message.registration));
  return sequence(std::move(fields));
}

CertRequestMessage read_cert_request_message(Cursor& fields) {
  CertRequestMessage message;
  auto ahead = fields;  // the same octets are needed whole, for the signature
  message.request_der = copy_of(ahead.element("certReq", Tag::sequence));
  message.request = read_request(fields);
  message.proof = read_proof(fields);
  if (auto registration = fields.open_if("regInfo", Tag::sequence)) {
    message.registration = read_members(*registration, "attribute");
    if (message.registration.empty()) fields.fail("regInfo", "an empty SEQUENCE");
  }
  fields.end();
  return message;
}

Result<CertRequestMessage> decode_cert_request_message(BytesView input) {
  return read(input, [](Cursor& in) {
    auto fields = in.sequence("CertReqMsg");
    return read_cert_request_message(fields);
  });
}

}  // namespace inquest
