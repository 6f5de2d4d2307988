#include "harness/scenario/placeholders.h"

#include <fmt/format.h>

#include <cctype>
#include <stdexcept>

#include "harness/scenario/identity.h"
#include "reference/codec/nearest.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

/// As nginx's $ssl_client_escaped_cert: RFC 3986 2.1, all that is not unreserved.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' ||
                   c == '~'
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

std::string Placeholders::in(const std::string& text) {
  std::string filled;
  std::size_t at = 0;
  for (;;) {
    const auto open = text.find('{', at);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return filled + text.substr(at);
    filled += text.substr(at, open - at) + value(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

std::string Placeholders::value(const std::string& name) {
  const auto& profile = stage_.profile();
  if (name == "host") return profile.endpoint.text();
  if (name == "prefix")
    return "/.well-known/est" + (profile.label.empty() ? "" : "/" + profile.label);
  if (name == "csr") return csr();
  if (name == "csr_length") return std::to_string(csr().size());
  if (name == "csr_length_hex") return fmt::format("{:x}", csr().size());
  if (name == "authorization") return authorization();
  if (name == "certificate_escaped") return escaped(stage_.client_identity().certificate.to_pem());
  if (name == "certificate_base64")
    return encode_base64(stage_.client_identity().certificate.der());
  if (name == "certificate_subject") return stage_.client_identity().certificate.subject_text();
  throw std::invalid_argument(
      unknown_word("placeholder", name,
                   {"host", "prefix", "csr", "csr_length", "csr_length_hex", "authorization",
                    "certificate_escaped", "certificate_base64", "certificate_subject"}));
}

std::string Placeholders::authorization() {
  const auto& profile = stage_.profile();
  if (!profile.credentials) return "";
  if (!profile.speaks_digest())
    return basic_authorization(profile.credentials->user, profile.credentials->password);
  HttpRequest request;
  request.method = method_;
  request.target = in(target_);
  return stage_.digest_authorization(*profile.credentials, request);
}

const std::string& Placeholders::csr() {
  if (!asked_) {
    const auto key = stage_.key(usual_key_kind(stage_.profile()));
    RequestContents contents;
    contents.subject = encode_name(stage_.subject());
    const auto* tls = stage_.tls_of(over_);
    auto der = make_request(
        linked_where_required(contents, stage_.profile(), tls != nullptr ? *tls : TlsFacts{}), key,
        {});
    csr_ = encode_base64(der);
    asked_ = enrollment_asked(key, contents.subject, std::move(der), false);
  }
  return csr_;
}

}  // namespace inquest
