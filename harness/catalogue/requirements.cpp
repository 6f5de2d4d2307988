#include "harness/catalogue/requirements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "harness/yaml/yaml.h"

namespace inquest {
namespace {

const std::vector<std::pair<Level, std::string>>& level_names() {
  static const std::vector<std::pair<Level, std::string>> names{
      {Level::must, "MUST"},     {Level::must_not, "MUST NOT"},
      {Level::should, "SHOULD"}, {Level::should_not, "SHOULD NOT"},
      {Level::may, "MAY"},       {Level::wire, "WIRE"},
  };
  return names;
}

Level read_level(const YamlNode& node) {
  std::vector<std::string> known;
  for (const auto& [level, name] : level_names()) known.push_back(name);
  const auto said = node.one_of("level", known);
  for (const auto& [level, name] : level_names())
    if (name == said) return level;
  return Level::must;
}

/// "4.2.1", or "A.4" of an appendix.
bool is_section(std::string_view text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') {
    text.remove_prefix(1);
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// "RFC7030-4.2.1-02" is document, section, running number.
void read_id(const YamlNode& node, const std::string& document, Requirement& requirement) {
  requirement.id = node.text();
  const auto first = requirement.id.find('-');
  const auto last = requirement.id.rfind('-');
  const auto number = last == std::string::npos ? "" : requirement.id.substr(last + 1);
  if (first == std::string::npos || first == last || number.size() != 2 ||
      number.find_first_not_of("0123456789") != std::string::npos)
    node.fail("'" + requirement.id + "' is not like RFC7030-4.2.1-02");
  if (requirement.id.substr(0, first) != document)
    node.fail("'" + requirement.id + "' does not begin with " + document +
              ", as this file's name wants");
  requirement.section = requirement.id.substr(first + 1, last - first - 1);
  if (!is_section(requirement.section))
    node.fail("'" + requirement.section + "' is no number of a section");
  requirement.document = document.starts_with("RFC") ? "RFC " + document.substr(3) : document;
}

/// One line of text that says something.
std::string read_line(const YamlNode& node) {
  auto text = node.text();
  if (text.find_first_not_of(' ') == std::string::npos) node.fail("this says nothing");
  if (text.find('\n') != std::string::npos) node.fail("one line is wanted");
  return text;
}

std::string read_anchor(const YamlNode& node) {
  auto anchor = read_line(node);
  std::istringstream words(anchor);
  const auto count = std::distance(std::istream_iterator<std::string>(words),
                                   std::istream_iterator<std::string>());
  if (count < 3 || count > 10)
    node.fail(fmt::format("an anchor has three to ten words, not {}", count));
  return anchor;
}

std::vector<std::string> read_binds(const YamlNode& node) {
  std::vector<std::string> roles;
  for (const auto& item : node.list()) {
    roles.push_back(item.one_of("role", {"server", "client", "ca"}));
    if (std::count(roles.begin(), roles.end(), roles.back()) > 1)
      item.fail("'" + roles.back() + "' is there twice");
  }
  if (roles.empty()) node.fail("a requirement binds somebody: server, client or ca");
  return roles;
}

/// A reason for everybody who is bound, or a map from role to reason.
Reasons read_reasons(const YamlNode& node, const std::vector<std::string>& bound) {
  Reasons reasons;
  if (!node.is_map()) {
    for (const auto& role : bound) reasons[role] = read_line(node);
    return reasons;
  }
  node.only("the roles that are bound", bound);
  for (const auto& role : bound)
    if (auto reason = node.find(role)) reasons[role] = read_line(*reason);
  return reasons;
}

Requirement read_requirement(const YamlNode& node, const std::string& document) {
  node.only("a requirement", {"id", "level", "binds", "says", "anchor", "now", "says_again",
                              "untestable", "no_code"});
  Requirement requirement;
  read_id(node.at("id"), document, requirement);
  requirement.level = read_level(node.at("level"));
  requirement.binds = read_binds(node.at("binds"));
  requirement.says = read_line(node.at("says"));
  requirement.anchor = read_anchor(node.at("anchor"));
  if (auto now = node.find("now"); now && !now->is_null()) {
    now->only("'now'", {"by", "note"});
    requirement.now = read_line(now->at("by")) + ": " + read_line(now->at("note"));
  }
  if (auto others = node.find("says_again")) requirement.says_again = others->texts();
  if (auto reason = node.find("untestable"))
    requirement.untestable = read_reasons(*reason, requirement.binds);
  if (auto reason = node.find("no_code"))
    requirement.no_code = read_reasons(*reason, requirement.binds);
  return requirement;
}

/// What is said again is there, is not itself a repetition, and binds all whom the repetition
/// binds.
void check_repetitions(const Requirements& requirements, const YamlNode& node) {
  const auto others = node.find("says_again");
  if (!others) return;
  const auto* requirement = requirements.find(node.at("id").text());
  std::set<std::string> bound;
  for (const auto& id : requirement->says_again) {
    const auto* other = requirements.find(id);
    if (other == nullptr) others->fail("no requirement is called '" + id + "'");
    if (!other->says_again.empty())
      others->fail(id + " says again what others say: name those that it names");
    bound.insert(other->binds.begin(), other->binds.end());
  }
  for (const auto& role : requirement->binds)
    if (!bound.contains(role)) others->fail("none of these binds a " + role);
}

}  // namespace

std::string_view name_of(Level level) {
  for (const auto& [known, name] : level_names())
    if (known == level) return name;
  return "";
}

bool Requirement::binds_role(std::string_view role) const {
  return std::find(binds.begin(), binds.end(), role) != binds.end();
}

std::string_view Requirement::why_untestable(std::string_view role) const {
  const auto found = untestable.find(role);
  return found == untestable.end() ? std::string_view() : found->second;
}

Requirements Requirements::load(const std::filesystem::path& directory) {
  if (!std::filesystem::is_directory(directory))
    throw YamlError(directory.string(), 0, 0, "there is no such folder of requirements");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  Requirements requirements;
  std::set<std::string> ids;
  std::vector<YamlNode> nodes;
  for (const auto& file : files) {
    auto document = file.stem().string();
    std::transform(document.begin(), document.end(), document.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    for (const auto& node : YamlNode::load(file).list()) {
      auto requirement = read_requirement(node, document);
      if (!ids.insert(requirement.id).second)
        node.at("id").fail("'" + requirement.id + "' is there twice");
      requirements.all_.push_back(std::move(requirement));
      nodes.push_back(node);
    }
  }
  for (const auto& node : nodes) check_repetitions(requirements, node);
  return requirements;
}

const Requirement* Requirements::find(std::string_view id) const {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [&](const Requirement& each) { return each.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

}  // namespace inquest
