#include "reference/pki/trust.h"

#include <openssl/err.h>

#include <algorithm>

#include "reference/codec/der.h"
#include "reference/codec/oids.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

using StackPtr =
    std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_free(stack); })>;

StackPtr stack_of(const std::vector<Certificate>& certificates) {
  StackPtr stack(sk_X509_new_null());
  for (const auto& each : certificates) sk_X509_push(stack.get(), each.native());
  return stack;
}

int purpose_number(Purpose purpose) {
  switch (purpose) {
    case Purpose::tls_client:
      return X509_PURPOSE_SSL_CLIENT;
    case Purpose::tls_server:
      return X509_PURPOSE_SSL_SERVER;
    case Purpose::any:
      return X509_PURPOSE_ANY;
  }
  return X509_PURPOSE_ANY;
}

}  // namespace

// RFC7030-3.3.1-02, RFC7030-3.3.2-07
PathVerdict verify_path(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                        const TrustAnchors& anchors, std::int64_t now, Purpose purpose) {
  if (anchors.empty()) return {false, "there are no trust anchors", {}};
  const X509StoreContextPtr context(X509_STORE_CTX_new());
  const X509StorePtr store(X509_STORE_new());
  const auto trusted = stack_of(anchors);
  const auto untrusted = stack_of(intermediates);
  if (!context || !store ||
      X509_STORE_CTX_init(context.get(), store.get(), leaf.native(), untrusted.get()) != 1)
    throw OpensslError("preparing path validation");
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(now));
  // RFC 5280 6.1.1 (d): an anchor is a name and a key, self-signed or not.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_purpose(parameters, purpose_number(purpose));

  PathVerdict verdict;
  verdict.valid = X509_verify_cert(context.get()) == 1;
  if (verdict.valid) {
    const auto* chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(chain); ++i)
      verdict.chain.push_back(Certificate::from_native(sk_X509_value(chain, i)));
  } else {
    verdict.reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
    if (auto* at = X509_STORE_CTX_get_current_cert(context.get()))
      verdict.reason += " (" + Certificate::from_native(at).subject_text() + ")";
  }
  ERR_clear_error();
  return verdict;
}

bool names_host(const Certificate& certificate, const std::string& host) {
  const std::unique_ptr<ASN1_OCTET_STRING, OpensslDeleter<ASN1_OCTET_STRING_free>> address(
      a2i_IPADDRESS(host.c_str()));
  const bool named =
      !host.empty() &&
      (address ? X509_check_ip_asc(certificate.native(), host.c_str(), 0)
               : X509_check_host(certificate.native(), host.c_str(), host.size(), 0, nullptr)) == 1;
  ERR_clear_error();
  return named;
}

bool has_purpose(const Certificate& certificate, const std::string& purpose) {
  const auto extension = certificate.extension(oids::extended_key_usage);
  if (!extension) return false;
  const auto purposes = decode_der(extension->value);
  if (!purposes || !is_constructed(purposes->tag())) return false;
  const auto wanted = oid(purpose).contents();
  return std::any_of(purposes->children().begin(), purposes->children().end(),
                     [&](const Element& each) { return each.contents() == wanted; });
}

}  // namespace inquest
