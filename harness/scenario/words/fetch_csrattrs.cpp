#include "harness/scenario/words/fetch_csrattrs.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/scenario/stage.h"
#include "reference/protocol/csr_attributes_operation.h"

namespace inquest {

void FetchCsrattrs::perform(Stage& stage) const {
  auto request = csr_attributes_request(stage.http_options(label), {});
  if (method != "GET") request.method = method;
  show_credentials(request, {authentication, credentials}, stage);
  add_header_lines(request.headers, headers);
  if (close) request.headers.set("Connection", "close");
  Answer act;
  act.connection = over;
  stage.exchange(name, std::move(act), request);
}

}  // namespace inquest
