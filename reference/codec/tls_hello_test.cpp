#include "reference/codec/tls_hello.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"

namespace inquest {
namespace {

using testing::HasSubstr;

TEST(TlsHello, OfAClientIsOneRecordWithItsSuites) {
  ClientHello hello;
  hello.suites = {0x0003, 0x0009};
  EXPECT_EQ(encode_hex(encode(hello)),
            "160301002f"  // handshake, TLS 1.0 as every client says, 47 octets
            "0100002b"    // ClientHello of 43
            "0303" +
                encode_hex(Bytes(32, 0x49)) +
                "00"            // session_id
                "000400030009"  // two suites
                "0100");        // no compression
}

TEST(TlsHello, OfAClientNamesTheHost) {
  ClientHello hello;
  hello.suites = {0x0003};
  hello.server_name = "a.b";
  EXPECT_TRUE(encode_hex(encode(hello)).ends_with("000c000000080006000003612e62"));
}

TEST(TlsHello, OfAServerTellsTheSuiteThatItChose) {
  const auto read = decode_server_hello(encode(ServerHello{0x0301, 0x0014}));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->version, 0x0301);
  EXPECT_EQ(read->suite, 0x0014);
}

TEST(TlsHello, OfAServerMayHaveASessionAndExtensions) {
  auto record = encode(ServerHello{});
  record[5 + 4 + 2 + 32] = 2;
  record.insert(record.end() - 3, {0xaa, 0xbb});
  record[record.size() - 3] = 0xc0;
  append(record, Bytes{0, 0});
  const auto read = decode_server_hello(record);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->suite, 0xc000);
}

TEST(TlsHello, WhatIsNoServerHelloSaysWhy) {
  const auto reason = [](const Bytes& received) {
    const auto read = decode_server_hello(received);
    return read ? "read" : read.error().text();
  };
  EXPECT_THAT(reason({}), HasSubstr("nothing came"));
  EXPECT_THAT(reason({21, 3, 3, 0, 2, 2, 40}), HasSubstr("a record of type 21"));
  EXPECT_THAT(reason(encode(ClientHello{})), HasSubstr("handshake message 1"));
  const auto whole = encode(ServerHello{});
  for (std::size_t length = 0; length < whole.size() - 1; ++length)
    EXPECT_NE(reason(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))),
              "read")
        << length;
}

TEST(TlsHello, KnowsTheSuitesThatNobodyMayUse) {
  for (const auto& each : export_suites()) EXPECT_THAT(each.name, HasSubstr("_EXPORT_"));
  for (const auto& each : des_suites()) EXPECT_THAT(each.name, HasSubstr("_DES_"));
  EXPECT_EQ(name_of_suite(0x0009), "TLS_RSA_WITH_DES_CBC_SHA");
  EXPECT_EQ(name_of_suite(0x1301), "0x1301");
}

}  // namespace
}  // namespace inquest
