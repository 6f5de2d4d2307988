#include "reference/pki/crl.h"

#include <openssl/x509.h>

#include <stdexcept>

#include "reference/codec/hex.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1750000000;

using CrlPtr = std::unique_ptr<X509_CRL, OpensslDeleter<X509_CRL_free>>;

CrlPtr read_crl(const Bytes& der) {
  const unsigned char* at = der.data();
  CrlPtr crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
  if (!crl || at != der.data() + der.size()) throw OpensslError("reading a CRL");
  return crl;
}

/// What OpenSSL says of `leaf` when it must find it on no list.
std::string checked(const Certificate& leaf, const Authority& authority) {
  const X509StorePtr store(X509_STORE_new());
  const X509StoreContextPtr context(X509_STORE_CTX_new());
  for (const auto& root : authority.roots()) X509_STORE_add_cert(store.get(), root.native());
  for (const auto& each : authority.issuing_authorities())
    X509_STORE_add_cert(store.get(), each.native());
  X509_STORE_add_crl(store.get(), read_crl(authority.crl(now)).get());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.native(), nullptr);
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, now);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK);
  X509_verify_cert(context.get());
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

class Crl : public testing::Test {
 protected:
  Certificate issued() const {
    static const auto key = Key::generate(KeyKind("ec-p256"));
    return authority->issue(
        authority->prepare(encode_name("CN=device"), key.public_key(), std::nullopt, now));
  }

  const std::shared_ptr<Authority> authority = Authority::in_memory({}, now);
};

TEST_F(Crl, IsSignedByTheIssuingAuthority) {
  for (const auto* kind : {"rsa-2048", "ec-p384", "ed25519"}) {
    AuthorityOptions options;
    options.issuing_key = KeyKind(kind);
    const auto made = Authority::in_memory(options, now);
    const auto crl = read_crl(made->crl(now));
    EXPECT_EQ(X509_CRL_verify(crl.get(), X509_get0_pubkey(made->issuing().native())), 1) << kind;
    EXPECT_EQ(X509_CRL_get_version(crl.get()), 1) << "v2";
    EXPECT_EQ(X509_CRL_get_REVOKED(crl.get()), nullptr) << "RFC 5280 5.1.2.6";
  }
}

TEST_F(Crl, TellsRevokedFromOthers) {
  const auto bad = issued();
  const auto good = issued();
  authority->revoke(bad.serial_hex(), now);
  EXPECT_EQ(checked(bad, *authority), "certificate revoked");
  EXPECT_EQ(checked(good, *authority), "ok");
}

TEST_F(Crl, ListsWhatWasIssuedBeforeARollover) {
  const auto before = issued();
  authority->revoke(before.serial_hex(), now);
  authority->roll_over({}, now);
  const auto after = issued();
  authority->revoke(after.serial_hex(), now);
  EXPECT_EQ(checked(after, *authority), "certificate revoked");
  auto crl = read_crl(authority->crl(now));
  X509_REVOKED* entry = nullptr;
  EXPECT_EQ(X509_CRL_get0_by_cert(crl.get(), &entry, before.native()), 1);
  EXPECT_EQ(X509_CRL_get0_by_cert(crl.get(), &entry, issued().native()), 0);
}

TEST_F(Crl, HasAGreaterNumberEachTimeThatItChanges) {
  const auto number = [&](std::int64_t when) {
    const auto crl = read_crl(authority->crl(when));
    const std::unique_ptr<ASN1_INTEGER, OpensslDeleter<ASN1_INTEGER_free>> value(
        static_cast<ASN1_INTEGER*>(
            X509_CRL_get_ext_d2i(crl.get(), NID_crl_number, nullptr, nullptr)));
    std::int64_t read = 0;
    ASN1_INTEGER_get_int64(&read, value.get());
    return read;
  };
  const auto first = number(now);
  authority->revoke(issued().serial_hex(), now);
  EXPECT_GT(number(now), first);
  EXPECT_GT(number(now + 1), number(now));
}

}  // namespace
}  // namespace inquest
