#include "reference/pki/repeatable_signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>

#include <memory>

namespace inquest {
namespace {

using BignumPtr = std::unique_ptr<BIGNUM, OpensslDeleter<BN_clear_free>>;
using BignumContextPtr = std::unique_ptr<BN_CTX, OpensslDeleter<BN_CTX_free>>;
using GroupPtr = std::unique_ptr<EC_GROUP, OpensslDeleter<EC_GROUP_free>>;
using PointPtr = std::unique_ptr<EC_POINT, OpensslDeleter<EC_POINT_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, OpensslDeleter<ECDSA_SIG_free>>;

void check(bool done) {
  if (!done) throw OpensslError("signing by ECDSA");
}

Bytes hmac(const EVP_MD* digest, const Bytes& key, const Bytes& message) {
  Bytes out(static_cast<std::size_t>(EVP_MD_get_size(digest)));
  check(HMAC(digest, key.data(), static_cast<int>(key.size()), message.data(), message.size(),
             out.data(), nullptr) != nullptr);
  return out;
}

Bytes joined(std::initializer_list<BytesView> parts) {
  Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// One signature in the making: the names are those of RFC 6979 2.3 and 3.2.
class Signing {
 public:
  Signing(EVP_PKEY* key, const char* digest, BytesView message)
      : digest_(EVP_get_digestbyname(digest)), context_(BN_CTX_new()) {
    char curve[64];
    check(digest_ != nullptr && context_ != nullptr &&
          EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr) == 1);
    group_.reset(EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve)));
    check(group_ != nullptr);
    BIGNUM* secret = nullptr;
    check(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1);
    x_.reset(secret);
    order_ = EC_GROUP_get0_order(group_.get());
    Bytes hash(static_cast<std::size_t>(EVP_MD_get_size(digest_)));
    check(EVP_Digest(message.data(), message.size(), hash.data(), nullptr, digest_, nullptr) == 1);
    h_ = bits2int(hash);
    check(BN_nnmod(h_.get(), h_.get(), order_, context_.get()) == 1);
  }

  Bytes sign() {
    const Bytes x = int2octets(x_.get());
    const Bytes h = int2octets(h_.get());
    Bytes v(static_cast<std::size_t>(EVP_MD_get_size(digest_)), 0x01);
    Bytes k(v.size(), 0x00);
    const Bytes zero{0x00};
    const Bytes one{0x01};
    k = hmac(digest_, k, joined({v, zero, x, h}));
    v = hmac(digest_, k, v);
    k = hmac(digest_, k, joined({v, one, x, h}));
    v = hmac(digest_, k, v);
    for (;;) {
      Bytes t;
      while (t.size() < octets()) {
        v = hmac(digest_, k, v);
        t.insert(t.end(), v.begin(), v.end());
      }
      t.resize(octets());
      if (auto signature = by(bits2int(t)); !signature.empty()) return signature;
      k = hmac(digest_, k, joined({v, zero}));
      v = hmac(digest_, k, v);
    }
  }

 private:
  std::size_t octets() const {
    return static_cast<std::size_t>((EC_GROUP_order_bits(group_.get()) + 7) / 8);
  }

  BignumPtr bits2int(const Bytes& octet_string) const {
    BignumPtr number(
        BN_bin2bn(octet_string.data(), static_cast<int>(octet_string.size()), nullptr));
    check(number != nullptr);
    const int excess =
        static_cast<int>(octet_string.size()) * 8 - EC_GROUP_order_bits(group_.get());
    if (excess > 0) check(BN_rshift(number.get(), number.get(), excess) == 1);
    return number;
  }

  Bytes int2octets(const BIGNUM* number) const {
    Bytes out(octets());
    check(BN_bn2binpad(number, out.data(), static_cast<int>(out.size())) >= 0);
    return out;
  }

  /// The signature with this k (FIPS 186-4 6.4); empty when it is not good for one.
  Bytes by(const BignumPtr& k) const {
    if (BN_is_zero(k.get()) || BN_cmp(k.get(), order_) >= 0) return {};
    auto* context = context_.get();
    const PointPtr point(EC_POINT_new(group_.get()));
    BignumPtr r(BN_new());
    BignumPtr s(BN_new());
    check(point && r && s &&
          EC_POINT_mul(group_.get(), point.get(), k.get(), nullptr, nullptr, context) == 1 &&
          EC_POINT_get_affine_coordinates(group_.get(), point.get(), r.get(), nullptr, context) ==
              1 &&
          BN_nnmod(r.get(), r.get(), order_, context) == 1);
    const BignumPtr inverse(BN_mod_inverse(nullptr, k.get(), order_, context));
    check(inverse && BN_mod_mul(s.get(), r.get(), x_.get(), order_, context) == 1 &&
          BN_mod_add(s.get(), s.get(), h_.get(), order_, context) == 1 &&
          BN_mod_mul(s.get(), s.get(), inverse.get(), order_, context) == 1);
    if (BN_is_zero(r.get()) || BN_is_zero(s.get())) return {};
    const SignaturePtr signature(ECDSA_SIG_new());
    check(signature && ECDSA_SIG_set0(signature.get(), r.release(), s.release()) == 1);
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    check(length > 0);
    Bytes out(der, der + length);
    OPENSSL_free(der);
    return out;
  }

  const EVP_MD* digest_;
  BignumContextPtr context_;
  GroupPtr group_;
  const BIGNUM* order_ = nullptr;  ///< of the group, which owns it
  BignumPtr x_;
  BignumPtr h_;
};

}  // namespace

Bytes sign_repeatably(EVP_PKEY* key, const char* digest, BytesView message) {
  return Signing(key, digest, message).sign();
}

}  // namespace inquest
