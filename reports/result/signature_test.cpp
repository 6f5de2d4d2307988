#include "reports/result/signature.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

CaseResult failing(const std::string& actual) {
  CaseResult result;
  result.verdict = Verdict::fail;
  result.checks = {{"RFC7030-4.2.1-02", Verdict::fail, "whether the request was refused",
                    "a refusal", actual, 2}};
  return result;
}

TEST(Signature, IsTheSameForTheSameFailureOfAnotherRun) {
  EXPECT_EQ(signature_of(failing("200 application/pkcs7-mime, 666 bytes, a certificate for "
                                 "CN=inquest-05a3cf9b04")),
            signature_of(failing("200 application/pkcs7-mime, 1034 bytes, a certificate for "
                                 "CN=inquest-77bb00aa11")));
}

TEST(Signature, TellsOtherFailuresApart) {
  EXPECT_NE(signature_of(failing("200 text/plain")), signature_of(failing("500 text/plain")));
  EXPECT_NE(signature_of(failing("200 text/plain")), signature_of(failing("200 text/html")));
  auto elsewhere = failing("200 text/plain");
  elsewhere.checks[0].requirement = "RFC7030-4.2.1-03";
  EXPECT_NE(signature_of(failing("200 text/plain")), signature_of(elsewhere));
}

TEST(Signature, KeepsWhatLastsAndDropsTheRest) {
  EXPECT_EQ(without_particulars("tls alert 70, no answer within 5.0 s"),
            "tls alert 70, no answer within 5.0 s");
  EXPECT_EQ(without_particulars("serial 4f3a99, 20 bytes at 127.0.0.1:40321 \"it said\""),
            "serial #, # bytes at 127.0.0.1:# \"\"");
  EXPECT_EQ(without_particulars("pkcs7-mime with sha256"), "pkcs7-mime with sha256");
}

TEST(Signature, IsNothingWhereNothingWasFound) {
  CaseResult passing;
  passing.verdict = Verdict::pass;
  EXPECT_EQ(signature_of(passing), "");
}

}  // namespace
}  // namespace inquest
