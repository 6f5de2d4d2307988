#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Sends any other HTTP request. In path and headers {prefix} is the EST path with the profile's
/// label, {host} the Host field.
struct Request {
  std::string over = "main";
  std::string name;
  std::string method = "GET";
  std::string path = "{prefix}/cacerts";
  std::vector<std::string> headers;
  std::string body;
  bool close = false;

  static constexpr auto word = "request";
  static constexpr auto story =
      "Sends any other HTTP request. In path and headers {prefix} is the EST path with the "
      "profile's label, {host} the Host field.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("method", self.method, "the method", deviation());
    field("path", self.path, "the request target", deviation());
    field("headers", self.headers, "further header fields, each \"Name: value\"", deviation());
    field("body", self.body, "the body, as it stands here", deviation());
    field("close", self.close, "says Connection: close");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
