#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The catalogue of normative statements, as data (scenarios/requirements/*.yaml).
namespace inquest {

enum class Level { must, must_not, should, should_not, may, wire };
/// "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "WIRE".
std::string_view name_of(Level level);

/// Role -> why something does not hold for it.
using Reasons = std::map<std::string, std::string, std::less<>>;

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
  /// Ids of the statements that this one says again, in other words or for another operation: what
  /// covers them covers this one, and what implements them implements it.
  std::vector<std::string> says_again;
  Reasons untestable;  ///< why no black box can show it; a role that is not here can be tested
  Reasons no_code;     ///< why the reference peer of that role has no code for it

  bool binds_role(std::string_view role) const;
  /// Empty: it can be tested.
  std::string_view why_untestable(std::string_view role) const;
};

/// Reads every *.yaml below `directory`, in order of file name. Throws YamlError with
/// file:line:column for anything that is not exactly as it should be: an unknown or missing key, an
/// id that is used twice or does not fit its file, an unknown level, a reason for a role that is
/// not bound, a statement that says again what is not there or binds nobody whom it binds.
class Requirements {
 public:
  static Requirements load(const std::filesystem::path& directory);
  const std::vector<Requirement>& all() const { return all_; }
  const Requirement* find(std::string_view id) const;

 private:
  std::vector<Requirement> all_;
};

}  // namespace inquest
