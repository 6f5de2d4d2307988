#include "reference/protocol/cmc_processing.h"

#include <algorithm>
#include <set>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/cmc_moments.h"
#include "reference/protocol/cmc_wanted.h"
#include "reference/protocol/enrollment.h"
#include "reference/protocol/key_policy.h"
#include "reference/protocol/shared_secret_proof.h"

namespace inquest {
namespace {

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
      auto wanted = wanted_by(each);
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

  /// A judgement through its moment, as a failure of one part.
  std::optional<CmcRefusal> refused(const Moment<Judgement>& moment, Judgement judgement,
                                    CmcFailure why, BodyPartId part) const {
    return as_failure(occasion_.deviations.at(moment, std::move(judgement)), why, part);
  }
  static std::optional<CmcRefusal> as_failure(const Judgement& refusal, CmcFailure why,
                                              BodyPartId part) {
    if (!refusal) return std::nullopt;
    auto text = refusal->text;
    if (text.ends_with('\n')) text.pop_back();
    return CmcRefusal{why, {part}, text, refusal->status};
  }

  std::optional<CmcRefusal> check_controls() {
    // RFC5272-3.2.1.1-01 and RFC5272-3.2.1.1-02
    for (const auto& control : message_.controls)
      if (auto failure = refused(moments::cmc_control, judge_control(control),
                                 CmcFailure::bad_request, control.id))
        return failure;
    for (const auto& control : message_.controls) {
      const bool proof =
          control.type == oids::cmc_identity_proof_v2 || control.type == oids::cmc_identity_proof;
      if (!proof) continue;
      // RFC5272-6.2-01, RFC5272-6.2.1-01, RFC5272-6.2.1-02: a secret of any length; one that does
      // not verify is a badIdentity.
      if (auto failure = refused(moments::identity_proof, judge_identity_proof(control),
                                 CmcFailure::bad_identity, control.id))
        return failure;
    }
    return std::nullopt;
  }

  static Judgement judge_control(const CmcControl& control) {
    static const std::set<std::string_view> known{
        oids::cmc_transaction_id,    oids::cmc_sender_nonce,   oids::cmc_identification,
        oids::cmc_identity_proof_v2, oids::cmc_identity_proof, oids::cmc_pop_link_random,
        oids::cmc_query_pending,     oids::cmc_data_return,
    };
    if (known.contains(control.type)) return std::nullopt;
    return Refusal{400, "an unknown control", {}};
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

  /// The key of a proof, which is made of the secret and, where `names`, of whose it is.
  Bytes proof_key(const std::string& proof, bool names) const {
    SharedSecretKey made{proof, shared_secret().value_or(Bytes{}), {}};
    if (names) made.identification = identification_text().value_or(Bytes{});
    made = occasion_.deviations.at(moments::shared_secret_key, std::move(made));
    if (made.secret.empty()) return {};
    append(made.secret, made.identification);
    return made.secret;
  }

  Judgement judge_identity_proof(const CmcControl& proof) const {
    const auto not_proven = Refusal{403, "the identity proof does not hold", {}};
    // RFC5272-6.2.3-01: where somebody is named, the name is hashed with the secret.
    const auto key = proof_key(proof.type, true);
    if (key.empty()) return not_proven;
    const auto covered = encode(encode(message_.requests));
    bool proven = false;
    // RFC5272-6.2.2-01
    if (proof.type == oids::cmc_identity_proof) {
      const auto octets = control_octets(proof);
      proven = octets && proves_secret_by_sha1(*octets, key, covered);
    } else {
      const auto witness = control_witness(proof);
      proven = witness && proves_secret(*witness, key, covered);
    }
    return proven ? Judgement() : not_proven;
  }

  std::optional<CmcRefusal> check_signers(const std::vector<TaggedRequest>& known_keys) {
    CmcSignatures judged;
    for (const auto& signer : signed_.signers)
      judged.by_certificate = judged.by_certificate || signer.certificate.has_value();
    if (auto why = signature_objection(known_keys)) judged.refusal = Refusal{403, *why, {}};
    judged = occasion_.deviations.at(moments::cmc_signatures, std::move(judged));
    // RFC5272-3.2.1.3.4-01, RFC5272-3.2.1.3.4-02
    if (auto failure = as_failure(judged.refusal, CmcFailure::bad_message_check, 0)) return failure;
    bool by_ra = false;
    for (const auto& signer : signed_.signers) {
      if (!signer.certificate) continue;
      // RFC6402-2.12-01: an RA by its certificate, which was verified.
      by_ra = by_ra || is_ra(*signer.certificate, policy_);
      signing_subjects_.push_back(signer.certificate->subject());
    }
    by_ra_ = occasion_.deviations.at(moments::registration_authority, by_ra);
    return std::nullopt;
  }

  /// Why the signatures do not count, or nothing.
  std::optional<std::string> signature_objection(
      const std::vector<TaggedRequest>& known_keys) const {
    if (signed_.signers.empty()) return "the message is not signed";
    for (const auto& signer : signed_.signers) {
      if (signer.certificate) {
        if (auto defect = signature_defect(signed_, signer)) return defect;
        if (!trusted(*signer.certificate)) return "the signer's certificate is not trusted";
      } else if (!signed_by_a_requested_key(signer, known_keys)) {
        return "the signature is by no key that is known here";
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
      const auto wanted = wanted_by(each);
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
    if (by_secret)
      if (auto failure = refused(moments::pop_link, judge_pop_link(random, witness, old_witness),
                                 CmcFailure::pop_failed, wanted.part))
        return failure;
    // RFC 5272 6.3.3: or the request bears the name that its signer has.
    const bool by_name =
        std::any_of(signing_subjects_.begin(), signing_subjects_.end(),
                    [&](const Bytes& each) { return same_name(each, wanted.info.subject); });
    const auto policy = by_secret || by_name ? Linking::verified : policy_.linking;
    // RFC7030-3.5-14: popFailed is the failure that a CMC answer names.
    return refused(moments::linking, judge_linking(wanted.info, occasion_.tls, policy, by_ra_),
                   CmcFailure::pop_failed, wanted.part);
  }

  Judgement judge_pop_link(const CmcControl* random, const Attribute* witness,
                           const Attribute* old_witness) const {
    const auto not_linked = Refusal{403,
                                    "the request is not linked to the shared secret: its POP link "
                                    "witness is missing or wrong",
                                    {}};
    const auto* borne = witness != nullptr ? witness : old_witness;
    const auto octets =
        random != nullptr ? control_octets(*random) : Result<Bytes>(ParseError{0, "no R"});
    if (!octets || borne == nullptr) return not_linked;
    const auto key = proof_key(borne->type, false);
    if (key.empty()) return not_linked;
    const CmcControl control{0, borne->type, borne->values};
    bool linked = false;
    if (witness != nullptr) {
      const auto proof = control_witness(control);
      linked = proof && proves_secret(*proof, key, *octets);
    } else {
      const auto proof = control_octets(control);
      linked = proof && proves_secret_by_sha1(*proof, key, *octets);
    }
    return linked ? Judgement() : not_linked;
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
