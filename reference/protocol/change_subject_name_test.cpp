#include "reference/protocol/change_subject_name.h"

#include <gtest/gtest.h>

#include "reference/codec/oids.h"
#include "reference/pki/certificate.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

const Bytes subject = encode_name("CN=new");
const Bytes names = extensions::subject_alt_name({"DNS:new.example"}).value;

TEST(ChangeSubjectName, ComesBackAsItWasWritten) {
  for (const auto& written : {ChangeSubjectName{subject, names}, ChangeSubjectName{subject, {}},
                              ChangeSubjectName{{}, names}}) {
    const auto change = decode_change_subject_name(encode(written));
    ASSERT_TRUE(change);
    EXPECT_EQ(change->subject, written.subject);
    EXPECT_EQ(change->alternative_names, written.alternative_names);
  }
}

TEST(ChangeSubjectName, HasOneValueWithOneNameAtLeast) {
  EXPECT_FALSE(decode_change_subject_name(encode(ChangeSubjectName{})));
  EXPECT_FALSE(decode_change_subject_name({oids::change_subject_name, {}}));
  const auto once = encode(ChangeSubjectName{subject, {}}).values.front();
  EXPECT_FALSE(decode_change_subject_name({oids::change_subject_name, {once, once}}));
}

TEST(ChangeSubjectName, HasItsFieldsInOrderAndOnce) {
  const auto of = [](const std::vector<Bytes>& fields) {
    std::vector<Element> elements;
    for (const auto& each : fields) elements.push_back(Element::raw(each));
    return Attribute{oids::change_subject_name, {encode(sequence(elements))}};
  };
  EXPECT_TRUE(decode_change_subject_name(of({subject, names})));
  EXPECT_FALSE(decode_change_subject_name(of({names, subject})));
  EXPECT_FALSE(decode_change_subject_name(of({subject, subject})));
  EXPECT_FALSE(decode_change_subject_name(of({subject, names, names})));
  EXPECT_FALSE(decode_change_subject_name(of({subject, {0x04, 0x00}})));
}

}  // namespace
}  // namespace inquest
