#include "reference/client/patience.h"

#include <gmock/gmock.h>

namespace inquest {
namespace {

using testing::ElementsAre;
using Answers = std::vector<Accepted<int>>;

/// A client whose server says this, one after the other; what it waited is noted.
struct Waiting {
  std::vector<std::int64_t> pauses;
  std::vector<int> asked_before;

  Accepted<int> ask(const Answers& answers, double seconds, const ClientOptions& options = {}) {
    std::size_t next = 0;
    return ask_patiently(
        options, {seconds, [&](std::chrono::seconds pause) { pauses.push_back(pause.count()); }},
        [&](const ClientOptions& now) {
          asked_before.push_back(now.asked_before->times);
          return answers.at(next++);
        });
  }
};

NotAccepted put_off(std::optional<std::int64_t> seconds) {
  return {NotAccepted::Why::retry_later, "later", seconds};
}

TEST(Patience, AsksAgainAfterAsLongAsItWasTold) {
  Waiting waiting;
  EXPECT_EQ(std::get<int>(waiting.ask({put_off(7), put_off(0), 3}, 60)), 3);
  EXPECT_THAT(waiting.pauses, ElementsAre(7, 1));
  EXPECT_THAT(waiting.asked_before, ElementsAre(0, 1, 2));
}

TEST(Patience, EndsWithTheTimeThatTheUserHas) {
  Waiting waiting;
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(waiting.ask({put_off(7), put_off(7), 3}, 10)));
  EXPECT_THAT(waiting.pauses, ElementsAre(7));
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(waiting.ask({put_off(86'400), 3}, 10)));
}

TEST(Patience, IsOfNoUseWithoutAWordOfWhen) {
  Waiting waiting;
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(waiting.ask({put_off({}), 3}, 10)));
  EXPECT_TRUE(std::holds_alternative<NotAccepted>(
      waiting.ask({NotAccepted{NotAccepted::Why::refused, "no", 1}, 3}, 10)));
  EXPECT_THAT(waiting.pauses, ElementsAre());
}

}  // namespace
}  // namespace inquest
