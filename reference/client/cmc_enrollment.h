#pragma once
#include <optional>

#include "reference/client/client.h"

namespace inquest {

class Session;

/// A certificate by full CMC (RFC 7030 4.3), over as many questions as the server's putting off
/// makes necessary. Messages are signed by the client's TLS identity where it has one, else by the
/// key itself. With a secret they prove who asks, and the request is linked to that (RFC 5272 6.2
/// and 6.3); else it is linked to its connection as the options say.
class CmcEnrollment {
 public:
  CmcEnrollment(ClientOptions options, RequestContents contents, Key key,
                std::optional<CmcSecret> secret = std::nullopt);

  /// The first time, asks for the certificate. After an answer of retry_later, asks what became of
  /// the request by the token that the server gave, or, where it gave none, for the same again.
  Accepted<Certificate> ask();

 private:
  Bytes message(const Session& session) const;
  CmsSigner signer() const;
  Bytes key_identifier() const;

  ClientOptions options_;
  RequestContents contents_;
  Key key_;
  std::optional<CmcSecret> secret_;
  CmcTransaction transaction_;
  Bytes token_;  ///< empty: none
};

}  // namespace inquest
