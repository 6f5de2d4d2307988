#include "reference/protocol/requested_names.h"

#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/alternative_names.h"
#include "reference/protocol/change_subject_name.h"

namespace inquest {
namespace {

const Bytes empty_name{0x30, 0x00};

}  // namespace

Result<RequestedNames> names_of(const RequestInfo& info) {
  const auto extensions = requested_extensions(info);
  if (!extensions) return extensions.error();
  RequestedNames names{info.subject, std::nullopt};
  for (const auto& extension : *extensions) {
    if (extension.id != oids::subject_alt_name) continue;
    if (names.alternative) return ParseError{0, "subjectAltName twice"};
    if (auto read = decode_general_names(extension.value); !read) return read.error();
    names.alternative = extension;
  }
  return names;
}

Result<RequestedNames> names_to_certify(const RequestInfo& info, const RequestedNames& own) {
  auto names = own;
  // RFC7030-4.2.2-04 and RFC7030-4.2.1-08: the only way to other names than one has.
  if (const auto* attribute = info.attribute(oids::change_subject_name)) {
    const auto change = decode_change_subject_name(*attribute);
    if (!change) return change.error();
    names = {change->subject.value_or(empty_name), std::nullopt};
    if (change->alternative_names) {
      if (auto read = decode_general_names(*change->alternative_names); !read) return read.error();
      names.alternative = Extension{oids::subject_alt_name, false, *change->alternative_names};
    }
  }
  if (names.subject == empty_name) {
    if (!names.alternative) return ParseError{0, "neither a subject nor a subjectAltName"};
    names.alternative->critical = true;
  }
  return names;
}

Judgement judge_renewed_names(const RequestedNames& own, const Certificate& current) {
  // RFC7030-4.2.2-03: identical, octet by octet or by the matching rules of RFC 5280 7.
  const auto subject = current.subject();
  if (own.subject != subject && !same_name(own.subject, subject))
    return Refusal{403, "The subject is not that of the certificate to be renewed.\n", {}};
  const auto has = current.extension(oids::subject_alt_name);
  const bool same = own.alternative && has
                        ? same_alternative_names(own.alternative->value, has->value)
                        : own.alternative.has_value() == has.has_value();
  if (!same)
    return Refusal{403, "The SubjectAltName is not that of the certificate to be renewed.\n", {}};
  return std::nullopt;
}

}  // namespace inquest
