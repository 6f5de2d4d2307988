#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Gets the CSR attributes with GET /csrattrs.
struct FetchCsrattrs {
  std::string over = "main";
  std::string name;
  std::string label;
  std::string method = "GET";
  std::string authentication;
  std::string credentials = "valid";
  std::vector<std::string> headers;
  bool close = false;

  static constexpr auto word = "fetch_csrattrs";
  static constexpr auto story = "Gets the CSR attributes with GET /csrattrs.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("label", self.label,
          "CA label: unsaid is the profile's, \"none\" is without, \"other\" is the profile's "
          "other one");
    field("method", self.method, "the method of the request", deviation());
    field("authentication", self.authentication,
          "how the client shows who it is; unsaid: what the profile has",
          choice({"basic", "digest", "certificate", "srp"}));
    field("credentials", self.credentials, "HTTP credentials to send, where there are any",
          choice({"valid", "none"}));
    field("headers", self.headers, "further header fields, each \"Name: value\"", deviation());
    field("close", self.close, "says Connection: close");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
