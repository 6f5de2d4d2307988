#include "reference/protocol/full_cmc.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"
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
  EXPECT_EQ(defect(post(make_cmc_request(csr(), by_own_key(), transaction,
                                         {CmcSecret{"est", "secret"}, {}}))),
            "");
  for (const auto& secret : {CmcSecret{"est", "wrong"}, CmcSecret{"nobody", "secret"}}) {
    const auto refused = post(make_cmc_request(csr(), by_own_key(), transaction, {secret, {}}));
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(defect(refused).find("badIdentity"), std::string::npos);
  }
}

TEST_F(FullCmc, VerifiesThatRequestsAreLinkedToTheSecret) {
  const CmcSecret secret{"est", "secret"};
  const Bytes random(64, 7);
  const auto linked_csr = [&](const CmcSecret& by, const Bytes& with) {
    auto contents = named("CN=one");
    contents.attributes.push_back(pop_link_witness(by, with));
    return make_request(contents, key, {});
  };
  const auto outcome = [&](const Bytes& request, const Bytes& random_control) {
    const auto response =
        post(make_cmc_request(request, by_own_key(), transaction, {secret, random_control}));
    return response.status == 200 ? defect(response)
                                  : std::to_string(response.status) + " " + defect(response);
  };
  policy.linking = Linking::required;
  EXPECT_EQ(outcome(linked_csr(secret, random), random), "");
  for (const auto& refused : {
           outcome(linked_csr(secret, random), Bytes(64, 8)),   // another R
           outcome(linked_csr({"est", "no"}, random), random),  // another secret
           outcome(csr(), random),                              // no witness
           outcome(linked_csr(secret, random), {}),             // no R
           outcome(csr(), {}),                                  // neither, where required
       }) {
    EXPECT_EQ(refused.substr(0, 4), "403 ") << refused;
    EXPECT_NE(refused.find("popFailed"), std::string::npos) << refused;
  }
  policy.linking = Linking::verified;
  EXPECT_EQ(outcome(csr(), {}), "");
}

TEST_F(FullCmc, ReadsTheOlderWitnessAsWell) {
  const Bytes random(64, 7);
  auto contents = named("CN=one");
  const auto mac = hmac("sha1", hash("sha1", bytes_of("secret")), random);
  contents.attributes.push_back({oids::cmc_pop_link_witness, {encode(octet_string(mac))}});
  const auto request = make_request(contents, key, {});
  EXPECT_EQ(defect(post(make_cmc_request(request, by_own_key(), transaction,
                                         {CmcSecret{"est", "secret"}, random}))),
            "");
  EXPECT_NE(defect(post(make_cmc_request(request, by_own_key(), transaction,
                                         {CmcSecret{"est", "secret"}, Bytes(64, 8)}))),
            "");
}

TEST_F(FullCmc, IsLinkedByTheConnectionOrByTheSignersNameAsWell) {
  policy.linking = Linking::required;
  auto tls = anonymous();
  tls.tls_exporter = Bytes(32, 1);
  const auto bound = [&](const std::string& text) {
    auto contents = named("CN=one");
    contents.attributes.push_back(challenge_attribute(oids::challenge_password, text));
    const auto message =
        make_cmc_request(make_request(contents, key, {}), by_own_key(), transaction);
    return ask(full_cmc_request(message, with_password(), {}), tls);
  };
  EXPECT_EQ(bound(linking_text(tls)).status, 200);
  EXPECT_EQ(bound("another").status, 403);
  EXPECT_NE(defect(bound("another")).find("popFailed"), std::string::npos);
  const auto signer = by_certificate(Key::generate(KeyKind("ec-p256")), {oids::client_auth});
  EXPECT_EQ(post(make_cmc_request(csr("CN=signer"), signer, transaction)).status, 200);
  EXPECT_EQ(post(make_cmc_request(csr("CN=other"), signer, transaction)).status, 403);
}

TEST_F(FullCmc, ReturnsDataAsItCame) {
  Deviations adding;
  adding.add<PkiData>(moments::cmc_request, [](PkiData& message) {
    message.controls.push_back(octets_control(77, oids::cmc_data_return, bytes_of("mine")));
  });
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction, {}, adding));
  EXPECT_EQ(defect(response), "");
  const auto der = decode_base64(text_of(response.body));
  const auto answer = decode_pki_response(*decode_signed_data(*der)->content);
  const auto* returned = find_control(answer->controls, oids::cmc_data_return);
  ASSERT_NE(returned, nullptr);
  EXPECT_EQ(*control_octets(*returned), bytes_of("mine"));
}

TEST_F(FullCmc, RefusesControlsThatItDoesNotKnow) {
  Deviations adding;
  adding.add<PkiData>(moments::cmc_request, [](PkiData& message) {
    message.controls.push_back(octets_control(77, "1.2.3.4", bytes_of("?")));
  });
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction, {}, adding));
  EXPECT_EQ(response.status, 400);
  EXPECT_NE(defect(response).find("unknown control"), std::string::npos);
}

TEST_F(FullCmc, TakesTheOlderIdentityProof) {
  const auto with = [&](const std::string& hashed) {
    Deviations older;
    older.add<PkiData>(moments::cmc_request, [&](PkiData& message) {
      const auto covered = encode(encode(message.requests));
      message.controls.push_back(identification_control(70, "est"));
      message.controls.push_back(octets_control(
          71, oids::cmc_identity_proof, hmac("sha1", hash("sha1", bytes_of(hashed)), covered)));
    });
    return post(make_cmc_request(csr(), by_own_key(), transaction, {}, older));
  };
  // RFC 5272 6.2.3: secret and name are hashed together.
  EXPECT_EQ(defect(with("secretest")), "");
  EXPECT_EQ(with("secret").status, 403);
}

TEST_F(FullCmc, PutsOffAndAnswersByToken) {
  policy.approvals = approvals_by_patience(3);
  policy.retry_after = 7;
  const auto later = [&](const HttpResponse& response) {
    const auto accepted =
        accept_full_cmc(response, key, transaction, {policy.authority->root()}, now);
    const auto* problem = std::get_if<NotAccepted>(&accepted);
    if (problem == nullptr) return NotAccepted{NotAccepted::Why::refused, "granted", {}};
    return *problem;
  };
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction));
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(*response.headers.find("Retry-After"), "7");
  const auto first = later(response);
  EXPECT_EQ(first.why, NotAccepted::Why::retry_later);
  EXPECT_EQ(first.retry_after, 7);
  ASSERT_FALSE(first.pending_token.empty());

  const auto query = [&](const CmsSigner& signer) {
    return post(make_cmc_query(first.pending_token, signer, transaction));
  };
  EXPECT_EQ(query(by_own_key()).status, 202);
  EXPECT_EQ(later(query({Key::generate(KeyKind("ec-p256")), Bytes{1}})).why,
            NotAccepted::Why::refused);
  const auto granted = query(by_own_key());
  EXPECT_EQ(granted.status, 200);
  EXPECT_EQ(later(granted).reason, "granted");
  // It was answered: nothing waits any more.
  EXPECT_EQ(query(by_own_key()).status, 400);
}

TEST_F(FullCmc, PutsOffWithoutATokenWhereNothingIsKept) {
  policy.approvals = approvals_by_patience(2);
  policy.pending.reset();
  const auto message = make_cmc_request(csr(), by_own_key(), transaction);
  const auto put_off = accept_full_cmc(post(message), key, transaction, {}, now);
  EXPECT_EQ(std::get<NotAccepted>(put_off).why, NotAccepted::Why::retry_later);
  EXPECT_TRUE(std::get<NotAccepted>(put_off).pending_token.empty());
  EXPECT_EQ(post(message).status, 200);
}

TEST_F(FullCmc, TellsOfADenial) {
  class Denies final : public Approvals {
    Approval ask(const RequestInfo&, BytesView) override { return Approval::denied; }
  };
  policy.approvals = std::make_shared<Denies>();
  const auto response = post(make_cmc_request(csr(), by_own_key(), transaction));
  EXPECT_EQ(response.status, 403);
  EXPECT_NE(defect(response).find("denied"), std::string::npos);
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
