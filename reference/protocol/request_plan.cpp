#include "reference/protocol/request_plan.h"

#include <algorithm>

#include "reference/codec/csr_template.h"
#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/protocol/alternative_names.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

struct Curve {
  const char* oid;
  const char* kind;
};
constexpr Curve curves[] = {
    {"1.2.840.10045.3.1.7", "ec-p256"}, {"1.3.132.0.34", "ec-p384"}, {"1.3.132.0.35", "ec-p521"}};

/// An elliptic curve, or nothing where it is none of ours.
std::optional<KeyKind> kind_of_curve(BytesView curve) {
  for (const auto& each : curves)
    if (encode(oid(each.oid)) == Bytes(curve.begin(), curve.end())) return KeyKind(each.kind);
  return std::nullopt;
}

std::optional<KeyKind> kind_of_rsa(std::int64_t bits) {
  for (const auto known : {2048, 3072, 4096})
    if (bits <= known) return KeyKind("rsa-" + std::to_string(known));
  return std::nullopt;
}

class Planner {
 public:
  explicit Planner(RequestContents contents) { plan.contents = std::move(contents); }

  void ask_key(std::optional<KeyKind> kind, const std::string& what) {
    if (kind)
      plan.key = std::move(kind);
    else
      plan.unmet.push_back(what);
  }

  /// An extension of the request: the server's value, or one that the client has.
  void ask_extension(const ExtensionTemplate& wanted) {
    auto& all = plan.contents.extensions;
    const auto own = std::find_if(all.begin(), all.end(),
                                  [&](const Extension& each) { return each.id == wanted.id; });
    // RFC9908-3.4-15, RFC9908-3.4-16, RFC9908-3.4-17, RFC9908-3.4-18: the server's value where it
    // gave one, else the client's.
    if (wanted.value && !wanted.value->empty()) {
      Extension given{wanted.id, wanted.critical, *wanted.value};
      if (wanted.id == oids::subject_alt_name) {
        // RFC9908-3.4-19: empty names are for the client to fill in.
        auto filled =
            filled_alternative_names(given.value, own == all.end() ? Bytes() : own->value);
        if (!filled) {
          plan.unmet.emplace_back("names for the subjectAltName that it gives in part");
          return;
        }
        given.value = *std::move(filled);
      }
      if (own == all.end())
        all.push_back(given);
      else
        *own = given;
    } else if (own != all.end()) {
      own->critical = wanted.critical;
    } else {
      plan.unmet.push_back("a value for the extension " + wanted.id);
    }
  }

  void ask_subject(const NameTemplate& wanted) {
    std::vector<Element> rdns;
    for (const auto& rdn : wanted) {
      std::vector<Element> members;
      for (const auto& each : rdn)
        // RFC9908-3.4-07, RFC9908-3.4-08
        if (auto value = each.value ? each.value : own_value(each.type))
          members.push_back(sequence({oid(each.type), Element::raw(*value)}));
        else
          plan.unmet.push_back("a value for the name attribute " + each.type);
      if (!members.empty()) rdns.push_back(set(std::move(members)));
    }
    plan.contents.subject = encode(sequence(std::move(rdns)));
  }

  RequestPlan plan;

 private:
  /// The first value of that type in the subject that the client wants.
  std::optional<Bytes> own_value(const std::string& type) const {
    const auto name = decode_der(plan.contents.subject);
    if (!name) return std::nullopt;
    const auto wanted = oid(type).contents();
    for (const auto& rdn : name->children())
      for (const auto& each : rdn.children())
        if (each.children().size() == 2 && each[0].contents() == wanted) return encode(each[1]);
    return std::nullopt;
  }
};

/// RFC7894-4-03: what is asked for must be there, where the client has a value.
template <class Asks>
void ask_challenges(Planner& planner, const Asks& asks) {
  const auto& own = planner.plan.contents.attributes;
  const auto miss = [&](const char* type, const char* what) {
    const bool there = std::any_of(own.begin(), own.end(),
                                   [&](const Attribute& each) { return each.type == type; });
    if (asks(type) && !there) planner.plan.unmet.emplace_back(what);
  };
  // RFC7894-3.1-01, RFC7894-3.2-01
  miss(oids::otp_challenge, "a one-time password");
  miss(oids::revocation_challenge, "a revocation challenge");
}

/// RFC7894-4-04: estIdentityLinking is preferred.
void ask_link(Planner& planner, bool old_name, bool new_name) {
  planner.plan.link = old_name || new_name;
  planner.plan.link_by_new_name = new_name;
}

Result<RequestPlan> plan_by_template(const RequestInfoTemplate& wanted, Planner planner) {
  if (wanted.subject) planner.ask_subject(*wanted.subject);
  if (wanted.public_key) {
    Cursor in(wanted.public_key->algorithm);
    auto fields = in.sequence("algorithm");
    const auto type = fields.oid("type");
    if (type == oids::rsa_encryption) {
      // RFC 9908 3.4: a placeholder key shows the size.
      const auto& key = wanted.public_key->key;
      std::int64_t bits = 2048;
      if (key) {
        Cursor rsa(*key);
        bits = static_cast<std::int64_t>(rsa.sequence("key").integer_bytes("modulus").size()) / 64 *
               64 * 8;
      }
      planner.ask_key(kind_of_rsa(bits), "an RSA key of that size");
    } else if (type == oids::ec_public_key) {
      planner.ask_key(kind_of_curve(fields.element("curve")), "a key on that curve");
    } else {
      planner.ask_key(type == "1.3.101.112"   ? std::optional(KeyKind("ed25519"))
                      : type == "1.3.101.113" ? std::optional(KeyKind("ed448"))
                                              : std::nullopt,
                      "a key of the type " + type);
    }
  }
  auto extensions = requested_extensions(wanted);
  if (!extensions) return extensions.error();
  for (const auto& each : *extensions) planner.ask_extension(each);
  const auto has = [&](const char* type) {
    return std::any_of(wanted.attributes.begin(), wanted.attributes.end(),
                       [&](const Attribute& each) { return each.type == type; });
  };
  ask_link(planner, has(oids::challenge_password), has(oids::est_identity_linking));
  ask_challenges(planner, has);
  return std::move(planner.plan);
}

// RFC7030-4.5.2-09, RFC7030-3.5-02, RFC8951-4-07, RFC9908-4-04: what is not looked for is passed
// over.
Result<RequestPlan> obedient_plan(const CsrAttributes& wanted, RequestContents contents) {
  Planner planner(std::move(contents));
  auto by_template = csr_template(wanted);
  if (!by_template) return by_template.error();
  // RFC9908-4-03
  if (*by_template) return plan_by_template(**by_template, std::move(planner));

  if (const auto* rsa = wanted.attribute(oids::rsa_encryption)) {
    std::int64_t bits = 2048;
    if (!rsa->values.empty()) {
      Cursor in(rsa->values.front());
      bits = in.integer("RSA key size");
      if (in.failed()) return ParseError{0, "the size of the RSA key that is asked for"};
    }
    planner.ask_key(kind_of_rsa(bits), "an RSA key of " + std::to_string(bits) + " bits");
  }
  if (const auto* ec = wanted.attribute(oids::ec_public_key))
    planner.ask_key(
        ec->values.empty() ? std::optional(KeyKind("ec-p256")) : kind_of_curve(ec->values.front()),
        "a key on that curve");
  // The older reading of extensionRequest, bare OIDs as values, asks for nothing that can be given
  // a value here (RFC 9908 3.2 has the newer one).
  if (auto extensions = requested_extensions(wanted))
    for (const auto& each : *extensions)
      planner.ask_extension({each.id, each.critical, each.value});
  ask_link(planner, wanted.names(oids::challenge_password),
           wanted.names(oids::est_identity_linking));
  ask_challenges(planner, [&](const char* type) { return wanted.names(type); });
  return std::move(planner.plan);
}

}  // namespace

Result<RequestPlan> plan_request(const CsrAttributes& wanted, RequestContents contents,
                                 const Deviations& deviations) {
  const auto own = std::move(contents);
  PlannedRequest planned{&wanted, &own, obedient_plan(wanted, own)};
  return deviations.at(moments::request_plan, std::move(planned)).plan;
}

}  // namespace inquest
