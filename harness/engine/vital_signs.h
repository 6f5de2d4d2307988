#pragma once
#include "harness/sut/profile.h"
#include "reports/result/result.h"

/// Whether the peer outlived a case.
namespace inquest {

/// Stands where a check names its requirement: no text says it, and every peer is held to it.
inline constexpr auto peer_stays_alive = "peer-stays-alive";

/// Whether the peer takes a TCP connection. Only one that is refused at once says that it does not:
/// a machine that is slow or far away is not dead.
bool accepts_connections(const ServerProfile& profile);

/// Whether something in this case went as it would if the peer had died.
bool gives_cause_for_concern(const CaseResult& result);

/// Makes the death of the peer the first finding of the case, with the bytes that were sent last.
void tell_death(CaseResult& result, const ServerProfile& profile);

}  // namespace inquest
