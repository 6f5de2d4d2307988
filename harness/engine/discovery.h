#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/sut/profile.h"

/// Asks a server what it supports, with as few side effects as can be: handshakes, GETs, and POSTs
/// without a body, which no server can grant.
namespace inquest {

enum class Support {
  offered,
  denied,  ///< the server said so explicitly
  unknown  ///< it said nothing that tells
};
std::string_view name_of(Support support);

/// One capability, and how the server told.
struct Discovered {
  std::string capability;  ///< as profiles name it: "tls1.3", "serverkeygen", "basic"
  Support support = Support::unknown;
  std::string how;  ///< "404 to POST", "tls alert 70 (protocol version)"
};

struct Discovery {
  std::string problem;  ///< why the server could not be reached at all; else empty
  std::vector<Discovered> found;
  std::vector<std::pair<std::string, std::string>> facts;  ///< "Certificate": "CN=est.example"
  std::vector<std::string> hints;                          ///< for who completes the profile

  /// Nothing when that capability was not asked for.
  const Discovered* find(std::string_view capability) const;
};

/// `profile` says where the server is, whom to trust, and which credentials may be shown; its
/// operations and versions are not looked at. `timeout` bounds each exchange. Never throws for what
/// a server does.
Discovery discover(const ServerProfile& profile, std::chrono::milliseconds timeout);

/// What the status of an empty request for an operation says of it, beside that of the same request
/// for a path that cannot exist: a server that answers both alike has said nothing.
Support support_by_status(int status, std::optional<int> status_of_nowhere);

/// A commented profile (YAML) that load_server_profile() can read. What is unknown stands in it as
/// a comment. No secret is written.
std::string draft_profile(const Discovery& discovery, const ServerProfile& profile);

}  // namespace inquest
