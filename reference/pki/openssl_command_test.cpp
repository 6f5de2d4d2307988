#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/pki/recipients_for_tests.h"
#include "reference/pki/signed_data.h"

/// What we make, judged by the program that people have at hand.
namespace inquest {
namespace {

constexpr std::int64_t now = 1750000000;

struct Ran {
  int status;
  std::string output;
};

class OpensslCommand : public testing::Test {
 protected:
  void SetUp() override {
    if (ran("version").status != 0) GTEST_SKIP() << "there is no openssl program";
  }

  /// The program run in the folder; output and errors together.
  Ran ran(const std::string& arguments) const {
    const auto command =
        fmt::format("cd '{}' && openssl {} 2>&1", folder.path().string(), arguments);
    auto* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return {-1, ""};
    std::string output;
    char buffer[4096];
    while (const auto got = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, got);
    const int status = ::pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
  }

  void write(const char* name, const std::string& text) const {
    write_file(folder.path() / name, text);
  }

  const TemporaryFolder folder;
};

TEST_F(OpensslCommand, FindsNothingToObjectToInOurCertificates) {
  for (const auto* kind : {"rsa-2048", "ec-p256", "ed25519"}) {
    AuthorityOptions options;
    options.root_key = options.issuing_key = KeyKind(kind);
    const auto authority = Authority::in_memory(options, now);
    const auto key = Key::generate(KeyKind(kind));
    write("root.pem", authority->root().to_pem());
    write("issuing.pem", authority->issuing().to_pem());
    write("client.pem",
          authority
              ->issue(authority->prepare(encode_name(""), key.public_key(),
                                         extensions::subject_alt_name({"DNS:a.example"}), now))
              .to_pem());
    write("server.pem", authority->issue_server_certificate(key, {"DNS:localhost"}, now).to_pem());
    for (const auto* leaf : {"-purpose sslclient client.pem",
                             "-purpose sslserver -verify_hostname localhost server.pem"}) {
      const auto verified = ran(fmt::format(
          "verify -x509_strict -check_ss_sig -attime {} -CAfile root.pem -untrusted issuing.pem {}",
          now, leaf));
      EXPECT_EQ(verified.status, 0) << kind << ": " << verified.output;
    }
  }
}

TEST_F(OpensslCommand, PrintsTheFingerprintThatWeTell) {
  const auto root = Authority::in_memory({}, now)->root();
  write("root.pem", root.to_pem());
  const auto printed = ran("x509 -in root.pem -noout -fingerprint -sha256").output;
  const auto digest = *decode_hex(root.fingerprint().substr(std::string("sha256:").size()));
  EXPECT_THAT(printed, testing::HasSubstr(fmt::format("={:02X}\n", fmt::join(digest, ":"))));
}

TEST_F(OpensslCommand, ReadsOurKeysAndVerifiesOurRequests) {
  for (const auto& kind : KeyKind::names()) {
    if (kind == "rsa-4096") continue;  // seconds, and nothing that rsa-3072 does not show
    const auto key = Key::generate(KeyKind(kind));
    RequestInfo info;
    info.subject = encode_name("CN=device-1,O=Example");
    info.public_key = key.public_key();
    write_file(folder.path() / "request.der", text_of(encode(encode(sign_request(info, key)))));
    write("key.pem", key.to_pem());
    const auto request =
        ran("req -in request.der -inform DER -noout -verify -subject -nameopt RFC2253");
    EXPECT_EQ(request.status, 0) << kind << ": " << request.output;
    EXPECT_THAT(request.output, testing::HasSubstr("CN=device-1,O=Example")) << kind;
    const auto read = ran("pkey -in key.pem -noout -check");
    EXPECT_EQ(read.status, 0) << kind << ": " << read.output;
  }
}

/// A key and its certificate, in files that the program is pointed to.
class OpensslCms : public OpensslCommand {
 protected:
  void has_files(const char* kind) {
    key = Key::generate(KeyKind(kind));
    certificate = authority->issue(
        authority->prepare(encode_name("CN=signer"), key->public_key(), std::nullopt, now));
    write("key.pem", key->to_pem());
    write("certificate.pem", certificate->to_pem());
  }

  const std::shared_ptr<Authority> authority = Authority::in_memory({}, now);
  std::optional<Key> key;
  std::optional<Certificate> certificate;
};

TEST_F(OpensslCms, VerifiesWhatWeSign) {
  for (const auto* kind : {"rsa-2048", "ec-p256", "ec-p521"}) {
    has_files(kind);
    const auto data = sign_data(oids::pki_data, bytes_of("content"), {*key, *certificate});
    write("data.der", std::string(text_of(encode(encode(data)))));
    const auto verified = ran("cms -verify -noverify -inform DER -in data.der");
    EXPECT_EQ(verified.status, 0) << kind << ": " << verified.output;
    EXPECT_THAT(verified.output, testing::EndsWith("content"));
  }
}

TEST_F(OpensslCms, SignsWhatWeVerify) {
  write("content", "content");
  for (const auto* kind : {"rsa-2048", "ec-p256"})
    for (const auto* how : {"", "-keyid", "-noattr", "-stream"}) {
      has_files(kind);
      const auto type = std::string(how) == "-noattr" ? oids::cms_data : oids::pki_data;
      const auto signing = ran(
          fmt::format("cms -sign -binary -nodetach -econtent_type {} -in content -inkey key.pem "
                      "-signer certificate.pem -outform DER -out data.der {}",
                      type, how));
      ASSERT_EQ(signing.status, 0) << signing.output;
      const auto data = decode_signed_data(bytes_of(read_file(folder.path() / "data.der")));
      ASSERT_TRUE(data) << data.error().text();
      EXPECT_EQ(data->content_type, type);
      EXPECT_EQ(signature_defect(*data, data->signers.at(0)), std::nullopt) << kind << how;
    }
}

TEST_F(OpensslCms, DecryptsWhatWeEncrypt) {
  const std::vector<std::pair<TestRecipient, std::string>> recipients{
      {sharing(), "-secretkey 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a -secretkeyid 6b65792d37"},
      {transporting(), "-inkey key.pem -recip certificate.pem"},
      {agreeing(true), "-inkey key.pem -recip certificate.pem"},
  };
  for (const auto& [to, how] : recipients) {
    if (const auto* secret = std::get_if<PrivateKey>(&to.secret)) {
      write("key.pem", secret->key.to_pem());
      write("certificate.pem", secret->certificate->to_pem());
    }
    const auto der =
        envelop(oids::cms_data, bytes_of("content"), to.recipient, {"2.16.840.1.101.3.4.1.42"});
    write("data.der", std::string(text_of(der)));
    const auto decrypted = ran("cms -decrypt -binary -inform DER -in data.der " + how);
    EXPECT_EQ(decrypted.status, 0) << how << ": " << decrypted.output;
    EXPECT_EQ(decrypted.output, "content") << how;
  }
}

TEST_F(OpensslCms, SignsByPssWhatWeVerify) {
  write("content", "content");
  has_files("rsa-2048");
  const auto signing =
      ran("cms -sign -binary -nodetach -in content -inkey key.pem -signer certificate.pem "
          "-keyopt rsa_padding_mode:pss -outform DER -out data.der");
  ASSERT_EQ(signing.status, 0) << signing.output;
  const auto data = decode_signed_data(bytes_of(read_file(folder.path() / "data.der")));
  ASSERT_TRUE(data) << data.error().text();
  EXPECT_EQ(signature_defect(*data, data->signers.at(0)), std::nullopt);
}

}  // namespace
}  // namespace inquest
