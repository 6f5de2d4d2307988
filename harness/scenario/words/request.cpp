#include "harness/scenario/words/request.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/placeholders.h"
#include "harness/scenario/stage.h"

namespace inquest {

void Request::perform(Stage& stage) const {
  Placeholders filled(stage, over, method, path);
  HttpRequest request;
  request.method = method;
  request.target = filled.in(path);
  request.headers.add("Host", filled.in("{host}"));
  std::vector<std::string> lines;
  for (const auto& line : headers) lines.push_back(filled.in(line));
  add_header_lines(request.headers, lines);
  if (close) request.headers.set("Connection", "close");
  request.body = bytes_of(filled.in(body));
  Answer act;
  act.connection = over;
  stage.exchange(name, std::move(act), request);
}

}  // namespace inquest
