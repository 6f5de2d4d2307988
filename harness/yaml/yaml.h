#pragma once
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Strict reading of YAML: every mistake names file, line, column and, for a word that is not
/// known, the nearest one that is. The only headers that name yaml-cpp are this one and those that
/// it serves.
namespace inquest {

class YamlError : public std::runtime_error {
 public:
  YamlError(std::string file, int line, int column, const std::string& what);
  const std::string& file() const { return file_; }
  int line() const { return line_; }      ///< from 1; 0: the file as a whole
  int column() const { return column_; }  ///< from 1

 private:
  std::string file_;
  int line_;
  int column_;
};

/// A node that knows its file. Cheap to copy.
class YamlNode {
 public:
  /// Throws YamlError for text that is no YAML, for duplicate keys anywhere, and for anchors,
  /// aliases and tags, which our files do not use.
  static YamlNode load(const std::filesystem::path& file);
  static YamlNode parse(const std::string& text, const std::string& file_name);

  YamlNode(const YamlNode&) = default;
  /// YAML::Node's own assignment would write into the tree that it was read from.
  YamlNode& operator=(const YamlNode& other) {
    if (this == &other) return *this;
    node_.reset(other.node_);
    file_ = other.file_;
    return *this;
  }

  [[noreturn]] void fail(const std::string& what) const;

  bool is_map() const { return node_.IsMap(); }
  bool is_list() const { return node_.IsSequence(); }
  bool is_scalar() const { return node_.IsScalar(); }
  bool is_null() const { return node_.IsNull(); }

  // -- scalars, each failing with what was expected --
  std::string text() const;
  bool boolean() const;
  std::int64_t number(std::int64_t lowest, std::int64_t highest) const;
  std::vector<YamlNode> list() const;
  /// A list of texts; a single scalar counts as a list of one.
  std::vector<std::string> texts() const;
  /// One of `known`, or a failure with the nearest: "no {kind} is called 'x'; did you mean 'y'?".
  std::string one_of(std::string_view kind, const std::vector<std::string>& known) const;

  /// Keys and values of a map, in the order written.
  struct Entry;
  std::vector<Entry> entries() const;
  /// Fails for a key that is not in `known`: "'enroll' takes no 'csrr'; did you mean 'csr'?".
  void only(std::string_view what, const std::vector<std::string>& known) const;
  /// The value at `key`, or nothing; the node must be a map.
  std::optional<YamlNode> find(const std::string& key) const;
  /// The value at `key`; fails when it is missing.
  YamlNode at(const std::string& key) const;

  const std::string& file() const { return *file_; }
  int line() const;
  int column() const;
  /// One line of YAML in flow style, for reports.
  std::string flow() const;
  const YAML::Node& raw() const { return node_; }

 private:
  YamlNode(const YAML::Node& node, std::shared_ptr<const std::string> file)
      : node_(node), file_(std::move(file)) {}
  YAML::Node node_;
  std::shared_ptr<const std::string> file_;
};

struct YamlNode::Entry {
  YamlNode key;
  YamlNode value;
};

}  // namespace inquest
