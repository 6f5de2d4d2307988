#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "reference/codec/base64.h"
#include "reference/protocol/operation.h"

/// A client under test, as its owner describes it in a YAML profile.
namespace inquest {

/// One argument, or several that belong together and are left out where one of the values that they
/// name is not to be had: ["--label", "{label}"].
struct CommandPart {
  std::vector<std::string> arguments;
  bool optional = false;
};

/// How the client is told to do an operation.
struct ClientCommand {
  std::vector<CommandPart> parts;
  /// Files that it keeps certificates and keys in, as globs; "{out}" and the other placeholders
  /// stand for what they stand for in the command. Empty: nobody knows.
  std::vector<std::string> stores;
  /// How they are written there; "": in any way that certificates are written in.
  std::string stored_as;
  /// Files with the trust anchors that it has from now on, likewise.
  std::vector<std::string> anchors;
};

struct ClientProfile {
  std::string name;
  std::filesystem::path folder;  ///< of the profile, "{here}"
  std::map<Operation, ClientCommand> commands;
  /// What it can do beside its operations: see known_capabilities().
  std::set<std::string> can;
  std::map<std::string, std::string> environment;  ///< beside PATH, HOME and LANG
  std::chrono::milliseconds within{20'000};        ///< for each command
  /// Of base64 where a scenario does not say: for clients that cannot read every legal one, so that
  /// all else can be judged.
  Base64Layout layout = layouts::crlf_76;
  struct Exclusion {
    std::string select;  ///< a selection expression
    std::string reason;
  };
  std::vector<Exclusion> exclude;

  /// What client scenarios may need: operations by their names, and what `can` may say.
  std::set<std::string> capabilities() const;
  static std::string why_missing(const std::string& capability);
  static const std::vector<std::string>& known_capabilities();
};

/// The words in braces of a command.
const std::vector<std::string>& client_placeholders();

/// Reads a profile. Throws YamlError.
ClientProfile load_client_profile(const std::filesystem::path& file);
ClientProfile parse_client_profile(const std::string& text, const std::filesystem::path& file);

}  // namespace inquest
