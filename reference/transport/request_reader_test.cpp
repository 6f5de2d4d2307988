#include "reference/transport/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using ::testing::HasSubstr;
using Step = RequestReader::Step;

constexpr ReadLimits limits{.head = 1024, .body = 64};

HttpRequest must_read(std::string_view text) {
  RequestReader reader(limits);
  auto input = bytes_of(text);
  EXPECT_EQ(reader.take(input), Step::done);
  return reader.request();
}

BadRequest refused(std::string_view text) {
  RequestReader reader(limits);
  auto input = bytes_of(text);
  EXPECT_EQ(reader.take(input), Step::bad) << text;
  return reader.bad();
}

TEST(RequestReader, ReadsARequestWithItsBody) {
  auto request = must_read("POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a?b");
  EXPECT_EQ(request.version, "HTTP/1.1");
  EXPECT_EQ(text_of(request.body), "abc");
  EXPECT_EQ(request.framing, Framing::content_length);
}

TEST(RequestReader, DecodesChunks) {
  auto request = must_read(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  EXPECT_EQ(text_of(request.body), "abc");
  EXPECT_EQ(request.framing, Framing::chunked);
}

TEST(RequestReader, SkipsEmptyLinesBeforeARequest) {
  EXPECT_EQ(must_read("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").method, "GET");
}

TEST(RequestReader, LeavesThePipelinedRequest) {
  RequestReader reader(limits);
  auto input = bytes_of("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\n");
  EXPECT_EQ(reader.take(input), Step::done);
  EXPECT_EQ(text_of(input), "GET /2 HTTP/1.1\r\n");
}

TEST(RequestReader, ReadsTheSameByteByByte) {
  constexpr std::string_view text =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  RequestReader reader(limits);
  Bytes input;
  auto step = Step::more;
  for (auto character : text) {
    ASSERT_EQ(step, Step::more);
    input.push_back(static_cast<std::uint8_t>(character));
    step = reader.take(input);
  }
  ASSERT_EQ(step, Step::done);
  EXPECT_EQ(text_of(reader.request().body), "ab");
}

TEST(RequestReader, RefusesWhatRfc9112WantsRefused) {
  struct Case {
    std::string text;
    int status;
    std::string reason;
  };
  const std::string get = "GET / HTTP/1.1\r\n";
  const std::string host = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (const auto& [text, status, reason] : {
           Case{get + "\r\n", 400, "no Host"},
           Case{host + "Host: i\r\n\r\n", 400, "more than one Host"},
           Case{host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "byte"},
           Case{host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400, "byte"},
           Case{host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "byte"},
           Case{host + "Content-Length: x\r\n\r\n", 400, "byte"},
           Case{host + "Transfer-Encoding: gzip\r\n\r\n", 501, "'gzip'"},
           Case{host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "'gzip'"},
           Case{host + "Transfer-Encoding: chunked\r\n\r\nxx\r\n", 400, "bad chunk at byte"},
           Case{host + "Space : 1\r\n\r\n", 400, "at byte 25"},
           Case{host + "Content-Length: 65\r\n\r\n", 413, "limit of 64"},
           Case{host + "Transfer-Encoding: chunked\r\n\r\n41\r\n", 413, "limit of 64"},
           Case{host + "X: " + std::string(2000, 'x'), 431, "limit of 1024"},
           Case{"GET /" + std::string(2000, 'x'), 414, "limit of 1024"},
           Case{get + "Host: a b\r\n\r\n", 400, "no host"},
           Case{get + "Host: a/b\r\n\r\n", 400, "no host"},
           Case{"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505, "HTTP/1.1"},
           Case{"GET /\r\n", 400, "at byte 0"},
           Case{"\x16\x03\x01\x02garbage\r\n", 400, "at byte 0"},
           Case{"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "HTTP/1.0"},
           Case{host + "Expect: more\r\n\r\n", 417, "'more'"},
       }) {
    auto bad = refused(text);
    EXPECT_EQ(bad.suggested_status, status) << text;
    EXPECT_THAT(bad.reason, HasSubstr(reason)) << text;
    EXPECT_EQ(text_of(bad.bytes).substr(0, 20), text.substr(0, 20));
  }
}

TEST(RequestReader, SeesThatTheSenderWaits) {
  RequestReader reader(limits);
  auto input =
      bytes_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(reader.take(input), Step::more);
  EXPECT_TRUE(reader.wants_continue());
  EXPECT_FALSE(reader.wants_continue()) << "said once";
}

TEST(RequestReader, SeesThatTheSenderDidNotWait) {
  RequestReader reader(limits);
  auto input =
      bytes_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\na");
  EXPECT_EQ(reader.take(input), Step::more);
  EXPECT_FALSE(reader.wants_continue());
}

TEST(RequestReader, TellsHowFarAnUnfinishedRequestCame) {
  RequestReader reader(limits);
  auto input = bytes_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(reader.take(input), Step::more);
  auto bad = reader.unfinished("too late", 408);
  EXPECT_EQ(bad.reason, "too late; 2 of 5 bytes of the body came");
  EXPECT_EQ(bad.suggested_status, 408);
}

}  // namespace
}  // namespace inquest
