#include "harness/scenario/back_off.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

using std::chrono::seconds;

HttpResponse response(int status, const std::string& retry_after = {}) {
  HttpResponse response;
  response.status = status;
  if (!retry_after.empty()) response.headers.set("Retry-After", retry_after);
  return response;
}

TEST(BackOff, WaitsAsLongAsItIsTold) {
  EXPECT_EQ(BackOff().pause(response(429, "2"), 0), seconds(2));
  EXPECT_EQ(BackOff().pause(response(503, "3"), 0), seconds(3));
  EXPECT_EQ(BackOff().pause(response(503, "Thu, 01 Jan 1970 00:00:14 GMT"), 10), seconds(4));
}

TEST(BackOff, AnAnswerThatSaysNothingOfWaitingIsFinal) {
  EXPECT_EQ(BackOff().pause(response(429), 0), std::nullopt);
  EXPECT_EQ(BackOff().pause(response(503, "soon"), 0), std::nullopt);
  EXPECT_EQ(BackOff().pause(response(202, "2"), 0), std::nullopt);
  EXPECT_EQ(BackOff().pause(response(200), 0), std::nullopt);
}

TEST(BackOff, ItsPatienceEnds) {
  EXPECT_EQ(BackOff().pause(response(429, "3600"), 0), std::nullopt);
  BackOff slow;
  EXPECT_EQ(slow.pause(response(429, "6"), 0), seconds(6));
  EXPECT_EQ(slow.pause(response(429, "6"), 6), std::nullopt);
  BackOff often;
  for (int i = 0; i < BackOff::most_repetitions; ++i)
    EXPECT_NE(often.pause(response(429, "0"), 0), std::nullopt);
  EXPECT_EQ(often.pause(response(429, "0"), 0), std::nullopt);
}

}  // namespace
}  // namespace inquest
