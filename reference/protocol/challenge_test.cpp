#include "reference/protocol/challenge.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

bool asks(const std::string& field) {
  HttpResponse response;
  response.status = 401;
  response.headers = {{"WWW-Authenticate", field}};
  return asks_for_basic(response);
}

TEST(Challenge, IsFoundWhereverItStands) {
  EXPECT_TRUE(asks("Basic realm=\"x\""));
  EXPECT_TRUE(asks("BASIC"));
  EXPECT_TRUE(asks("Digest realm=\"a, Basic b\", nonce=\"n\", basic realm=\"x\""));
}

TEST(Challenge, IsNoWordWithinAnother) {
  EXPECT_FALSE(asks("Digest realm=\"x, Basic y\""));
  EXPECT_FALSE(asks("Digest realm=\"\\\", Basic y\""));
  EXPECT_FALSE(asks("Basically realm=\"x\""));
  EXPECT_FALSE(asks("Digest basic=\"x\""));
  EXPECT_FALSE(asks("Digest realm=x, basic =x"));
  EXPECT_FALSE(asks(""));
}

TEST(Challenge, MayStandInASecondField) {
  HttpResponse response;
  response.status = 401;
  response.headers = {{"WWW-Authenticate", "Digest realm=\"x\""},
                      {"www-authenticate", "Basic realm=\"x\""}};
  EXPECT_TRUE(asks_for_basic(response));
  response.status = 403;
  EXPECT_FALSE(asks_for_basic(response));
}

}  // namespace
}  // namespace inquest
