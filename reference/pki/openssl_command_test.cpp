#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "reference/codec/hex.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"

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

}  // namespace
}  // namespace inquest
