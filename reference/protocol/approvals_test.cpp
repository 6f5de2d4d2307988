#include "reference/protocol/approvals.h"

#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class ApprovalsTest : public ServerForTests {
 protected:
  HttpResponse enrolled(const std::string& subject, const Key& by) {
    return ask(enrollment(named(subject), by));
  }
};

TEST_F(ApprovalsTest, PutOffUntilSomebodyHasLooked) {
  policy.approvals = approvals_by_patience(3);
  policy.retry_after = 7;
  for (int i = 0; i < 2; ++i) {
    const auto response = enrolled("CN=one", key);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(*response.headers.find("Retry-After"), "7");
    const auto put_off = accept_enrollment(response, key, {}, {}, now);
    EXPECT_EQ(std::get<NotAccepted>(put_off).why, NotAccepted::Why::retry_later);
    EXPECT_EQ(std::get<NotAccepted>(put_off).retry_after, 7);
  }
  EXPECT_EQ(enrolled("CN=one", key).status, 200);
}

TEST_F(ApprovalsTest, KnowWhoAsksAgain) {
  policy.approvals = approvals_by_patience(2);
  EXPECT_EQ(enrolled("CN=one", key).status, 202);
  EXPECT_EQ(enrolled("CN=two", key).status, 202);
  EXPECT_EQ(enrolled("CN=one", Key::generate(KeyKind("ec-p256"))).status, 202);
  auto other = named("CN=one");
  other.attributes.push_back({"1.2.3.4", {Bytes{0x05, 0x00}}});
  EXPECT_EQ(ask(enrollment(other, key)).status, 200) << "another attribute, the same request";
}

TEST_F(ApprovalsTest, SayWhenByDateWhereTold) {
  policy.approvals = approvals_by_patience(2);
  policy.retry_after = 60;
  policy.retry_after_as_date = true;
  const auto response = enrolled("CN=one", key);
  EXPECT_EQ(retry_after(*response.headers.find("Retry-After"), now), 60);
  EXPECT_NE(response.headers.find("Retry-After")->find("GMT"), std::string::npos);
}

TEST_F(ApprovalsTest, MayDeny) {
  struct Never final : Approvals {
    Approval ask(const RequestInfo&, BytesView) override { return Approval::denied; }
  };
  policy.approvals = std::make_shared<Never>();
  EXPECT_EQ(enrolled("CN=one", key).status, 403);
}

TEST_F(ApprovalsTest, AreNotAskedAboutWhatIsWrongAnyway) {
  struct Unasked final : Approvals {
    Approval ask(const RequestInfo&, BytesView) override { throw std::logic_error("asked"); }
  };
  policy.approvals = std::make_shared<Unasked>();
  auto options = with_password("wrong");
  EXPECT_EQ(ask(enrollment(named("CN=x"), key, Operation::simpleenroll, options)).status, 401);
}

}  // namespace
}  // namespace inquest
