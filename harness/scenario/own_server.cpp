#include "harness/scenario/own_server.h"

namespace inquest {

OwnServer::OwnServer(std::string name, ServerOptions options)
    : Served(std::move(name)),
      host_(options.address == "0.0.0.0" || options.address == "::" ? "127.0.0.1"
                                                                    : options.address) {
  options.watch.wire = log_.watch();
  options.watch.asked = [this](const Peer& peer, const HttpRequest& request) {
    log_.note("", peer, request);
  };
  options.watch.asked_unreadably = [this](const Peer& peer, const BadRequest& bad) {
    log_.note("", peer, {}, bad.reason.empty() ? "it cannot be read" : bad.reason);
  };
  server_ = EstServer::start(std::move(options));
}

}  // namespace inquest
