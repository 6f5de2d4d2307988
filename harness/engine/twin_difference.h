#pragma once
#include <deque>
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// What distinguishes the bytes that the case sent from those of its twin, for people: lines of the
/// heads, and the first octets in which what the bodies encode differs, as DER. At most a
/// screenful.
std::string twin_difference(const std::deque<Answer>& deviating, const std::deque<Answer>& twin);

}  // namespace inquest
