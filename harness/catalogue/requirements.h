#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The catalogue of normative statements, as data (scenarios/requirements/*.yaml).
namespace inquest {

enum class Level { must, must_not, should, should_not, may, wire };
/// "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "WIRE".
std::string_view name_of(Level level);

/// One statement. `id` is RFC7030-4.2.1-02: document, section, running number.
struct Requirement {
  std::string id;
  std::string document;  ///< "RFC 7030"
  std::string section;   ///< "4.2.1"
  Level level = Level::must;
  std::vector<std::string> binds;  ///< of "server", "client", "ca"
  std::string says;                ///< our one-line paraphrase
  std::string anchor;              ///< three to ten words of the text itself
  std::string now;                 ///< what a later document made of it; empty: as written
  std::string untestable;          ///< why no black box can show it; empty: it is testable

  bool binds_role(std::string_view role) const;
};

/// Reads every *.yaml below `directory`, in order of file name. Throws YamlError with
/// file:line:column for anything that is not exactly as it should be: an unknown or missing key, an
/// id that is used twice or does not fit its file, an unknown level.
class Requirements {
 public:
  static Requirements load(const std::filesystem::path& directory);
  const std::vector<Requirement>& all() const { return all_; }
  const Requirement* find(std::string_view id) const;

 private:
  std::vector<Requirement> all_;
};

}  // namespace inquest
