#include "reference/codec/trusted_authorities.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

TEST(TrustedAuthorities, AreReadAsTheyAreWritten) {
  const std::vector<Bytes> names{{0x30, 0x00}, {0x30, 0x02, 0x31, 0x00}};
  const auto body = encode_trusted_authorities(names);
  EXPECT_EQ(body, (Bytes{0, 12, 2, 0, 2, 0x30, 0x00, 2, 0, 4, 0x30, 0x02, 0x31, 0x00}));
  EXPECT_EQ(*decode_trusted_authorities(body), names);
  EXPECT_TRUE(decode_trusted_authorities(encode_trusted_authorities({}))->empty());
}

TEST(TrustedAuthorities, AreReadBesideHashes) {
  Bytes body{0, 27, 3};
  body.resize(body.size() + 20);
  append(body, Bytes{0, 2, 0, 2, 0x30, 0x00});
  EXPECT_EQ(*decode_trusted_authorities(body), (std::vector<Bytes>{{0x30, 0x00}}));
}

TEST(TrustedAuthorities, MustFit) {
  for (const auto& body : {Bytes{}, Bytes{0}, Bytes{0, 1}, Bytes{0, 1, 2}, Bytes{0, 3, 2, 0, 0},
                           Bytes{0, 4, 2, 0, 2, 1}, Bytes{0, 1, 9}, Bytes{0, 2, 1, 1}})
    EXPECT_FALSE(decode_trusted_authorities(body));
}

TEST(TrustedAuthorities, LeaveOutWhatIsTooLong) {
  const auto body = encode_trusted_authorities({Bytes(60'000, 1), Bytes(10'000, 2), Bytes(2, 3)});
  EXPECT_EQ(decode_trusted_authorities(body)->size(), 2U);
}

}  // namespace
}  // namespace inquest
