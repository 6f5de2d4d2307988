#include "reference/protocol/cmc_processing.h"

#include <algorithm>
#include <set>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/enrollment.h"
#include "reference/protocol/key_policy.h"
#include "reference/protocol/shared_secret_proof.h"

namespace inquest {
namespace {

/// One certificate that is asked for, whatever the form.
struct Wanted {
  BodyPartId part;
  RequestInfo info;
  Bytes csr;            ///< for a person to see
  bool proven = false;  ///< possession of the key
};

/// What a person sees of a request that is no PKCS#10: one without signature.
Bytes shown_as_csr(const RequestInfo& info) {
  CertificationRequest request;
  request.info = info;
  request.info_der = encode(encode(info));
  request.signature_algorithm = encode(sequence({oid(oids::sha256)}));
  return encode(encode(request));
}

std::optional<Wanted> wanted_of(const TaggedCertificationRequest& tagged) {
  return Wanted{tagged.id, tagged.request.info, encode(encode(tagged.request)),
                proves_possession(tagged.request)};
}

/// A control of CRMF that links the request to a shared secret, as an attribute, or nothing.
std::optional<Attribute> witness_among(BytesView control) {
  Cursor in(control);
  auto fields = in.sequence("control");
  const auto type = fields.oid("type");
  auto value = copy_of(fields.element("value"));
  if (in.failed() || (type != oids::cmc_pop_link_witness && type != oids::cmc_pop_link_witness_v2))
    return std::nullopt;
  return Attribute{type, {std::move(value)}};
}

std::optional<Wanted> wanted_of(const CertRequestMessage& message) {
  const auto& asked = message.request.wanted;
  if (!asked.subject || !asked.public_key) return std::nullopt;
  Wanted wanted{static_cast<BodyPartId>(message.request.id), {}, {}, false};
  wanted.info.subject = *asked.subject;
  wanted.info.public_key = *asked.public_key;
  if (asked.extensions && !asked.extensions->empty())
    wanted.info.attributes.push_back(extension_request(*asked.extensions));
  // RFC 5272 6.3.1.1: what is an attribute of PKCS#10 is a control here.
  for (const auto& control : message.request.controls)
    if (auto witness = witness_among(control)) wanted.info.attributes.push_back(*witness);
  wanted.csr = shown_as_csr(wanted.info);
  if (const auto* proof =
          message.proof ? std::get_if<PossessionSignature>(&*message.proof) : nullptr)
    wanted.proven = !proof->input && verify_signature(wanted.info.public_key, proof->algorithm,
                                                      message.request_der, proof->signature);
  return wanted;
}

std::optional<Wanted> wanted_of(const CmcOther&) { return std::nullopt; }

BodyPartId part_of(const TaggedRequest& request) {
  if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&request)) return tagged->id;
  if (const auto* message = std::get_if<CertRequestMessage>(&request))
    return static_cast<BodyPartId>(message->request.id);
  return std::get<CmcOther>(request).id;
}

/// A message on its way through: each step either goes on or says why not.
class Processing {
 public:
  Processing(const CmcMessage& message, const CmcOccasion& occasion)
      : message_(message.contents),
        signed_(message.signed_data),
        occasion_(occasion),
        policy_(occasion.policy) {}

  CmcOutcome run(bool kept) {
    auto obstacle = first_obstacle(kept);
    if (!obstacle) return {{}, parts_, issued_};
    if (auto* refusal = std::get_if<CmcRefusal>(&*obstacle))
      return {std::move(*refusal), parts_, {}};
    return {std::get<CmcWaiting>(*std::move(obstacle)), parts_, {}};
  }

  /// Form, controls and signature; `known_keys` are those of requests that may sign for themselves.
  std::optional<CmcRefusal> check_envelope(const std::vector<TaggedRequest>& known_keys) {
    // RFC5272-3.2.2-01
    if (auto defect = body_part_defect(message_))
      return CmcRefusal{CmcFailure::bad_request, {BodyPartId{0}}, *defect};
    if (auto failure = check_controls()) return failure;
    return check_signers(known_keys);
  }

 private:
  using Obstacle = std::variant<CmcRefusal, CmcWaiting>;

  std::optional<Obstacle> first_obstacle(bool kept) {
    if (auto failure = check_envelope(message_.requests)) return *failure;
    if (message_.requests.empty())
      return CmcRefusal{CmcFailure::bad_request, {BodyPartId{0}}, "nothing is asked for"};
    std::vector<Wanted> all;
    for (const auto& each : message_.requests) {
      auto wanted = std::visit([](const auto& one) { return wanted_of(one); }, each);
      if (!wanted)
        return CmcRefusal{CmcFailure::bad_request, {part_of(each)}, "a request of no known form"};
      if (auto failure = check(*wanted)) return *failure;
      if (auto failure = kept ? std::nullopt : check_linking(*wanted)) return *failure;
      if (auto failure = refused(moments::authorization,
                                 judge_authorization(occasion_.client, wanted->info, policy_),
                                 CmcFailure::bad_identity, wanted->part))
        return *failure;
      if (auto failure = refused(moments::one_time_password,
                                 judge_one_time_password(wanted->info, policy_, occasion_.now),
                                 CmcFailure::bad_identity, wanted->part))
        return *failure;
      parts_.emplace_back(wanted->part);
      all.push_back(*std::move(wanted));
    }
    if (auto obstacle = ask_for_approval(all)) return obstacle;
    for (const auto& each : all)
      if (auto failure =
              refused(moments::one_time_password, spend_one_time_password(each.info, policy_),
                      CmcFailure::bad_identity, each.part))
        return *failure;
    // All or none: what was issued for half a message would be lost with its failure.
    for (const auto& each : all) issue(each);
    return std::nullopt;
  }

  /// A judgement that simple enrolment shares, through its moment, as a failure of one part.
  std::optional<CmcRefusal> refused(const Moment<Judgement>& moment, Judgement judgement,
                                    CmcFailure why, BodyPartId part) const {
    const auto refusal = occasion_.deviations.at(moment, std::move(judgement));
    if (!refusal) return std::nullopt;
    auto text = refusal->text;
    if (text.ends_with('\n')) text.pop_back();
    return CmcRefusal{why, {part}, text, refusal->status};
  }

  std::optional<CmcRefusal> check_controls() {
    static const std::set<std::string_view> known{
        oids::cmc_transaction_id,    oids::cmc_sender_nonce,   oids::cmc_identification,
        oids::cmc_identity_proof_v2, oids::cmc_identity_proof, oids::cmc_pop_link_random,
        oids::cmc_query_pending,     oids::cmc_data_return,
    };
    // RFC5272-3.2.1.1-01 and RFC5272-3.2.1.1-02
    for (const auto& control : message_.controls)
      if (!known.contains(control.type))
        return CmcRefusal{CmcFailure::bad_request, {control.id}, "an unknown control"};
    for (const auto& control : message_.controls) {
      const bool proof =
          control.type == oids::cmc_identity_proof_v2 || control.type == oids::cmc_identity_proof;
      // RFC5272-6.2-01, RFC5272-6.2.1-01, RFC5272-6.2.1-02: a secret of any length; one that does
      // not verify is a badIdentity.
      if (proof && !proves_identity(control))
        return CmcRefusal{
            CmcFailure::bad_identity, {control.id}, "the identity proof does not hold", 403};
    }
    return std::nullopt;
  }

  /// Whom the message says it is from, as its octets are; nothing without such a control.
  std::optional<Bytes> identification_text() const {
    const auto* named = find_control(message_.controls, oids::cmc_identification);
    if (named == nullptr) return std::nullopt;
    auto name = identification(*named);
    return name ? std::optional(*std::move(name)) : std::nullopt;
  }

  /// The secret shared with that one.
  std::optional<Bytes> shared_secret() const {
    const auto name = identification_text();
    if (!name) return std::nullopt;
    const auto user = policy_.users.find(std::string(text_of(*name)));
    return user == policy_.users.end() ? std::nullopt : std::optional(bytes_of(user->second));
  }

  bool proves_identity(const CmcControl& proof) const {
    auto secret = shared_secret();
    if (!secret) return false;
    // RFC5272-6.2.3-01: where somebody is named, the name is hashed with the secret.
    append(*secret, *identification_text());
    const auto covered = encode(encode(message_.requests));
    // RFC5272-6.2.2-01
    if (proof.type == oids::cmc_identity_proof) {
      const auto octets = control_octets(proof);
      return octets && proves_secret_by_sha1(*octets, *secret, covered);
    }
    const auto witness = control_witness(proof);
    return witness && proves_secret(*witness, *secret, covered);
  }

  std::optional<CmcRefusal> check_signers(const std::vector<TaggedRequest>& known_keys) {
    const auto bad = [](const std::string& why) {
      // RFC5272-3.2.1.3.4-01, RFC5272-3.2.1.3.4-02
      return CmcRefusal{CmcFailure::bad_message_check, {BodyPartId{0}}, why, 403};
    };
    if (signed_.signers.empty()) return bad("the message is not signed");
    for (const auto& signer : signed_.signers) {
      if (signer.certificate) {
        if (auto defect = signature_defect(signed_, signer)) return bad(*defect);
        if (!trusted(*signer.certificate)) return bad("the signer's certificate is not trusted");
        // RFC6402-2.12-01: an RA by its certificate, which was verified.
        by_ra_ = by_ra_ || is_ra(*signer.certificate, policy_);
        signing_subjects_.push_back(signer.certificate->subject());
      } else if (!signed_by_a_requested_key(signer, known_keys)) {
        return bad("the signature is by no key that is known here");
      }
    }
    return std::nullopt;
  }

  bool trusted(const Certificate& certificate) const {
    auto anchors = policy_.client_trust;
    for (auto& root : policy_.authority->roots()) anchors.push_back(std::move(root));
    auto intermediates = signed_.certificates;
    for (auto& each : policy_.authority->issuing_authorities())
      intermediates.push_back(std::move(each));
    return verify_path(certificate, intermediates, anchors, occasion_.now, Purpose::any).valid &&
           !(policy_.authority->issued(certificate) &&
             policy_.authority->revoked(certificate.serial_hex()));
  }

  /// RFC5272-3.2-07: who has no certificate yet signs by the key that shall get one.
  bool signed_by_a_requested_key(const SignerInfo& signer,
                                 const std::vector<TaggedRequest>& known_keys) const {
    return std::any_of(known_keys.begin(), known_keys.end(), [&](const TaggedRequest& each) {
      const auto wanted = std::visit([](const auto& one) { return wanted_of(one); }, each);
      return wanted && !signature_defect(signed_, signer, wanted->info.public_key);
    });
  }

  std::optional<CmcRefusal> check(const Wanted& wanted) const {
    // An RA vouches for its clients (RFC 7030 3.7); everybody else proves possession.
    if (!wanted.proven && !by_ra_)
      return CmcRefusal{
          CmcFailure::pop_failed, {wanted.part}, "possession of the key is not proven", 403};
    if (auto refusal = judge_key(wanted.info.public_key))
      return CmcRefusal{CmcFailure::bad_algorithm, {wanted.part}, refusal->text};
    const auto own = names_of(wanted.info);
    if (!own || !names_to_certify(wanted.info, *own))
      return CmcRefusal{CmcFailure::bad_request, {wanted.part}, "the names cannot be read"};
    if (auto refusal = judge_revocation_challenge(wanted.info, policy_))
      return CmcRefusal{CmcFailure::bad_request, {wanted.part}, refusal->text};
    return std::nullopt;
  }

  /// Linking of identity and possession, by CMC's own means or by the connection's (RFC 7030 3.5).
  std::optional<CmcRefusal> check_linking(const Wanted& wanted) const {
    if (policy_.linking == Linking::ignored) return std::nullopt;
    const auto* random = find_control(message_.controls, oids::cmc_pop_link_random);
    const auto* witness = wanted.info.attribute(oids::cmc_pop_link_witness_v2);
    const auto* old_witness = wanted.info.attribute(oids::cmc_pop_link_witness);
    const bool by_secret = random != nullptr || witness != nullptr || old_witness != nullptr;
    // RFC5272-6.3.1.1-02, RFC6402-2.3-01: where R is there, each request bears what is derived from
    // it.
    if (by_secret && !is_linked_by_secret(random, witness, old_witness))
      return CmcRefusal{CmcFailure::pop_failed,
                        {wanted.part},
                        "the request is not linked to the shared secret: its POP link witness is "
                        "missing or wrong",
                        403};
    // RFC 5272 6.3.3: or the request bears the name that its signer has.
    const bool by_name =
        std::any_of(signing_subjects_.begin(), signing_subjects_.end(),
                    [&](const Bytes& each) { return same_name(each, wanted.info.subject); });
    const auto policy = by_secret || by_name ? Linking::verified : policy_.linking;
    // RFC7030-3.5-14: popFailed is the failure that a CMC answer names.
    return refused(moments::linking, judge_linking(wanted.info, occasion_.tls, policy, by_ra_),
                   CmcFailure::pop_failed, wanted.part);
  }

  bool is_linked_by_secret(const CmcControl* random, const Attribute* witness,
                           const Attribute* old_witness) const {
    const auto octets =
        random != nullptr ? control_octets(*random) : Result<Bytes>(ParseError{0, "no R"});
    const auto secret = shared_secret();
    if (!octets || !secret) return false;
    if (witness != nullptr) {
      const auto proof = control_witness({0, witness->type, witness->values});
      return proof && proves_secret(*proof, *secret, *octets);
    }
    if (old_witness == nullptr) return false;
    const auto proof = control_octets({0, old_witness->type, old_witness->values});
    return proof && proves_secret_by_sha1(*proof, *secret, *octets);
  }

  std::optional<Obstacle> ask_for_approval(const std::vector<Wanted>& all) const {
    std::optional<Obstacle> waiting;
    for (const auto& each : all) {
      const auto judged = occasion_.deviations.at(
          moments::approval, judge_approval(each.info, each.csr, policy_, occasion_.now));
      if (!judged) continue;
      if (judged->status != 202)
        return CmcRefusal{CmcFailure::bad_request, {each.part}, "the request was denied", 403};
      const auto* later = judged->headers.find("Retry-After");
      waiting = CmcWaiting{later != nullptr ? *later : ""};
    }
    return waiting;
  }

  void issue(const Wanted& wanted) {
    const auto names = names_to_certify(wanted.info, *names_of(wanted.info));
    issued_.push_back(certify(GrantedRequest{wanted.info, *names, occasion_.client},
                              wanted.info.public_key, policy_, occasion_.deviations,
                              occasion_.now));
  }

  const PkiData& message_;
  const SignedData& signed_;
  const CmcOccasion& occasion_;
  const ServerPolicy& policy_;
  bool by_ra_ = false;
  std::vector<Bytes> signing_subjects_;
  std::vector<Bytes> issued_;
  std::vector<BodyPartReference> parts_;
};

}  // namespace

CmcOutcome process_cmc(const CmcMessage& message, const CmcOccasion& occasion, bool kept) {
  return Processing(message, occasion).run(kept);
}

std::optional<CmcRefusal> judge_cmc_query(const CmcMessage& query, const CmcMessage& kept,
                                          const CmcOccasion& occasion) {
  return Processing(query, occasion).check_envelope(kept.contents.requests);
}

}  // namespace inquest
