#pragma once
#include <string>

#include "reference/codec/tls_facts.h"
#include "reference/protocol/client_identity.h"
#include "reference/protocol/moments.h"

/// Linking identity and proof-of-possession (RFC 7030 3.5): the request bears, signed, what is
/// unique to the TLS connection that it travels on.
namespace inquest {

/// What a server makes of it.
enum class Linking {
  ignored,   ///< not looked at: for servers behind something that ends TLS
  verified,  ///< where it is there, as RFC 7030 3.5 wants at least
  required,  ///< and it must be there
};

/// The text that links: base64 of tls-unique (RFC 5929 3); on TLS 1.3, which does not define that,
/// of tls-exporter (RFC 9266). Empty where there is no such connection.
std::string linking_text(const TlsFacts& tls);

/// Whether challengePassword and estIdentityLinking (RFC 7894 3.3), each on its own, link the
/// request to this connection. `by_ra`: an RA answers for its clients (RFC 7030 3.7), whose own
/// connections were others.
Judgement judge_linking(const RequestInfo& info, const TlsFacts& tls, Linking policy, bool by_ra);

}  // namespace inquest
