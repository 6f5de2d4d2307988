#include "harness/scenario/certificate_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "harness/scenario/stage.h"
#include "reference/codec/cursor.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

constexpr auto name_constraints = "2.5.29.30";
constexpr auto any_purpose = "2.5.29.37.0";
constexpr auto ocsp_signing = "1.3.6.1.5.5.7.3.9";
constexpr unsigned key_cert_sign = 5;

/// The TBSCertificate as a tree, and where its serial number stands.
struct Tree {
  Element tbs;
  Element outer_algorithm;
  std::size_t serial;
};

Tree tree_of(const Certificate& certificate) {
  auto tree = decode_der(certificate.der());
  if (!tree || tree->children().size() != 3 || (*tree)[0].children().size() < 6)
    throw Inconclusive("readers disagree: OpenSSL reads the issued certificate, and we do not");
  const std::size_t serial = (*tree)[0][0].tag() == context(0) ? 1 : 0;
  return {(*tree)[0], (*tree)[1], serial};
}

/// Contents of an extension's value by its decoder; nothing when there is no such extension.
template <class Body>
auto inside(const Certificate& certificate, const char* id, Body body)
    -> std::optional<decltype(body(std::declval<Cursor&>()))> {
  const auto extension = certificate.extension(id);
  if (!extension) return std::nullopt;
  auto value = read(extension->value, body);
  if (!value)
    throw Inconclusive(fmt::format("the extension {} of the issued certificate cannot be read: {}",
                                   id, value.error().text()));
  return *std::move(value);
}

std::optional<Bytes> usage_contents(const Certificate& certificate) {
  return inside(certificate, oids::key_usage,
                [](Cursor& in) { return copy_of(in.contents("keyUsage", Tag::bit_string)); });
}

std::optional<std::vector<std::string>> purposes_of(const Certificate& certificate) {
  return inside(certificate, oids::extended_key_usage, [](Cursor& in) {
    std::vector<std::string> purposes;
    auto list = in.sequence("extKeyUsage");
    while (list.more()) purposes.push_back(list.oid("purpose"));
    return purposes;
  });
}

bool has_path_length(const Certificate& certificate) {
  const auto there = inside(certificate, oids::basic_constraints, [](Cursor& in) {
    auto fields = in.sequence("basicConstraints");
    if (fields.peek() == Tag::boolean) fields.boolean("cA");
    const bool length = fields.more();
    if (length) fields.integer("pathLenConstraint");
    return length;
  });
  return there.value_or(false);
}

/// keyIdentifier of an authorityKeyIdentifier; empty when it has none.
std::optional<Bytes> authority_key_identifier(const Certificate& certificate) {
  return inside(certificate, oids::authority_key_identifier, [](Cursor& in) {
    auto fields = in.sequence("authorityKeyIdentifier");
    Bytes identifier;
    while (fields.more()) {
      const bool ours = fields.peek() == context(0, false);
      const auto whole = fields.element("field");
      if (ours && whole.size() > 2) identifier = copy_of(whole.subspan(2));
    }
    return identifier;
  });
}

std::optional<Bytes> subject_key_identifier(const Certificate& certificate) {
  return inside(certificate, oids::subject_key_identifier,
                [](Cursor& in) { return copy_of(in.octet_string("subjectKeyIdentifier")); });
}

std::string criticality(const std::optional<Extension>& extension) {
  if (!extension) return "absent";
  return extension->critical ? "critical" : "not critical";
}

/// An extension that, where it is there, is critical or is not.
Finding judge_criticality(const Certificate& certificate, const char* id, const char* name,
                          bool critical) {
  const auto extension = certificate.extension(id);
  return {!extension || extension->critical == critical, name,
          critical ? "critical, where it is there" : "not critical, where it is there",
          criticality(extension)};
}

using Rule = std::function<Finding(const Certificate&, const RuleSurroundings&)>;

Finding judge_serial(const Certificate& certificate, const RuleSurroundings&) {
  const auto serial = certificate.serial_hex();
  const auto zero = serial.find_first_not_of("0-") == std::string::npos;
  return {!zero && serial[0] != '-', "the serial number", "a positive integer", "0x" + serial};
}

Finding judge_authority_identifier(const Certificate& certificate,
                                   const RuleSurroundings& surroundings) {
  const auto& authorities = surroundings.authorities();
  const auto issuer =
      std::find_if(authorities.begin(), authorities.end(),
                   [&](const Certificate& each) { return certificate.issued_by(each); });
  if (issuer == authorities.end())
    throw Inconclusive("no certificate of /cacerts has signed the issued one");
  const auto wanted = subject_key_identifier(*issuer);
  if (!wanted) throw Inconclusive("the CA that issued it has no subjectKeyIdentifier");
  const auto got = authority_key_identifier(certificate);
  const bool holds = !got || got->empty() || *got == *wanted;  // absent: another rule's business
  return {holds, "authorityKeyIdentifier", "the subjectKeyIdentifier of the CA that signed",
          got ? encode_hex(*got) : "absent"};
}

Finding judge_times(const Certificate& certificate, const RuleSurroundings&) {
  constexpr std::int64_t year_2050 = 2'524'608'000;
  const auto tree = tree_of(certificate);
  const auto& validity = tree.tbs[tree.serial + 3];
  std::string wrong;
  const auto look = [&](std::size_t index, const char* name, std::int64_t time) {
    const auto tag = validity[index].tag();
    if (tag != (time < year_2050 ? Tag::utc_time : Tag::generalized_time))
      wrong += fmt::format("{}{} is {}", wrong.empty() ? "" : ", ", name,
                           tag == Tag::utc_time ? "UTCTime" : "GeneralizedTime");
  };
  look(0, "notBefore", certificate.not_before());
  look(1, "notAfter", certificate.not_after());
  return {wrong.empty(), "the encoding of the validity period",
          "UTCTime through 2049, GeneralizedTime from then on", wrong.empty() ? "so" : wrong};
}

Finding judge_unique_identifiers(const Certificate& certificate, const RuleSurroundings&) {
  const auto tree = tree_of(certificate);
  const auto& fields = tree.tbs.children();
  const bool there = std::any_of(fields.begin(), fields.end(), [](const Element& field) {
    const auto number = static_cast<unsigned>(field.tag()) & 0xdfU;
    return number == 0x81U || number == 0x82U;
  });
  return {!there, "issuerUniqueID and subjectUniqueID", "absent", there ? "present" : "absent"};
}

Finding judge_repetition(const Certificate& certificate, const RuleSurroundings&) {
  std::set<std::string> seen;
  std::string twice;
  for (const auto& each : certificate.extensions())
    if (!seen.insert(each.id).second) twice = each.id;
  return {twice.empty(), "the extensions", "each once",
          twice.empty() ? "each once" : twice + " is there twice"};
}

Finding judge_signature_algorithm(const Certificate& certificate, const RuleSurroundings&) {
  const auto tree = tree_of(certificate);
  const auto inner = encode(tree.tbs[tree.serial + 1]);
  const auto outer = encode(tree.outer_algorithm);
  return {inner == outer, "the two names of the signature algorithm", "alike",
          inner == outer ? "alike" : encode_hex(inner) + " and " + encode_hex(outer)};
}

Finding judge_empty_subject(const Certificate& certificate, const RuleSurroundings&) {
  const auto names = certificate.extension(oids::subject_alt_name);
  const bool empty = certificate.subject() == encode_name("");
  return {!empty || (names && names->critical), "subjectAltName beside an empty subject",
          "critical", empty ? criticality(names) : "the subject is not empty"};
}

Finding judge_alternative_names(const Certificate& certificate, const RuleSurroundings&) {
  const auto count = inside(certificate, oids::subject_alt_name, [](Cursor& in) {
    std::size_t names = 0;
    auto list = in.sequence("subjectAltName");
    for (; list.more(); ++names) list.element("GeneralName");
    return names;
  });
  return {!count || *count > 0, "subjectAltName", "at least one name",
          count ? fmt::format("{} names", *count) : "absent"};
}

Finding judge_purpose_of_all(const Certificate& certificate, const RuleSurroundings&) {
  const auto purposes = purposes_of(certificate);
  const bool any =
      purposes && std::find(purposes->begin(), purposes->end(), any_purpose) != purposes->end();
  const auto extension = certificate.extension(oids::extended_key_usage);
  return {!any || !extension->critical, "extKeyUsage with anyExtendedKeyUsage", "not critical",
          any ? criticality(extension) : "without anyExtendedKeyUsage"};
}

Finding judge_ocsp_signing(const Certificate& certificate, const RuleSurroundings&) {
  const bool there = has_purpose(certificate, ocsp_signing);
  return {!there, "extKeyUsage", "without OCSPSigning", there ? "OCSPSigning" : "without it"};
}

Finding judge_key_usage_bits(const Certificate& certificate, const RuleSurroundings&) {
  const auto bits = usage_contents(certificate);
  const bool none =
      bits && std::all_of(bits->begin() + std::min<std::ptrdiff_t>(1, std::ssize(*bits)),
                          bits->end(), [](std::uint8_t octet) { return octet == 0; });
  return {!none, "keyUsage", "at least one bit, where it is there",
          bits ? encode_hex(*bits) : "absent"};
}

Finding judge_name_constraints(const Certificate& certificate, const RuleSurroundings&) {
  const bool there = certificate.extension(name_constraints).has_value();
  return {!there || certificate.is_ca(), "nameConstraints", "in CA certificates alone",
          there ? "present" : "absent"};
}

const std::map<std::string, Rule>& rules() {
  using C = const Certificate&;
  using S = const RuleSurroundings&;
  static const std::map<std::string, Rule> all{
      {"version-3",
       [](C c, S) {
         return Finding{c.version() == 3, "the version of the issued certificate", "v3",
                        fmt::format("v{}", c.version())};
       }},
      {"serial", judge_serial},
      {"serial-length",
       [](C c, S) {
         const auto octets = c.serial_hex().size() / 2;
         return Finding{octets <= 20, "the serial number", "at most 20 octets",
                        fmt::format("{} octets", octets)};
       }},
      {"validity-now",
       [](C c, S s) {
         return Finding{c.not_before() <= s.now && s.now <= c.not_after(), "the validity period",
                        "valid now",
                        fmt::format("{} to {} seconds from now", c.not_before() - s.now,
                                    c.not_after() - s.now)};
       }},
      {"validity-order",
       [](C c, S) {
         return Finding{c.not_before() <= c.not_after(), "the validity period",
                        "notBefore is not after notAfter",
                        fmt::format("{} seconds long", c.not_after() - c.not_before())};
       }},
      {"validity-encoding", judge_times},
      {"issuer-not-empty",
       [](C c, S) {
         return Finding{c.issuer() != encode_name(""), "the issuer", "a non-empty name",
                        c.issuer_text()};
       }},
      {"key-identifier",
       [](C c, S) {
         const auto identifier = authority_key_identifier(c);
         const bool there = identifier && !identifier->empty();
         return Finding{there, "keyIdentifier in authorityKeyIdentifier", "present",
                        there ? "present" : "absent"};
       }},
      {"authority-key-identifier", judge_authority_identifier},
      {"authority-key-identifier-not-critical",
       [](C c, S) {
         return judge_criticality(c, oids::authority_key_identifier, "authorityKeyIdentifier",
                                  false);
       }},
      {"subject-key-identifier",
       [](C c, S) {
         const bool there = subject_key_identifier(c).has_value();
         return Finding{there, "subjectKeyIdentifier", "present", there ? "present" : "absent"};
       }},
      {"subject-key-identifier-not-critical",
       [](C c, S) {
         return judge_criticality(c, oids::subject_key_identifier, "subjectKeyIdentifier", false);
       }},
      {"key-usage-critical",
       [](C c, S) { return judge_criticality(c, oids::key_usage, "keyUsage", true); }},
      {"key-usage-not-empty", judge_key_usage_bits},
      {"basic-constraints",
       [](C c, S) {
         const auto there = c.extension(oids::basic_constraints);
         return Finding{!c.is_ca(), "basicConstraints", "absent, or not a CA",
                        there ? (c.is_ca() ? "CA:TRUE" : "CA:FALSE") : "absent"};
       }},
      {"cert-sign-in-authorities-alone",
       [](C c, S) {
         const bool signs = has_key_usage(c, key_cert_sign);
         return Finding{!signs || c.is_ca(), "keyCertSign", "only beside CA:TRUE",
                        signs ? "asserted" : "not asserted"};
       }},
      {"path-length-in-authorities-alone",
       [](C c, S) {
         const bool there = has_path_length(c);
         const bool may = c.is_ca() && has_key_usage(c, key_cert_sign);
         return Finding{!there || may, "pathLenConstraint", "only beside CA:TRUE and keyCertSign",
                        there ? "present" : "absent"};
       }},
      {"name-constraints-in-authorities-alone", judge_name_constraints},
      {"extensions-once", judge_repetition},
      {"signature-algorithm", judge_signature_algorithm},
      {"no-unique-identifier", judge_unique_identifiers},
      {"empty-subject", judge_empty_subject},
      {"alternative-name-not-critical",
       [](C c, S) {
         if (c.subject() == encode_name(""))
           return Finding{true, "subjectAltName beside a subject", "not critical",
                          "the subject is empty"};
         return judge_criticality(c, oids::subject_alt_name, "subjectAltName beside a subject",
                                  false);
       }},
      {"alternative-names-not-empty", judge_alternative_names},
      {"any-purpose-not-critical", judge_purpose_of_all},
      {"no-ocsp-signing", judge_ocsp_signing},
  };
  return all;
}

}  // namespace

const std::vector<std::string>& certificate_rules() {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto& [name, rule] : rules()) all.push_back(name);
    return all;
  }();
  return names;
}

Finding judge_rule(const std::string& rule, const Certificate& certificate,
                   const RuleSurroundings& surroundings) {
  const auto found = rules().find(rule);
  if (found == rules().end()) throw std::logic_error("no rule is called '" + rule + "'");
  return found->second(certificate, surroundings);
}

bool has_key_usage(const Certificate& certificate, unsigned bit) {
  const auto bits = usage_contents(certificate);
  const auto octet = 1 + bit / 8;
  return bits && octet < bits->size() && ((*bits)[octet] & (0x80U >> bit % 8)) != 0;
}

}  // namespace inquest
