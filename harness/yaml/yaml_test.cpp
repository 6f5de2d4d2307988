#include "harness/yaml/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using testing::HasSubstr;

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const YamlError& error) {
    return error.what();
  }
  return "no error";
}

YamlNode parsed(const std::string& text) { return YamlNode::parse(text, "a.yaml"); }

/// For the inside of double quotes.
std::string inside_quotes(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

TEST(Yaml, NamesFileLineAndColumn) {
  EXPECT_EQ(error_of([] { parsed("a:\n  b: x\n").at("a").at("b").boolean(); }),
            "a.yaml:2:6: true or false was expected, not 'x'");
}

TEST(Yaml, RefusesWhatIsNoYaml) {
  EXPECT_THAT(error_of([] { parsed("a: [1\nb: 2"); }), HasSubstr("a.yaml:"));
}

TEST(Yaml, RefusesAKeyThatIsThereTwice) {
  EXPECT_EQ(error_of([] { parsed("a: 1\nb: 2\na: 3\n"); }),
            "a.yaml:3:1: the key 'a' is there twice");
}

TEST(Yaml, RefusesAnchorsAliasesAndTags) {
  EXPECT_THAT(error_of([] { parsed("a: &x 1\nb: *x\n"); }), HasSubstr("anchors and aliases"));
  EXPECT_THAT(error_of([] { parsed("a: !own 1\n"); }), HasSubstr("tags like"));
  EXPECT_THAT(error_of([] { parsed("a: !!str 1\n"); }), HasSubstr("tags like"));
  EXPECT_EQ(error_of([] { parsed("a: ~\nb: [{}, 'x', \"y\", []]\n"); }), "no error");
}

TEST(Yaml, RefusesASecondDocument) {
  EXPECT_THAT(error_of([] { parsed("a: 1\n---\nb: 1\n"); }), HasSubstr("more than one document"));
}

TEST(Yaml, SuggestsTheNearestKey) {
  EXPECT_EQ(error_of([] {
              parsed("csrr: 1\n").only("'enroll'", {"csr", "label"});
            }),
            "a.yaml:1:1: 'enroll' takes no 'csrr'; did you mean 'csr'?");
}

TEST(Yaml, SuggestsTheNearestWord) {
  EXPECT_THAT(error_of([] {
                parsed("tsl").one_of("thing", {"tls", "tcp"});
              }),
              HasSubstr("no thing is called 'tsl'; did you mean 'tls'?"));
}

TEST(Yaml, NumbersHaveBounds) {
  EXPECT_EQ(parsed("7").number(0, 9), 7);
  for (const auto* text : {"10", "-1", "7x", "seven", "[7]", "99999999999999999999"})
    EXPECT_THAT(error_of([&] { parsed(text).number(0, 9); }), HasSubstr("a number from 0 to 9"))
        << text;
}

TEST(Yaml, ASingleTextIsAListOfOne) {
  EXPECT_EQ(parsed("x").texts(), std::vector<std::string>{"x"});
  EXPECT_EQ(parsed("[x, y]").texts(), (std::vector<std::string>{"x", "y"}));
}

TEST(Yaml, FlowIsOneLine) {
  const auto node = parsed("enroll:\n  faults:\n    - a\n    - b\n  key: ec-p256\n");
  EXPECT_EQ(node.flow(), "{enroll: {faults: [a, b], key: ec-p256}}");
}

TEST(Yaml, FlowKeepsTextAsItIs) {
  for (const std::string text :
       {"GET  /x HTTP/1.1", "Host: h", "a, b", "[x]", "#x", "say \"x\"", "back\\slash",
        "two\nlines", "", "1.2", "true", "null", "~", "- x", "*/*", "@x", "x # y", " x ", "grün"}) {
    const auto node =
        parsed("- \"" + inside_quotes(text) + "\"\n- " + std::string(300, 'x') + "\n");
    ASSERT_EQ(node.list().at(0).text(), text);
    EXPECT_EQ(node.flow().find('\n'), std::string::npos);
    EXPECT_EQ(parsed(node.flow()).list().at(0).text(), text) << node.flow();
    EXPECT_TRUE(parsed(node.flow()).list().at(0).is_scalar()) << node.flow();
  }
}

TEST(Yaml, AnEmptyFileIsNothing) {
  EXPECT_TRUE(parsed("").is_null());
  EXPECT_EQ(error_of([] { parsed("# only a remark\n").entries(); }),
            "a.yaml: a map was expected, not nothing");
}

TEST(Yaml, AssigningANodeLeavesTheTreeAlone) {
  const auto tree = parsed("[a, b]");
  auto items = tree.list();
  items.insert(items.begin(), parsed("c"));
  EXPECT_EQ(tree.flow(), "[a, b]");
  EXPECT_EQ(items.at(2).text(), "b");
}

TEST(Yaml, AMissingFileIsNamed) {
  EXPECT_EQ(error_of([] { YamlNode::load("/nowhere/x.yaml"); }), "/nowhere/x.yaml: cannot be read");
  EXPECT_EQ(error_of([] { YamlNode::load("/"); }), "/: cannot be read");
}

}  // namespace
}  // namespace inquest
