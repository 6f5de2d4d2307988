#pragma once
#include <functional>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"

/// A request as text, for deviations that no value of HTTP can hold.
namespace inquest {

struct MessageText {
  std::vector<std::string> lines;  ///< of the head, without line ends; the request line first
  std::string body;                ///< all that follows the empty line

  /// The first line of a field of that name, whatever its case, or nullptr.
  std::string* field(std::string_view name);
  /// Drops all lines of that name.
  void remove(std::string_view name);
  std::size_t count(std::string_view name) const;
  bool chunked() const;
  /// "Name: value" at the end of the head.
  void add(std::string line) { lines.push_back(std::move(line)); }
  /// Measures the body by Content-Length alone.
  void measure();
};

/// What stands behind the colon, without white space around it.
std::string value_of(std::string_view line);

/// Lets `change` edit the message at the front of `bytes`; leaves alone what has no whole head.
void edit_message(Bytes& bytes, const std::function<void(MessageText&)>& change);

/// The request line in its three parts; leaves alone what has not three.
void edit_request_line(MessageText& message,
                       const std::function<void(std::string& method, std::string& target,
                                                std::string& version)>& change);

}  // namespace inquest
