#pragma once
#include "reference/protocol/client_moments.h"

/// How a client that commits a fault comes to believe a server.
namespace inquest {

/// Verification is left for later moments.
inline void finish_any_handshake(ClientConnecting& connecting) {
  connecting.tls.verify_server = false;
}

/// Whoever it is.
inline void authorize(ServerJudgement& judgement) {
  if (!judgement.authorization.authorized())
    judgement.authorization = {ServerAuthorization::By::explicit_anchors, ""};
}

}  // namespace inquest
