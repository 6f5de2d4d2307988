#include "harness/host/hosted_server.h"

#include "reference/codec/media_type.h"

namespace inquest {
HostedServer::HostedServer(std::string name, std::string label, ServerOptions options,
                           Endpoint endpoint, ConnectionLog& log)
    : Served(std::move(name)),
      label_(std::move(label)),
      options_(std::move(options)),
      endpoint_(std::move(endpoint)),
      log_(log) {
  options_.policy.labels = {label_};
}

HostedServer::~HostedServer() { log_.forget(label_); }

WireReply HostedServer::answer(const HttpRequest& request, const Peer& peer, std::int64_t now) {
  log_.note(label_, peer, request);
  HttpResponse response;
  try {
    response = respond(request, peer.tls, options_.policy, options_.deviations, now);
  } catch (const std::exception&) {
    response.status = 500;
    response.headers = {{"Content-Type", media_types::text_plain}};
    response.body = bytes_of("The server could not do this, for reasons of its own.\n");
  }
  auto delivery = deliver(std::move(response), request, options_.deviations, now);
  return {std::move(delivery.bytes), delivery.keep_open, delivery.close_after, delivery.abort_after,
          delivery.delay_before};
}

}  // namespace inquest
