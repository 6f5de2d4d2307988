#include "reference/transport/record_split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using ::testing::ElementsAre;

TEST(RecordSplit, TakesRecordsApart) {
  Bytes two{22, 3, 3, 0, 2, 0xaa, 0xbb, 23, 3, 3, 0, 1, 0xcc};
  EXPECT_THAT(split_records(two),
              ElementsAre(Bytes{22, 3, 3, 0, 2, 0xaa, 0xbb}, Bytes{23, 3, 3, 0, 1, 0xcc}));
}

TEST(RecordSplit, LeavesAnUnfinishedRecordAsItIs) {
  Bytes cut{22, 3, 3, 0, 9, 0xaa};
  EXPECT_THAT(split_records(cut), ElementsAre(cut));
  EXPECT_THAT(split_records(Bytes{22, 3}), ElementsAre(Bytes{22, 3}));
}

TEST(RecordSplit, FindsNothingInNothing) { EXPECT_TRUE(split_records({}).empty()); }

}  // namespace
}  // namespace inquest
