#include "harness/scenario/masking.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

TEST(Masking, HidesCredentialsAndKeepsOffsets) {
  const std::string bytes =
      "GET / HTTP/1.1\r\nauthorization: Basic ZXN0OmVzdA==\r\nHost: x\r\n\r\n";
  const auto masked = mask_credentials(bytes);
  EXPECT_EQ(masked, "GET / HTTP/1.1\r\nauthorization: Basic ************\r\nHost: x\r\n\r\n");
}

TEST(Masking, HidesAValueWithoutScheme) {
  EXPECT_EQ(mask_credentials("Authorization: secret\r\n"), "Authorization: ******\r\n");
}

TEST(Masking, HidesEveryRequestOfAConnection) {
  const auto masked = mask_credentials("Authorization: A b\r\n\r\nAUTHORIZATION: A c\r\n");
  EXPECT_EQ(masked, "Authorization: A *\r\n\r\nAUTHORIZATION: A *\r\n");
}

TEST(Masking, LeavesOtherBytesAlone) {
  const std::string bytes("a\0b: Authorization", 18);
  EXPECT_EQ(mask_credentials(bytes), bytes);
}

TEST(Masking, HidesPrivateKeysAndKeepsTheLinesAroundThem) {
  const std::string head = "--b\r\nContent-type: Application/PKCS8\r\nX: y\r\n\r\n";
  const std::string rest =
      "\r\n--b\r\nContent-Type: application/pkcs7-mime\r\n\r\nMIIC\r\n--b--\r\n";
  EXPECT_EQ(mask_private_keys(head + "MIGH\r\nAgEA" + rest), head + "****\r\n****" + rest);
  EXPECT_EQ(mask_private_keys(head), head);
  EXPECT_EQ(mask_private_keys(rest), rest);
}

}  // namespace
}  // namespace inquest
