#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "harness/sut/client_profile.h"
#include "harness/sut/errand.h"
#include "harness/sut/profile.h"
#include "reference/pki/key_pool.h"
#include "reports/result/matrix.h"

namespace inquest {

struct MatrixClient {
  ClientProfile profile;
  std::shared_ptr<ClientDriver> driver;
};

/// Sends every client to every server, story by story: CA certificates, bootstrap, enrol, renew, a
/// key that the server makes, attributes obeyed, retry (of servers with manual approval), rollover
/// (of servers that rolled over). Servers are visited at the same time, each by one client at a
/// time. `on_cell` is called from one thread at a time.
MatrixResult run_matrix(const std::vector<MatrixClient>& clients,
                        const std::vector<ServerProfile>& servers, KeyPool& keys,
                        const std::function<void(const MatrixCell&)>& on_cell = {});

}  // namespace inquest
