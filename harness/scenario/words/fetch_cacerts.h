#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Gets the CA certificates with GET /cacerts.
struct FetchCacerts {
  std::string over = "main";
  std::string name;
  std::string label;
  std::string method = "GET";
  std::vector<std::string> headers;
  bool close = false;
  FaultIds faults;

  static constexpr auto word = "fetch_cacerts";
  static constexpr auto story = "Gets the CA certificates with GET /cacerts.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("label", self.label,
          "CA label: unsaid is the profile's, \"none\" is without, \"other\" is the profile's "
          "other one");
    field("method", self.method, "the method of the request", deviation());
    field("headers", self.headers, "further header fields, each \"Name: value\"", deviation());
    field("close", self.close, "says Connection: close");
    field("faults", self.faults, "deviations to commit, from the fault catalogue", deviation());
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
