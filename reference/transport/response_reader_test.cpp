#include "reference/transport/response_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using ::testing::HasSubstr;
using Step = ResponseReader::Step;

constexpr ReadLimits limits{.head = 1024, .body = 64};

/// What reading `text` comes to; `rest` is what was left over.
Step read(ResponseReader& reader, std::string_view text, std::string* rest = nullptr) {
  auto input = bytes_of(text);
  auto step = reader.take(input);
  if (rest != nullptr) *rest = text_of(input);
  return step;
}

Exchange must_read(std::string_view text) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, text), Step::done) << reader.failure();
  return reader.exchange();
}

std::string failure_of(std::string_view text) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, text), Step::failed);
  return reader.failure();
}

TEST(ResponseReader, KeepsTheHeadAsItCame) {
  constexpr std::string_view head =
      "HTTP/1.1 200 Fine\r\ncontent-LENGTH: 2\r\nX-B:  1\r\nx-a:\r\n\r\n";
  auto exchange = must_read(std::string(head) + "hi");
  EXPECT_EQ(text_of(exchange.head), head);
  EXPECT_EQ(exchange.response.status, 200);
  EXPECT_EQ(exchange.response.reason, "Fine");
  EXPECT_EQ(exchange.response.headers,
            (HttpHeaders{{"content-LENGTH", "2"}, {"X-B", "1"}, {"x-a", ""}}));
  EXPECT_EQ(text_of(exchange.response.body), "hi");
  EXPECT_EQ(exchange.response.framing, Framing::content_length);
  EXPECT_TRUE(exchange.framing_defect.empty());
  EXPECT_TRUE(exchange.keep_alive);
}

TEST(ResponseReader, ReadsTheSameByteByByte) {
  constexpr std::string_view text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  ResponseReader reader(limits, false);
  Bytes input;
  auto step = Step::more;
  std::size_t taken = 0;
  while (step == Step::more && taken < text.size()) {
    input.push_back(static_cast<std::uint8_t>(text[taken++]));
    step = reader.take(input);
  }
  ASSERT_EQ(step, Step::done) << reader.failure();
  EXPECT_EQ(taken, text.size());
  EXPECT_EQ(text_of(reader.exchange().response.body), "abc0123456789");
  EXPECT_EQ(reader.exchange().response.framing, Framing::chunked);
}

TEST(ResponseReader, LeavesTheNextMessageInTheInput) {
  ResponseReader reader(limits, false);
  std::string rest;
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 204", &rest),
            Step::done);
  EXPECT_EQ(rest, "HTTP/1.1 204");
}

TEST(ResponseReader, TakesTheEndOfTheConnectionForTheEndOfTheBody) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\n\r\nall of it"), Step::more);
  EXPECT_EQ(reader.end(true), Step::done);
  auto exchange = reader.exchange();
  EXPECT_EQ(text_of(exchange.response.body), "all of it");
  EXPECT_EQ(exchange.response.framing, Framing::close);
  EXPECT_TRUE(exchange.framing_defect.empty());
  EXPECT_FALSE(exchange.keep_alive);
}

TEST(ResponseReader, DoubtsABodyThatEndsWithoutCloseNotify) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\n\r\nall of it?"), Step::more);
  EXPECT_EQ(reader.end(false), Step::done);
  EXPECT_THAT(reader.exchange().framing_defect, HasSubstr("without close_notify"));
}

TEST(ResponseReader, TellsHowMuchOfABodyCame) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), Step::more);
  EXPECT_EQ(reader.progress({}), "3 of 10 bytes of the body");
  EXPECT_EQ(reader.end(true), Step::failed);
  EXPECT_EQ(reader.failure(), "body cut short: 3 of 10 bytes came");
}

TEST(ResponseReader, MissesTheLastChunk) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
            Step::more);
  EXPECT_EQ(reader.end(true), Step::failed);
  EXPECT_EQ(reader.failure(), "body cut short: no last chunk after 3 bytes of it");
}

TEST(ResponseReader, TellsThatTheHeadWasCutShort) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\n"), Step::more);
  EXPECT_EQ(reader.progress({}), "17 bytes of the head");
  EXPECT_EQ(reader.end(true), Step::failed);
  EXPECT_EQ(reader.failure(), "cut short in the head, after 17 bytes");
}

TEST(ResponseReader, LetsTransferEncodingOverrideContentLength) {
  for (auto fields : {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                      "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"}) {
    auto exchange =
        must_read(std::string("HTTP/1.1 200 OK\r\n") + fields + "\r\n2\r\nab\r\n0\r\n\r\n");
    EXPECT_EQ(text_of(exchange.response.body), "ab");
    EXPECT_THAT(exchange.framing_defect, HasSubstr("beside Transfer-Encoding"));
    EXPECT_EQ(exchange.response.headers.find("Content-Length") != nullptr, true);
    EXPECT_THAT(std::string(text_of(exchange.head)), HasSubstr("Content-Length: 4"));
  }
}

TEST(ResponseReader, ReadsLinesThatEndInLineFeedAlone) {
  for (std::string head : {"HTTP/1.1 200 OK\r\nA: b\nContent-Length: 2\r\n\r\n",
                           "HTTP/1.1 200 OK\nA: b\nContent-Length: 2\n\n",
                           "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\n\r\n"}) {
    auto exchange = must_read(head + "ab");
    EXPECT_EQ(text_of(exchange.head), head);
    EXPECT_EQ(text_of(exchange.response.body), "ab");
    EXPECT_EQ(*exchange.response.headers.find("A"), "b");
    EXPECT_THAT(exchange.head_defect, HasSubstr("LF without CR"));
  }
  EXPECT_TRUE(must_read("HTTP/1.1 204 No Content\r\n\r\n").head_defect.empty());
}

TEST(ResponseReader, UsesTheFirstOfDifferentLengthsAndTells) {
  for (auto fields : {"Content-Length: 2\r\nContent-Length: 3\r\n", "Content-Length: 2, 3\r\n"}) {
    auto exchange = must_read(std::string("HTTP/1.1 200 OK\r\n") + fields + "\r\nab");
    EXPECT_EQ(text_of(exchange.response.body), "ab");
    EXPECT_THAT(exchange.framing_defect, HasSubstr("2 and 3"));
  }
}

TEST(ResponseReader, FindsNothingWrongWithEqualLengths) {
  auto exchange = must_read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_TRUE(exchange.framing_defect.empty());
}

TEST(ResponseReader, WaitsForTheWholeContradictoryHead) {
  ResponseReader reader(limits, false);
  auto input = bytes_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\nX:");
  EXPECT_EQ(reader.take(input), Step::more);
  append(input, " y\r\n\r\na");
  EXPECT_EQ(reader.take(input), Step::more);
  append(input, "b");
  EXPECT_EQ(reader.take(input), Step::done);
  EXPECT_EQ(text_of(reader.exchange().response.body), "ab");
}

TEST(ResponseReader, SaysWhyAndWhere) {
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nGood: 1\r\nBad : 2\r\n\r\n"),
            "not an HTTP response: bad field at byte 26");
  EXPECT_THAT(failure_of("SSH-2.0-OpenSSH\r\n"), HasSubstr("bad version at byte 0"));
  EXPECT_THAT(failure_of("HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n"),
              HasSubstr("bad Content-Length at byte 17"));
  EXPECT_THAT(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
              HasSubstr("bad chunk at byte 47"));
  EXPECT_THAT(failure_of("HTTP/1.1 20 OK\r\n\r\n"), HasSubstr("at byte 0"));
}

TEST(ResponseReader, BoundsHeadAndBody) {
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'x')),
            "the head exceeds the limit of 1024 bytes");
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int field = 0; field < 200; ++field) many += "X: 12345\r\n";
  EXPECT_EQ(failure_of(many), "the head exceeds the limit of 1024 bytes");
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"),
            "the body exceeds the limit of 64 bytes");
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\n\r\n" + std::string(65, 'x')),
            "the body exceeds the limit of 64 bytes");
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n41\r\n"),
            "the body exceeds the limit of 64 bytes");
  EXPECT_EQ(failure_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                       std::string(2000, 'x')),
            "the chunk header or trailer exceeds the limit of 1024 bytes");
}

TEST(ResponseReader, ExpectsNoBodyInAnswerToHead) {
  ResponseReader reader(limits, true);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"), Step::done);
  EXPECT_TRUE(reader.exchange().response.body.empty());
}

TEST(ResponseReader, ExpectsNoBodyUnder204AndTellsWhenOneIsAnnounced) {
  EXPECT_TRUE(must_read("HTTP/1.1 204 No Content\r\n\r\n").framing_defect.empty());
  EXPECT_THAT(must_read("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n").framing_defect,
              HasSubstr("204"));
}

TEST(ResponseReader, GoesByTheWordsAboutTheConnection) {
  EXPECT_FALSE(
      must_read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(must_read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keep_alive);
  EXPECT_TRUE(must_read("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n")
                  .keep_alive);
}

TEST(ResponseReader, TellsOfATransferCodingThatDoesNotEndInChunked) {
  ResponseReader reader(limits, false);
  EXPECT_EQ(read(reader, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc"), Step::more);
  EXPECT_EQ(reader.end(true), Step::done);
  EXPECT_THAT(reader.exchange().framing_defect, HasSubstr("'gzip'"));
}

}  // namespace
}  // namespace inquest
