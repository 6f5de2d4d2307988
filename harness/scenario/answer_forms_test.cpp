#include "harness/scenario/answer_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Delivery written(const std::string& form, int status = 200) {
  Deviations deviations;
  write_answers(form, deviations);
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/pkcs7-mime"}};
  response.body = bytes_of("0123456789");
  return deviations.at(moments::delivery, Delivery{.bytes = encode(response)});
}

std::string text(const std::string& form, int status = 200) {
  return std::string(text_of(written(form, status).bytes));
}

TEST(AnswerForms, AreKnownByName) {
  for (const auto& form : answer_forms()) {
    if (form != "usual") {
      EXPECT_NE(text(form) + (written(form).close_after ? "." : ""), text("usual")) << form;
    }
  }
  Deviations deviations;
  EXPECT_THROW(write_answers("politely", deviations), std::logic_error);
}

TEST(AnswerForms, PutInterimAnswersInFront) {
  EXPECT_THAT(text("after-100"), StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST(AnswerForms, WriteFieldsInOtherWays) {
  EXPECT_THAT(text("names-in-capitals"), HasSubstr("\r\nCONTENT-TYPE: application/pkcs7-mime\r\n"));
  EXPECT_THAT(text("folded-fields"), HasSubstr("\r\nContent-Type:\r\n application/pkcs7-mime\r\n"));
  EXPECT_THAT(text("values-without-space"), HasSubstr("\r\nContent-Length:10\r\n"));
  EXPECT_THAT(text("without-reason"), StartsWith("HTTP/1.1 200 \r\n"));
}

TEST(AnswerForms, WriteChunks) {
  EXPECT_THAT(text("in-chunks"), EndsWith("\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"));
  EXPECT_THAT(text("in-chunks"), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(text("with-chunk-extensions"), HasSubstr("a;part=\"7\";more\r\n0123456789\r\n"));
  EXPECT_THAT(text("last-chunk-missing"), EndsWith("\r\n\r\na\r\n0123456789\r\n"));
  EXPECT_TRUE(written("last-chunk-missing").close_after);
  EXPECT_THAT(text("chunk-size-beyond-64-bits"), HasSubstr("\r\n1000000000000000a\r\n"));
}

TEST(AnswerForms, EndChunksBeforeTheLength) {
  EXPECT_THAT(text("length-beyond-its-chunks"), HasSubstr("Content-Length: 24\r\n"));
  EXPECT_THAT(text("length-beyond-its-chunks"),
              EndsWith("chunked\r\n\r\n4\r\nWord\r\n0\r\n\r\n0123456789"));
}

TEST(AnswerForms, PutTheLocationBehindTheLastChunk) {
  Deviations deviations;
  write_answers("with-location-in-trailer", deviations);
  HttpResponse response;
  response.status = 307;
  response.headers = {{"Location", "/elsewhere"}};
  response.body = bytes_of("0123456789");
  const auto delivery =
      deviations.at(moments::delivery, Delivery{.bytes = encode(response), .keep_open = true});
  EXPECT_THAT(std::string(text_of(delivery.bytes)),
              EndsWith("chunked\r\n\r\na\r\n0123456789\r\n0\r\nLocation: /elsewhere\r\n\r\n"));
}

TEST(AnswerForms, SpoilWhatIsGrantedAlone) {
  EXPECT_THAT(text("two-lengths-right-first"),
              HasSubstr("Content-Length: 10\r\nContent-Length: 6\r\n\r\n"));
  EXPECT_THAT(text("length-beyond-64-bits"), HasSubstr("Content-Length: 18446744073709551626\r\n"));
  EXPECT_EQ(text("length-a-word", 401), text("usual", 401));
  EXPECT_NE(text("in-chunks", 401), text("usual", 401));
}

}  // namespace
}  // namespace inquest
