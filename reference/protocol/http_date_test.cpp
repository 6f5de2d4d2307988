#include "reference/protocol/http_date.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

constexpr std::int64_t moment = 784111777;  // the example of RFC 9110 5.6.7
constexpr std::int64_t now = 1'800'000'000;

TEST(HttpDate, IsWrittenInTheFixedForm) {
  EXPECT_EQ(http_date(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpDate, IsReadInAllThreeForms) {
  EXPECT_EQ(decode_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), moment);
  EXPECT_EQ(decode_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now), moment);
  EXPECT_EQ(decode_http_date("Sun Nov  6 08:49:37 1994", now), moment);
}

TEST(HttpDate, OfTwoDigitsLiesAtMostFiftyYearsAhead) {
  EXPECT_EQ(decode_http_date("Friday, 15-Jan-27 08:00:00 GMT", now), now);
  EXPECT_LT(*decode_http_date("Sunday, 06-Nov-80 08:49:37 GMT", now), now);
}

TEST(HttpDate, IsNotGuessed) {
  for (const auto* text :
       {"", "tomorrow", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "1994-11-06T08:49:37Z"})
    EXPECT_FALSE(decode_http_date(text, now)) << text;
}

}  // namespace
}  // namespace inquest
