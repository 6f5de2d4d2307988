#include "reference/codec/multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/certs_only.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

std::string text(const Bytes& bytes) { return std::string(text_of(bytes)); }

Result<Multipart> decoded(const std::string& body) { return decode_multipart(bytes_of(body), "b"); }

Multipart two_parts() {
  Multipart made;
  made.parts = {{{{"Content-Type", "a/b"}}, bytes_of("one")}, {{}, bytes_of("two\r\n")}};
  return made;
}

TEST(Multipart, IsWrittenAsRfc2046Says) {
  auto made = two_parts();
  EXPECT_EQ(text(encode(made, "b")),
            "--b\r\nContent-Type: a/b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\n");
  made.preamble = bytes_of("before");
  made.epilogue = bytes_of("after");
  EXPECT_EQ(
      text(encode(made, "b")),
      "before\r\n--b\r\nContent-Type: a/b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\nafter");
}

TEST(Multipart, GoesThereAndBack) {
  auto made = two_parts();
  made.preamble = bytes_of("before\r\nthe first");
  made.epilogue = bytes_of("after\r\n--b\r\nthe end");
  made.parts.push_back({});
  const auto again = decode_multipart(encode(made, "a b"), "a b");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->parts, made.parts);
  EXPECT_EQ(again->preamble, made.preamble);
  EXPECT_EQ(again->epilogue, made.epilogue);
  EXPECT_FALSE(again->bare_line_feeds);
  EXPECT_FALSE(again->padded);
}

TEST(Multipart, ReadsTheExampleOfRfc7030) {
  const auto body = vector_of("rfc7030/a.4-serverkeygen-response");
  const auto boundary = multipart_boundary("multipart/mixed ; boundary=estServerExampleBoundary");
  ASSERT_TRUE(boundary);
  const auto answer = decode_multipart(body, *boundary);
  ASSERT_TRUE(answer) << answer.error().text();
  ASSERT_EQ(answer->parts.size(), 2U);
  EXPECT_EQ(*answer->parts[0].headers.find("content-type"), "application/pkcs8");
  EXPECT_TRUE(decode_base64(text_of(answer->parts[0].body)));
  const auto certificate = decode_base64(text_of(answer->parts[1].body));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(*certificate, vector_of("rfc7030/a.4-serverkeygen-certificate"));
  EXPECT_EQ(text(answer->epilogue), "This is the epilogue.  It is also to be ignored.\r\n");
  EXPECT_EQ(encode(*answer, *boundary), body);
}

// Made by Python 3.12's email.mime, with email.policy.SMTP.
TEST(Multipart, ReadsWhatPythonWrites) {
  const std::string body =
      "For old readers.\r\n--a: b'c\r\nContent-Type: application/pkcs8\r\nMIME-Version: 1.0\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\na2V5\r\n\r\n--a: b'c\r\nMIME-Version: 1.0\r\n"
      "Content-Transfer-Encoding: base64\r\n"
      "Content-Type: application/pkcs7-mime; smime-type=\"certs-only\"\r\n\r\nY2VydHM=\r\n\r\n"
      "--a: b'c--\r\n";
  const auto boundary = multipart_boundary("multipart/mixed; boundary=\"a: b'c\"");
  ASSERT_TRUE(boundary);
  const auto read = decode_multipart(bytes_of(body), *boundary);
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->parts.size(), 2U);
  EXPECT_EQ(text(read->parts[0].body), "a2V5\r\n");
  EXPECT_EQ(text(encode(*read, *boundary)), body);
}

TEST(Multipart, TellsOfBareLineFeedsAndPadding) {
  const auto feeds = decoded("--b\nA: 1\n\nx\ny\n--b--");
  ASSERT_TRUE(feeds) << feeds.error().text();
  EXPECT_EQ(text(feeds->parts[0].body), "x\ny");
  EXPECT_TRUE(feeds->bare_line_feeds);
  EXPECT_FALSE(feeds->padded);
  const auto within = decoded("--b\r\n\r\nx\ny\r\n--b--");
  ASSERT_TRUE(within);
  EXPECT_FALSE(within->bare_line_feeds) << "the lines of a body are its own";
  for (const auto* body : {"--b \r\n\r\nx\r\n--b--", "--b\r\n\r\nx\r\n--b--\t\r\nthe end"}) {
    const auto padded = decoded(body);
    ASSERT_TRUE(padded) << padded.error().text();
    EXPECT_TRUE(padded->padded);
    EXPECT_EQ(text(padded->parts[0].body), "x");
  }
}

TEST(Multipart, UnfoldsHeaderFieldsOfAPart) {
  const auto read = decoded("--b\r\nA: 1;\r\n  x=2\r\nB:\r\n \r\n\r\n\r\n--b--");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->parts[0].headers, (HttpHeaders{{"A", "1; x=2"}, {"B", ""}}));
  EXPECT_TRUE(read->parts[0].body.empty());
}

TEST(Multipart, NeedsNoBodyInAPart) {
  const auto read = decoded("--b\r\nA: 1\r\n\r\n--b\r\n\r\n--b--");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->parts.size(), 2U);
}

TEST(Multipart, SaysWhereItIsWrong) {
  const std::tuple<const char*, std::size_t, const char*> wrong[] = {
      {"", 0, "the boundary does not occur"},
      {"nothing\r\nof --b\r\nthe kind", 25, "the boundary does not occur"},
      {"--b--\r\n", 0, "no part precedes the end"},
      {"--b\r\n\r\nx\r\n", 10, "the closing delimiter is missing"},
      {"--b\r\n\r\nx\r\n--b\r\n\r\n", 17, "the closing delimiter is missing"},
      {"--b\r\nA: 1\r\n--b--", 11, "not ended by an empty line"},
      {"--b\r\nA: 1\r\n", 11, "not ended by an empty line"},
      {"--b", 3, "not ended by an empty line"},
      {"--b\r\nA 1\r\n\r\n--b--", 5, "no header field"},
      {"--b\r\n: 1\r\n\r\n--b--", 5, "no header field"},
      {"--b\r\n A: 1\r\n\r\n--b--", 5, "a folded line without"},
      {"--bx\r\n\r\n--b--", 0, "goes on"},
      {"--b\r\n\r\n--b-\r\n--b--", 7, "goes on"},
      {"--b\r\n\r\nx\r\n--b--x\r\n--b--", 10, "goes on"},
  };
  for (const auto& [body, offset, reason] : wrong) {
    const auto read = decoded(body);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().offset, offset) << body << read.error().reason;
    EXPECT_THAT(read.error().reason, testing::HasSubstr(reason)) << body;
  }
}

TEST(Multipart, HasLimits) {
  std::string parts;
  for (int i = 0; i < 100; ++i) parts += "--b\r\n\r\n\r\n";
  EXPECT_TRUE(decoded(parts + "--b--"));
  EXPECT_THAT(decoded(parts + "--b\r\n\r\n\r\n--b--").error().reason,
              testing::HasSubstr("100 parts"));
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "A: 1\r\n";
  EXPECT_TRUE(decoded("--b\r\n" + fields + "\r\n--b--"));
  EXPECT_THAT(decoded("--b\r\n" + fields + "A: 1\r\n\r\n--b--").error().reason,
              testing::HasSubstr("100 lines"));
  std::string folds = "A: 1\r\n";
  for (int i = 0; i < 100; ++i) folds += " 2\r\n";
  EXPECT_THAT(decoded("--b\r\n" + folds + "\r\n--b--").error().reason,
              testing::HasSubstr("100 lines"));
}

TEST(Multipart, IsRefusedWhenItIsCutAnywhere) {
  const auto body = encode(two_parts(), "b");
  for (std::size_t length = 0; length + 2 < body.size(); ++length)
    ASSERT_FALSE(decode_multipart(BytesView(body.data(), length), "b")) << length;
}

TEST(Multipart, IsNotWrittenWhereItWouldReadOtherwise) {
  EXPECT_THROW(encode(Multipart{}, "b"), std::invalid_argument);
  EXPECT_THROW(encode(two_parts(), "b\n"), std::invalid_argument);
  auto made = two_parts();
  made.parts[0].body = bytes_of("x\n--bc\n");
  EXPECT_THROW(encode(made, "b"), std::invalid_argument);
  EXPECT_NO_THROW(encode(made, "bd"));
}

TEST(Boundary, IsFoundInAContentType) {
  EXPECT_EQ(*multipart_boundary("Multipart/Mixed; Boundary=\"x y\""), "x y");
  for (const auto* boundary : {"plain", "a b", "a:b", "a'b", "(x)?"})
    EXPECT_EQ(*multipart_boundary(multipart_mixed(boundary)), boundary);
  EXPECT_EQ(multipart_mixed("plain"), "multipart/mixed; boundary=plain");
  EXPECT_THAT(multipart_boundary("multipart/mixed").error().reason, testing::HasSubstr("missing"));
  EXPECT_THAT(multipart_boundary("text/plain; boundary=x").error().reason,
              testing::HasSubstr("text/plain"));
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=\"x\\\"y\""));
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=\"x \""));
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=\"\""));
  EXPECT_TRUE(multipart_boundary("multipart/mixed; boundary=" + std::string(70, 'x')));
  EXPECT_FALSE(multipart_boundary("multipart/mixed; boundary=" + std::string(71, 'x')));
  EXPECT_FALSE(multipart_boundary("multipart"));
}

}  // namespace
}  // namespace inquest
