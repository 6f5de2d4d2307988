#include <openssl/x509v3.h>

#include <stdexcept>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/certificate.h"
#include "reference/pki/openssl.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// What `openssl x509 -text` would print of the value.
std::string openssl_text(const Extension& extension) {
  const auto der = encode(encode(extension));
  const unsigned char* at = der.data();
  const X509ExtensionPtr native(d2i_X509_EXTENSION(nullptr, &at, static_cast<long>(der.size())));
  if (!native) throw OpensslError("reading an extension");
  const BioPtr bio(BIO_new(BIO_s_mem()));
  X509V3_EXT_print(bio.get(), native.get(), X509V3_EXT_ERROR_UNKNOWN, 0);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

TEST(Extensions, SayToOpensslWhatTheySay) {
  using namespace extensions;
  EXPECT_EQ(openssl_text(basic_constraints(true, 0)), "CA:TRUE, pathlen:0");
  EXPECT_EQ(openssl_text(basic_constraints(true)), "CA:TRUE");
  EXPECT_EQ(openssl_text(basic_constraints(false)), "CA:FALSE");
  EXPECT_EQ(openssl_text(key_usage({"keyCertSign", "cRLSign"})), "Certificate Sign, CRL Sign");
  EXPECT_EQ(openssl_text(key_usage({"digitalSignature", "decipherOnly"})),
            "Digital Signature, Decipher Only");
  EXPECT_EQ(openssl_text(extended_key_usage({oids::server_auth, oids::cmc_ra})),
            "TLS Web Server Authentication, CMC Registration Authority");
  EXPECT_EQ(openssl_text(subject_alt_name(
                {"DNS:a.example", "IP:192.0.2.1", "IP:::1", "email:a@b.example", "URI:urn:x"})),
            "DNS:a.example, IP Address:192.0.2.1, IP Address:0:0:0:0:0:0:0:1, email:a@b.example, "
            "URI:urn:x");
}

TEST(Extensions, WriteKeyUsageWithoutTrailingZeroBits) {
  EXPECT_EQ(encode_hex(extensions::key_usage({"digitalSignature"}).value), "03020780");
  EXPECT_EQ(encode_hex(extensions::key_usage({"cRLSign", "keyCertSign"}).value), "03020106");
  EXPECT_EQ(encode_hex(extensions::key_usage({"encipherOnly"}).value), "03020001");
  EXPECT_EQ(encode_hex(extensions::key_usage({"decipherOnly"}).value), "0303070080");
  EXPECT_EQ(encode_hex(extensions::key_usage({}).value), "030100");
}

TEST(Extensions, LeaveOutTheDefaultOfBasicConstraints) {
  EXPECT_EQ(encode_hex(extensions::basic_constraints(false).value), "3000") << "X.690 11.5";
}

TEST(Extensions, IdentifyKeysAsAnotherHandDoes) {
  const auto leaf = Certificate::from_pem(pki_vector("leaf-server.pem"));
  EXPECT_EQ(leaf.extension("2.5.29.14"), extensions::subject_key_identifier(leaf.public_key()));
  EXPECT_EQ(leaf.extension(oids::subject_alt_name),
            extensions::subject_alt_name({"DNS:est.example.com", "DNS:*.wild.example.com",
                                          "IP:192.0.2.7", "IP:2001:db8::7"}));
}

TEST(Extensions, IdentifyAKeyThatNobodyCanRead) {
  EXPECT_NE(extensions::subject_key_identifier(bytes_of("a")).value,
            extensions::subject_key_identifier(bytes_of("b")).value);
}

TEST(Extensions, AreCriticalWhereRfc5280WantsIt) {
  EXPECT_TRUE(extensions::basic_constraints(true).critical);
  EXPECT_TRUE(extensions::key_usage({"cRLSign"}).critical);
  EXPECT_FALSE(extensions::extended_key_usage({oids::client_auth}).critical);
  EXPECT_FALSE(extensions::subject_alt_name({"DNS:a"}).critical);
  EXPECT_TRUE(extensions::subject_alt_name({"DNS:a"}, true).critical);
}

TEST(Extensions, NameTheWordThatIsWrong) {
  EXPECT_THAT([] { extensions::key_usage({"digitalSignatur"}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("did you mean 'digitalSignature'")));
  EXPECT_THAT([] { extensions::subject_alt_name({"DSN:a"}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("did you mean 'DNS'")));
  EXPECT_THAT([] { extensions::subject_alt_name({"IP:1.2.3"}); },
              ThrowsMessage<std::invalid_argument>("'1.2.3' is no IP address"));
  EXPECT_THROW(extensions::extended_key_usage({"clientAuth"}), std::invalid_argument);
}

}  // namespace
}  // namespace inquest
