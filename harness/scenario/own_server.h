#pragma once
#include <memory>
#include <string>
#include <vector>

#include "harness/scenario/connection_log.h"

namespace inquest {

/// A server on a port of its own.
class OwnServer final : public Served {
 public:
  /// Listens when it returns; throws what EstServer::start() throws.
  OwnServer(std::string name, ServerOptions options);

  Endpoint endpoint() const override { return {host_, server_->port()}; }
  bool be_called(const std::string& host) override {
    host_ = host;
    return true;
  }
  bool renew_certificate() override {
    server_->renew_certificate();
    return true;
  }
  TrustAnchors trust() const override { return server_->trust(); }
  Authority& authority() const override { return *server_->authority(); }
  std::vector<ClientConnection> connections() const override { return log_.all_connections(); }
  std::vector<ClientRequest> requests() const override { return log_.requests(""); }

 private:
  std::string host_;
  ConnectionLog log_;
  std::unique_ptr<EstServer> server_;  // last: its threads use what stands above
};

}  // namespace inquest
