#include "harness/yaml/yaml.h"

#include <fmt/format.h>

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "reference/codec/nearest.h"

namespace inquest {
namespace {

std::string place(const std::string& file, int line, int column) {
  return line == 0 ? file : fmt::format("{}:{}:{}", file, line, column);
}

std::string kind_of(const YAML::Node& node) {
  if (node.IsMap()) return "a map";
  if (node.IsSequence()) return "a list";
  if (node.IsNull()) return "nothing";
  return "'" + node.Scalar().substr(0, 80) + "'";
}

/// Refuses what would surprise a reader: the same key twice, and YAML's own tags.
void check_tree(const YAML::Node& node, const std::string& file) {
  const auto mark = node.Mark();
  const auto& tag = node.Tag();
  if (!tag.empty() && tag != "?" && tag != "!")
    throw YamlError(file, mark.line + 1, mark.column + 1,
                    "tags like " + tag + " are not used here");
  if (node.IsSequence())
    for (const auto& item : node) check_tree(item, file);
  if (!node.IsMap()) return;
  std::set<std::string> keys;
  for (const auto& entry : node) {
    const auto at = entry.first.Mark();
    if (!entry.first.IsScalar())
      throw YamlError(file, at.line + 1, at.column + 1, "a key must be plain text");
    if (!keys.insert(entry.first.Scalar()).second)
      throw YamlError(file, at.line + 1, at.column + 1,
                      "the key '" + entry.first.Scalar() + "' is there twice");
    check_tree(entry.second, file);
  }
}

/// yaml-cpp keeps no trace of anchors and aliases in its nodes, so they are found by its events.
class AliasFinder : public YAML::EventHandler {
 public:
  explicit AliasFinder(std::string file) : file_(std::move(file)) {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { check(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { check(mark, 1); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    check(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check(mark, anchor);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check(mark, anchor);
  }
  void OnMapEnd() override {}

 private:
  void check(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != 0)
      throw YamlError(file_, mark.line + 1, mark.column + 1,
                      "anchors and aliases are not used here");
  }
  std::string file_;
};

/// Text that was written without quotes, and does no harm inside brackets, stays so.
std::string flow_of_text(const YAML::Node& node) {
  const auto& text = node.Scalar();
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+*=~@ ";
  const bool bare =
      node.Tag() != "!" && !text.empty() && text.find_first_not_of(harmless) == std::string::npos;
  if (bare) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

/// yaml-cpp's own emitter breaks long lines, and has no way to be told not to.
std::string flow_of(const YAML::Node& node) {
  std::vector<std::string> parts;
  if (node.IsMap()) {
    for (const auto& entry : node)
      parts.push_back(flow_of_text(entry.first) + ": " + flow_of(entry.second));
    return fmt::format("{{{}}}", fmt::join(parts, ", "));
  }
  if (node.IsSequence()) {
    for (const auto& item : node) parts.push_back(flow_of(item));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  return node.IsScalar() ? flow_of_text(node) : "~";
}

}  // namespace

YamlError::YamlError(std::string file, int line, int column, const std::string& what)
    : std::runtime_error(place(file, line, column) + ": " + what),
      file_(std::move(file)),
      line_(line),
      column_(column) {}

YamlNode YamlNode::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file))
    throw YamlError(file.string(), 0, 0, "cannot be read");
  std::stringstream text;
  text << in.rdbuf();
  return parse(text.str(), file.string());
}

YamlNode YamlNode::parse(const std::string& text, const std::string& file_name) {
  try {
    std::istringstream events(text);
    YAML::Parser parser(events);
    AliasFinder finder(file_name);
    if (parser.HandleNextDocument(finder) && parser.HandleNextDocument(finder))
      throw YamlError(file_name, 0, 0, "holds more than one document");
    const auto node = YAML::Load(text);
    check_tree(node, file_name);
    return {node, std::make_shared<const std::string>(file_name)};
  } catch (const YAML::Exception& error) {
    throw YamlError(file_name, error.mark.line + 1, error.mark.column + 1, error.msg);
  }
}

void YamlNode::fail(const std::string& what) const {
  throw YamlError(file(), line(), column(), what);
}

int YamlNode::line() const { return node_.Mark().line + 1; }
int YamlNode::column() const { return node_.Mark().column + 1; }

std::string YamlNode::text() const {
  if (!is_scalar()) fail("text was expected, not " + kind_of(node_));
  return node_.Scalar();
}

bool YamlNode::boolean() const {
  if (is_scalar() && node_.Scalar() == "true") return true;
  if (is_scalar() && node_.Scalar() == "false") return false;
  fail("true or false was expected, not " + kind_of(node_));
}

std::int64_t YamlNode::number(std::int64_t lowest, std::int64_t highest) const {
  std::int64_t value = 0;
  if (is_scalar()) {
    const auto& digits = node_.Scalar();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc() && end == digits.data() + digits.size() && value >= lowest &&
        value <= highest)
      return value;
  }
  fail(fmt::format("a number from {} to {} was expected, not {}", lowest, highest, kind_of(node_)));
}

std::vector<YamlNode> YamlNode::list() const {
  if (!is_list()) fail("a list was expected, not " + kind_of(node_));
  std::vector<YamlNode> items;
  for (const auto& item : node_) items.push_back(YamlNode(item, file_));
  return items;
}

std::vector<std::string> YamlNode::texts() const {
  if (is_scalar()) return {text()};
  std::vector<std::string> texts;
  for (const auto& item : list()) texts.push_back(item.text());
  return texts;
}

std::string YamlNode::one_of(std::string_view kind, const std::vector<std::string>& known) const {
  auto word = text();
  if (std::find(known.begin(), known.end(), word) == known.end())
    fail(unknown_word(kind, word, known) +
         (known.size() <= 10 ? fmt::format(" (there are: {})", fmt::join(known, ", ")) : ""));
  return word;
}

std::vector<YamlNode::Entry> YamlNode::entries() const {
  if (!is_map()) fail("a map was expected, not " + kind_of(node_));
  std::vector<Entry> entries;
  for (const auto& entry : node_)
    entries.push_back({YamlNode(entry.first, file_), YamlNode(entry.second, file_)});
  return entries;
}

void YamlNode::only(std::string_view what, const std::vector<std::string>& known) const {
  for (const auto& entry : entries()) {
    const auto key = entry.key.text();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = nearest(key, known);
    entry.key.fail(fmt::format("{} takes no '{}'; {}", what, key,
                               near.empty() ? fmt::format("it takes {}", fmt::join(known, ", "))
                                            : fmt::format("did you mean '{}'?", near)));
  }
}

std::optional<YamlNode> YamlNode::find(const std::string& key) const {
  for (const auto& entry : entries())
    if (entry.key.text() == key) return entry.value;
  return std::nullopt;
}

YamlNode YamlNode::at(const std::string& key) const {
  auto found = find(key);
  if (!found) fail("'" + key + "' is missing");
  return *std::move(found);
}

std::string YamlNode::flow() const { return flow_of(node_); }

}  // namespace inquest
