#pragma once
#include "reference/protocol/linking.h"

namespace inquest {

/// judge_linking() of linking.h, through moments::linking_claims.
Judgement judge_linking(const RequestInfo& info, const TlsFacts& tls, Linking policy, bool by_ra,
                        const Deviations& deviations);

}  // namespace inquest
