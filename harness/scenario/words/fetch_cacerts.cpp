#include "harness/scenario/words/fetch_cacerts.h"

#include "harness/scenario/header_lines.h"
#include "harness/scenario/stage.h"
#include "reference/faults/catalogue.h"

namespace inquest {

void FetchCacerts::perform(Stage& stage) const {
  const auto deviations = deviations_of(faults.ids);
  auto request = cacerts_request(stage.http_options(label), deviations);
  if (method != "GET") request.method = method;
  add_header_lines(request.headers, headers);
  if (close) request.headers.set("Connection", "close");
  Answer act;
  act.connection = over;
  act.request = request;
  const auto delivery =
      deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
  stage.exchange_bytes(name, std::move(act), delivery, delivery.close_after);
}

}  // namespace inquest
