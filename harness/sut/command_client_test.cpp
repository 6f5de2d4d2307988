#include "harness/sut/command_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/base64.h"
#include "reference/codec/certs_only.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CommandClients : public ::testing::Test {
 protected:
  CommandClients() {
    errand.server = {"127.0.0.1", 8443};
    errand.trust = {authority->root()};
    errand.credentials = BasicCredentials{"est", "a secret"};
    errand.key = Key::generate(KeyKind("ec-p256"));
  }
  /// Runs a shell with these optional arguments.
  Deed run(const std::string& script, std::vector<CommandPart> more = {},
           std::vector<std::string> stores = {}) {
    std::vector<CommandPart> parts{{{"sh"}}, {{"-c"}}, {{script}}, {{"sh"}}};
    parts.insert(parts.end(), more.begin(), more.end());
    profile.commands[Operation::simpleenroll] = {parts, std::move(stores), {}, {}};
    profile.within = std::chrono::seconds(10);
    return CommandClient(profile).run(errand);
  }
  std::string certs_only_der() const {
    CertsOnly certs;
    certs.certificates = {authority->issuing().der(), authority->root().der()};
    return std::string(text_of(encode(encode(certs))));
  }

  std::shared_ptr<Authority> authority = Authority::in_memory({}, 1800000000);
  ClientProfile profile;
  Errand errand;
};

TEST_F(CommandClients, FillInWhatThereIsAndLeaveOutWhatThereIsNot) {
  const auto deed =
      run("echo \"$@\"",
          {{{"--url", "{url}"}}, {{"--label", "{label}"}, true}, {{"--user", "{user}"}, true}});
  EXPECT_TRUE(deed.ran);
  EXPECT_EQ(deed.output, "--url https://127.0.0.1:8443 --user est\n");
}

TEST_F(CommandClients, HaveTheSameInTheEnvironment) {
  EXPECT_EQ(run("echo $EST_URL $EST_OPERATION [$EST_LABEL]").output,
            "https://127.0.0.1:8443 simpleenroll []\n");
}

TEST_F(CommandClients, GetFilesThatNobodyElseReads) {
  EXPECT_THAT(run("stat -c %a $EST_PASSWORD_FILE $EST_TRUST $EST_NEW_KEY").output,
              "600\n600\n600\n");
  EXPECT_THAT(run("openssl req -in $EST_CSR -noout -verify 2>&1").output, HasSubstr("verify OK"));
}

TEST_F(CommandClients, GetRequestsForTheNamesOfTheCertificateThatIsRenewed) {
  errand.operation = Operation::simplereenroll;
  CertificateTemplate current;
  current.subject = encode_name("CN=current");
  current.extensions.push_back(extensions::subject_alt_name({"DNS:current.example"}));
  const auto key = Key::generate(KeyKind("ec-p256"));
  current.public_key = key.public_key();
  errand.identity = TlsIdentity{key, authority->issue(current), {}};
  errand.subject = "CN=another";
  const auto shown = contents_for(errand);
  EXPECT_EQ(shown.subject, errand.identity->certificate.subject());
  EXPECT_THAT(shown.extensions, SizeIs(1));
  errand.operation = Operation::simpleenroll;
  EXPECT_EQ(contents_for(errand).subject, encode_name("CN=another"));
  EXPECT_THAT(contents_for(errand).extensions, IsEmpty());
}

TEST_F(CommandClients, TellNoSecret) {
  const auto deed = run("echo $EST_PASSWORD", {{{"--password", "{password}"}}});
  EXPECT_THAT(deed.output, Not(HasSubstr("secret")));
  EXPECT_THAT(deed.command, Not(HasSubstr("secret")));
}

TEST_F(CommandClients, GetThePasswordsOfRequests) {
  EXPECT_EQ(run("echo $EST_ONE_TIME_PASSWORD_FILE; echo $EST_REVOCATION_CHALLENGE").output, "\n\n");
  errand.one_time_password = "once";
  errand.revocation_challenge = "revoke me";
  const auto told = run("wc -l < $EST_ONE_TIME_PASSWORD_FILE; cat $EST_REVOCATION_CHALLENGE_FILE",
                        {{{"--otp", "{one_time_password}"}}});
  EXPECT_EQ(told.output, "1\n********\n");
  EXPECT_THAT(told.command, Not(HasSubstr("once")));
}

TEST_F(CommandClients, KeepWhatTheyStore) {
  const auto deed =
      run("cat $EST_TRUST > $EST_OUT.pem; cp $EST_NEW_KEY $EST_OUT-key.pem", {}, {"{out}*"});
  ASSERT_TRUE(deed.stored);
  ASSERT_THAT(*deed.stored, SizeIs(1));
  EXPECT_EQ(deed.stored->front().der(), authority->root().der());
  ASSERT_TRUE(deed.stored_keys);
  ASSERT_THAT(*deed.stored_keys, SizeIs(1));
  EXPECT_EQ(deed.stored_keys->front().public_key(), errand.key->public_key());
}

TEST_F(CommandClients, AreNotSupposedToStoreAnythingAnywhere) {
  EXPECT_FALSE(run("cat $EST_TRUST > $EST_OUT.pem").stored);
  EXPECT_THAT(*run("exit 0", {}, {"{out}*"}).stored, IsEmpty());
}

TEST_F(CommandClients, SayHowTheyEnded) {
  EXPECT_EQ(run("exit 3").exit_status, 3);
  EXPECT_TRUE(run("kill -ABRT $$").crashed);
  profile.commands.clear();
  const auto deed = CommandClient(profile).run(errand);
  EXPECT_FALSE(deed.ran);
  EXPECT_THAT(deed.ended, HasSubstr("no command for simpleenroll"));
}

TEST_F(CommandClients, StoreInWhateverFormTheyLike) {
  const auto der = certs_only_der();
  EXPECT_THAT(certificates_in(der), SizeIs(2));
  EXPECT_THAT(certificates_in(encode_base64(bytes_of(der), layouts::crlf_76)), SizeIs(2));
  EXPECT_THAT(
      certificates_in("-----BEGIN PKCS7-----\n" + encode_base64(bytes_of(der), layouts::lf_64) +
                      "-----END PKCS7-----\n"),
      SizeIs(2));
  EXPECT_THAT(certificates_in(std::string(text_of(authority->root().der()))), SizeIs(1));
  EXPECT_THAT(certificates_in(authority->root().to_pem() + authority->issuing().to_pem()),
              SizeIs(2));
  EXPECT_THAT(certificates_in("<html>"), IsEmpty());
  EXPECT_THAT(certificates_in(der, "der"), SizeIs(2));
  EXPECT_THAT(certificates_in(der, "base64"), IsEmpty());
  EXPECT_THAT(certificates_in(authority->root().to_pem(), "base64"), IsEmpty());
  EXPECT_THAT(certificates_in(encode_base64(bytes_of(der), layouts::crlf_76), "base64"), SizeIs(2));
}

}  // namespace
}  // namespace inquest
