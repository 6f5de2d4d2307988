#include "reports/escape.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

TEST(Escape, LeavesGoodTextAlone) {
  const std::string text = "plain, \xC3\xA9, \xE2\x82\xAC, \xF0\x9F\x98\x80";
  EXPECT_EQ(clean_utf8(text), text);
  EXPECT_EQ(for_terminal(text), text);
  EXPECT_EQ(for_xml(text), text);
}

TEST(Escape, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(clean_utf8("a\xffz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(clean_utf8("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  EXPECT_EQ(clean_utf8("\xED\xA0\x80").size(), 9U);               // a surrogate
  EXPECT_EQ(clean_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // cut short
}

TEST(Escape, LetsNothingSteerATerminal) {
  EXPECT_EQ(for_terminal("a\x1b[31m\r\x07z"), "a\\x1b[31m\\x0d\\x07z");
  EXPECT_EQ(for_terminal("\xC2\x9b"
                         "31m"),
            "\xEF\xBF\xBD"
            "31m");  // C1: CSI
}

TEST(Escape, LetsNothingOutOfHtml) {
  EXPECT_EQ(for_html("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
  EXPECT_EQ(for_html(std::string_view("a\0z", 3)), "a\xEF\xBF\xBDz");
}

TEST(Escape, KeepsXmlToItsCharacters) {
  EXPECT_EQ(for_xml(std::string_view("a\0\x0b\x1bz", 5)), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_EQ(for_xml("\xEF\xBF\xBF"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace inquest
