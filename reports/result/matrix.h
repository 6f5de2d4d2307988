#pragma once
#include <string>
#include <vector>

#include "reports/result/result.h"

/// Which clients get on with which servers: plain values.
namespace inquest {

/// One story of one client at one server.
struct MatrixCell {
  std::string client;
  std::string server;
  std::string story;  ///< "enrol", "renew", ...
  enum class Outcome {
    works,
    fails,
    not_offered,  ///< one of the two does not do it, by its profile
    trouble,      ///< nothing can be said
  } outcome = Outcome::trouble;
  std::string what;                             ///< one line: what came of it, or why not
  std::string command;                          ///< of the client, secrets masked; empty: none
  std::string output;                           ///< what the client printed, secrets masked
  std::vector<CertificateResult> certificates;  ///< that it keeps
};
/// "works", "fails", "not offered", "trouble".
std::string_view name_of(MatrixCell::Outcome outcome);

struct MatrixResult {
  std::string tool;                                    ///< "inquest 0.1.0"
  std::string started;                                 ///< RFC 3339, UTC
  std::vector<std::string> clients, servers, stories;  ///< in their order
  std::vector<MatrixCell> cells;

  /// The cell, or nullptr.
  const MatrixCell* find(const std::string& client, const std::string& server,
                         const std::string& story) const;
};

}  // namespace inquest
