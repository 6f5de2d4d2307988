#include "reference/codec/http1.h"

#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/codec/nearest.h"

namespace inquest {
namespace {

std::string text(const Bytes& bytes) { return std::string(text_of(bytes)); }

TEST(HttpRequest, IsWrittenAsItStands) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/x";
  request.headers = {{"host", "a"}};
  request.body = bytes_of("abc");
  EXPECT_EQ(text(encode(request)), "POST /x HTTP/1.1\r\nhost: a\r\nContent-Length: 3\r\n\r\nabc");
  request.headers.set("Content-Length", "99");
  EXPECT_EQ(text(encode(request)), "POST /x HTTP/1.1\r\nhost: a\r\nContent-Length: 99\r\n\r\nabc");
}

TEST(HttpRequest, IsChunkedOnRequest) {
  HttpRequest request;
  request.method = "POST";
  request.body = bytes_of("abcde");
  request.framing = Framing::chunked;
  request.chunk_size = 3;
  EXPECT_EQ(
      text(encode(request)),
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
}

TEST(HttpRequest, AGetWithoutBodyHasNoLength) {
  EXPECT_EQ(text(encode(HttpRequest{})), "GET / HTTP/1.1\r\n\r\n");
}

TEST(HttpResponse, WritesThePhraseOfItsStatus) {
  HttpResponse response;
  response.status = 404;
  EXPECT_EQ(text(encode(response)), "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  response.status = 204;
  response.body = bytes_of("x");
  EXPECT_EQ(text(encode(response)), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(HttpHeads, GoThereAndBack) {
  const auto bytes = bytes_of("HTTP/1.1 200 All is well\r\nContent-TYPE:  a/b \r\nX:\r\n\r\nbody");
  const auto head = decode_response_head(bytes);
  ASSERT_TRUE(head) << head.error().text();
  EXPECT_EQ(head->response.reason, "All is well");
  EXPECT_EQ(*head->response.headers.find("content-type"), "a/b");
  EXPECT_EQ(head->response.headers.fields()[0].name, "Content-TYPE");
  EXPECT_EQ(head->length, bytes.size() - 4);
}

TEST(HttpHeads, SayWhereTheyAreWrong) {
  const std::pair<const char*, std::size_t> wrong[] = {
      {"HTTP/1.1 2x0 OK\r\n\r\n", 10},
      {"HTTP/1.1 200\r\nno colon\r\n\r\n", 14},
      {"HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n", 23},
      {"HTTP/1.1 200 OK\r\nb ad: x\r\n\r\n", 17},
      {"HTTQ/1.1 200 OK\r\n\r\n", 0},
      {"HTTP/1.1 200 OK\r\na: b", 17}};
  for (const auto& [bytes, offset] : wrong) {
    const auto head = decode_response_head(bytes_of(bytes));
    ASSERT_FALSE(head) << bytes;
    EXPECT_EQ(head.error().offset, offset) << bytes << head.error().reason;
  }
  EXPECT_FALSE(decode_request_head(bytes_of("GET / HTTP/x\r\n\r\n")));
  EXPECT_FALSE(decode_request_head(bytes_of("G(T / HTTP/1.1\r\n\r\n")));
  EXPECT_FALSE(decode_request_head(bytes_of("GET  HTTP/1.1\r\n\r\n")));
}

TEST(HttpHeaders, SetReplacesEveryOneOfThatName) {
  HttpHeaders headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  EXPECT_EQ(headers.count("a"), 2U);
  headers.set("A", "9");
  EXPECT_EQ(headers, (HttpHeaders{{"A", "9"}, {"b", "2"}}));
  headers.remove("B");
  EXPECT_EQ(headers.fields().size(), 1U);
}

TEST(BasicAuthorization, GoesThereAndBack) {
  const auto field = basic_authorization("Aladdin", "open:sesame");
  EXPECT_EQ(field, "Basic QWxhZGRpbjpvcGVuOnNlc2FtZQ==");
  EXPECT_EQ(decode_basic_authorization(field)->password, "open:sesame");
  EXPECT_EQ(decode_basic_authorization("bAsIc Og==")->user, "");
  for (const auto* wrong : {"Digest x", "Basic", "Basic !", "Basic YWJj"})
    EXPECT_FALSE(decode_basic_authorization(wrong)) << wrong;
}

TEST(MediaType, ReadsParametersInEveryForm) {
  const auto type =
      decode_media_type("Application/PKCS7-mime ;SMIME-type=certs-only; a=\"q \\\"x\\\"\";");
  ASSERT_TRUE(type);
  EXPECT_EQ(type->essence(), "application/pkcs7-mime");
  EXPECT_EQ(*type->parameter("smime-type"), "certs-only");
  EXPECT_EQ(*type->parameter("a"), "q \"x\"");
  EXPECT_TRUE(is_media_type("application/pkcs10;x=y", "application/pkcs10"));
  for (const auto* wrong : {"", "a", "a/", "a/b c", "a/b;c", "a/b;c=", "a/b;c=\"x"})
    EXPECT_FALSE(decode_media_type(wrong)) << wrong;
}

TEST(Nearest, ForgivesASlipAndNoMore) {
  EXPECT_EQ(nearest("enrol", {"enroll", "connect"}), "enroll");
  EXPECT_EQ(nearest("lable", {"label", "cable-x"}), "label");
  EXPECT_EQ(nearest("zzzz", {"enroll"}), "");
}

TEST(Hex, GoesThereAndBackAndSkipsComments) {
  EXPECT_EQ(*decode_hex("30 0D:06 # oid\n 09"), (Bytes{0x30, 0x0d, 0x06, 0x09}));
  EXPECT_EQ(decode_hex("3x").error().offset, 1U);
  EXPECT_EQ(decode_hex("300").error().offset, 3U);
  EXPECT_NE(hex_dump(Bytes(20, 'a'), 16).find("4 more bytes"), std::string::npos);
}

}  // namespace
}  // namespace inquest
