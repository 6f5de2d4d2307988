#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/stage.h"

/// What a case needs before it begins: certificates of its own, got from the peer by an ordinary
/// enrolment with the reference client.
namespace inquest {

/// ec-p256 where the profile has it, else the first kind that it names.
KeyKind usual_key_kind(const ServerProfile& profile);

/// The subject that a word's field means, a Name: RFC 4514 text, "{forbidden}" for the profile's
/// forbidden_subject, or nothing for the profile's own with the case's number.
Bytes subject_said(const std::string& said, Stage& stage);

/// With the channel binding of the connection, where the profile says that the server requires it
/// (RFC 7030 3.5).
RequestContents linked_where_required(RequestContents contents, const ServerProfile& profile,
                                      const TlsFacts& tls);

/// Enrols these `contents` by /simpleenroll with what the profile authenticates with. `authorities`
/// fill the chain below the root. Throws Inconclusive with the peer's reason.
TlsIdentity enroll_identity(const RunServices& services, const RequestContents& contents,
                            const Key& key, const std::vector<Certificate>& authorities);

/// GET /cacerts on a connection of its own. Throws Inconclusive.
std::vector<Certificate> fetch_authorities(const RunServices& services);

/// The strongest of the Digest challenges with which the peer answers an enrolment without
/// credentials, and the last, of those that can be answered; on a connection of its own. Throws
/// Inconclusive where there is none.
std::vector<AuthWords> fetch_digest_challenges(const RunServices& services);

/// How long to wait before a request is repeated that was answered so, `waited` after it was first
/// sent (RFC 7030 4.2.3). Nothing where it is not put off, or for longer than the profile allows.
std::optional<std::chrono::milliseconds> pause_before_asking_again(
    const ServerProfile& profile, const HttpResponse& response,
    std::chrono::steady_clock::duration waited, std::int64_t now);

/// What stands between a certificate and its root, out of `authorities`, issuer first; no root.
std::vector<Certificate> intermediates_of(const Certificate& leaf,
                                          const std::vector<Certificate>& authorities);

}  // namespace inquest
