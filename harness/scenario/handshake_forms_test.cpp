#include "harness/scenario/handshake_forms.h"

#include <gtest/gtest.h>

#include "reference/codec/hex.h"

namespace inquest {
namespace {

Bytes sent(const std::string& form, const std::string& record) {
  Deviations deviations;
  shake_hands(form, deviations);
  return deviations.at(moments::outgoing_record, *decode_hex(record));
}

TEST(HandshakeForms, SayAnotherVersionInTheHello) {
  // A record of one ServerHello: legacy version 0303, and the beginning of its random.
  EXPECT_EQ(sent("hello-of-tls-1.0",
                 "160303000a"
                 "02000006"
                 "0303aabbccdd"),
            *decode_hex("160303000a"
                        "02000006"
                        "0301aabbccdd"));
  EXPECT_EQ(sent("hello-of-tls-1.1",
                 "160303000a"
                 "02000006"
                 "0303aabbccdd"),
            *decode_hex("160303000a"
                        "02000006"
                        "0302aabbccdd"));
  // An alert is none.
  EXPECT_EQ(sent("hello-of-tls-1.0", "15030300020228"), *decode_hex("15030300020228"));
}

TEST(HandshakeForms, ReadAlertsInRecordsOfTheVersionThatTheySaid) {
  Deviations deviations;
  shake_hands("hello-of-tls-1.1", deviations);
  EXPECT_EQ(deviations.at(moments::received_records, *decode_hex("1603010001ff15030200020246")),
            *decode_hex("1603010001ff15030300020246"));
  // What is cut off is left to those that wait for the rest.
  EXPECT_EQ(deviations.at(moments::received_records, *decode_hex("15030200")),
            *decode_hex("15030200"));
}

TEST(HandshakeForms, SpoilTheValuesOfSrp) {
  // ServerKeyExchange: N of two octets, g of one, s of one, B of two.
  const std::string head =
      "160303000e"
      "0c00000d"
      "0002fffb"
      "0001";
  EXPECT_EQ(sent("srp-value-zero", head + "02"
                                          "0155"
                                          "00021234"),
            *decode_hex(head + "02"
                               "0155"
                               "00020000"));
  EXPECT_EQ(sent("srp-group-unknown", head + "02"
                                             "0155"
                                             "00021234"),
            *decode_hex(head + "0b"
                               "0155"
                               "00021234"));
  // One that ends too soon is left alone.
  EXPECT_EQ(sent("srp-value-zero",
                 "1603030008"
                 "0c000009"
                 "0002fffb"),
            *decode_hex("1603030008"
                        "0c000009"
                        "0002fffb"));
}

TEST(HandshakeForms, AreKnownByName) {
  for (const auto& form : handshake_forms()) {
    Deviations deviations;
    EXPECT_NO_THROW(shake_hands(form, deviations)) << form;
    EXPECT_EQ(deviations.empty(), form == "usual");
  }
  Deviations deviations;
  EXPECT_THROW(shake_hands("firmly", deviations), std::logic_error);
}

}  // namespace
}  // namespace inquest
