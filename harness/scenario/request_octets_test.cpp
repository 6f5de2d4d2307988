#include "harness/scenario/request_octets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;

const std::string line = "POST /.well-known/est/simpleenroll HTTP/1.1\r\n";
const std::string host = "Host: est.example:8443\r\n";
const std::string whole = line + host + "Content-Length: 4\r\n\r\nMIIB";

std::map<std::string, std::string> defects(const std::string& sent) {
  return request_defects(bytes_of(sent));
}

TEST(RequestOctets, OfRightRequestsHaveNoDefect) {
  EXPECT_THAT(defects(""), IsEmpty());
  EXPECT_THAT(defects(whole + whole), IsEmpty());
  EXPECT_THAT(defects("GET / HTTP/1.1\r\n" + host + "\r\n"), IsEmpty());
  EXPECT_THAT(
      defects(line + host +
              "Transfer-Encoding: chunked\r\n\r\n004;a=b\r\nMIIB\r\n0\r\nX: y\r\n\r\n" + whole),
      IsEmpty());
}

TEST(RequestOctets, OfHeadsHaveOneDefectEach) {
  const std::string length = "Content-Length: 0\r\n\r\n";
  EXPECT_THAT(defects("POST  / HTTP/1.1\r\n" + host + length), ElementsAre(Key("request-line")));
  EXPECT_THAT(defects("POST / HTTP/2.0\r\n" + host + length), ElementsAre(Key("request-line")));
  EXPECT_THAT(defects("POST / HTTP/1.1\n" + host + length), ElementsAre(Key("request-line")));
  EXPECT_THAT(defects(line + host + "X : y\r\n" + length), ElementsAre(Key("field-names")));
  EXPECT_THAT(defects(line + host + "X: y\r\n z\r\n" + length), ElementsAre(Key("field-lines")));
  EXPECT_THAT(defects(line + host + "X: y\x01\r\n" + length), ElementsAre(Key("field-values")));
  EXPECT_THAT(defects(line + host + "X: y\rZ: z\r\n" + length), ElementsAre(Key("field-values")));
  EXPECT_THAT(defects(line + length), ElementsAre(Key("one-host")));
  EXPECT_THAT(defects(line + host + host + length), ElementsAre(Key("one-host")));
  EXPECT_THAT(defects(line + "Host: no host\r\n" + length), ElementsAre(Key("one-host")));
}

TEST(RequestOctets, HaveNoEmptyLinesBeforeOrBehindThem) {
  EXPECT_THAT(defects("\r\n" + whole), ElementsAre(Key("no-empty-line")));
  EXPECT_THAT(defects(whole + "\r\n"), ElementsAre(Key("no-empty-line")));
  EXPECT_THAT(defects(whole + "\n" + whole), ElementsAre(Key("no-empty-line")));
}

TEST(RequestOctets, OfBodiesHaveOneDefectEach) {
  const auto with = [](const std::string& rest) { return defects(line + host + rest); };
  EXPECT_THAT(with("Content-Length: +4\r\n\r\nMIIB"), ElementsAre(Key("length")));
  EXPECT_THAT(with("Content-Length: 4\r\nContent-Length: 4\r\n\r\nMIIB"),
              ElementsAre(Key("length")));
  EXPECT_THAT(with("Content-Length: 5\r\n\r\nMIIB"), ElementsAre(Key("whole-body")));
  EXPECT_THAT(with("Content-Length: 18446744073709551620\r\n\r\nMIIB"),
              ElementsAre(Key("whole-body")));
  EXPECT_THAT(with("\r\nMIIB"), ElementsAre(Key("measured-body")));
  EXPECT_THAT(with("Transfer-Encoding: zip\r\n\r\nMIIB"), ElementsAre(Key("measured-body")));
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_THAT(with(chunked + "Content-Length: 4\r\n\r\n0\r\n\r\n"),
              ElementsAre(Key("one-framing")));
  for (const auto* chunk : {"4\r\nMIIBIJ\r\n", "5\r\nMIIB\r\n", "0x4\r\nMIIB\r\n", "-4\r\nMIIB\r\n",
                            "10000000000000004\r\nMIIB\r\n"})
    EXPECT_THAT(with(chunked + "\r\n" + chunk + "0\r\n\r\n"), ElementsAre(Key("chunks"))) << chunk;
  EXPECT_THAT(with(chunked + "\r\n4\r\nMIIB\r\n"), ElementsAre(Key("last-chunk")));
  EXPECT_THAT(with(chunked + "\r\n4\r\nMIIB\r\n0\r\nAuthorization: x\r\n\r\n"),
              ElementsAre(Key("trailer")));
}

}  // namespace
}  // namespace inquest
