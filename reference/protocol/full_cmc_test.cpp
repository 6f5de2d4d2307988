#include "reference/protocol/full_cmc.h"

#include "reference/codec/oids.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class FullCmc : public ServerForTests {
 protected:
  CmsSigner by_own_key() const { return {key, Bytes{1, 2, 3, 4}}; }
  CmsSigner by_certificate(const Key& signing, const std::vector<std::string>& purposes) {
    auto contents =
        policy.authority->prepare(encode_name("CN=signer"), signing.public_key(), {}, now);
    std::erase_if(contents.extensions,
                  [](const Extension& each) { return each.id == oids::extended_key_usage; });
    contents.extensions.push_back(extensions::extended_key_usage(purposes));
    return {signing, policy.authority->issue(contents)};
  }
  HttpResponse post(BytesView message, const HttpOptions& options = with_password()) {
    return ask(full_cmc_request(message, options, {}));
  }
  /// The reason why not, or "".
  std::string defect(const HttpResponse& response) const {
    const auto accepted =
        accept_full_cmc(response, key, transaction, {policy.authority->root()}, now);
    const auto* problem = std::get_if<NotAccepted>(&accepted);
    return problem == nullptr ? "" : problem->reason;
  }
  Bytes csr(const std::string& subject = "CN=one") const {
    return make_request(named(subject), key, {});
  }

  CmcTransaction transaction{{0x12, 0x34}, Bytes(16, 9)};
};

TEST_F(FullCmc, CertifiesAKeyThatSignsForItself) {
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(defect(response), "");
}

TEST_F(FullCmc, TakesACertificatesSignature) {
  const auto signer = by_certificate(Key::generate(KeyKind("rsa-2048")), {oids::client_auth});
  EXPECT_EQ(defect(post(make_cmc_request(csr(), signer, transaction))), "");
}

TEST_F(FullCmc, TakesNoStrangersSignature) {
  const auto other = Key::generate(KeyKind("ec-p256"));
  const auto by_stranger = post(make_cmc_request(csr(), {other, Bytes{1}}, transaction));
  EXPECT_EQ(by_stranger.status, 403);
  EXPECT_NE(defect(by_stranger).find("badMessageCheck"), std::string::npos);
  const auto elsewhere = Authority::in_memory({}, now);
  const auto foreign =
      elsewhere->issue(elsewhere->prepare(encode_name("CN=x"), other.public_key(), {}, now));
  EXPECT_EQ(post(make_cmc_request(csr(), {other, foreign}, transaction)).status, 403);
}

TEST_F(FullCmc, LetsAnRaVouchForPossession) {
  auto unproven = csr();
  unproven.back() ^= 1U;
  const auto signing = Key::generate(KeyKind("ec-p256"));
  const auto refused =
      post(make_cmc_request(unproven, by_certificate(signing, {oids::client_auth}), transaction));
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(defect(refused).find("popFailed"), std::string::npos);
  const auto granted = post(make_cmc_request(
      unproven, by_certificate(signing, {oids::client_auth, oids::cmc_ra}), transaction));
  EXPECT_EQ(defect(granted), "");
}

TEST_F(FullCmc, VerifiesAnIdentityProof) {
  EXPECT_EQ(
      defect(post(make_cmc_request(csr(), by_own_key(), transaction, CmcSecret{"est", "secret"}))),
      "");
  for (const auto& secret : {CmcSecret{"est", "wrong"}, CmcSecret{"nobody", "secret"}}) {
    const auto refused = post(make_cmc_request(csr(), by_own_key(), transaction, secret));
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(defect(refused).find("badIdentity"), std::string::npos);
  }
}

TEST_F(FullCmc, AnswersErrorsAsCmc) {
  for (const auto* body : {"", "not base64!", "MAA=", "MIIB"}) {
    auto request = full_cmc_request({}, with_password(), {});
    request.body = bytes_of(body);
    const auto response = ask(request);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_NE(defect(response).find("badRequest"), std::string::npos) << body;
  }
}

TEST_F(FullCmc, IsForWhoAuthenticates) {
  EXPECT_EQ(post(make_cmc_request(csr(), by_own_key(), transaction), without_password()).status,
            401);
}

TEST_F(FullCmc, WantsTheAnswerToItsOwnRequest) {
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction));
  transaction.nonce.back() ^= 1U;
  EXPECT_NE(defect(response).find("another transaction"), std::string::npos);
}

TEST_F(FullCmc, WantsAnAnswerByTheAuthority) {
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction));
  policy.authority = Authority::in_memory({}, now);
  EXPECT_NE(defect(response).find("stranger"), std::string::npos);
}

TEST_F(FullCmc, MayBeAnsweredSimply) {
  EXPECT_EQ(defect(ask(enrollment(named("CN=one"), key))), "");
}

}  // namespace
}  // namespace inquest
