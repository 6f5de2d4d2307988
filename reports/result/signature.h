#pragma once
#include <string>
#include <string_view>

#include "reports/result/result.h"

/// What makes two failures of a case the same failure, whatever the run.
namespace inquest {

/// Text without what differs from run to run: long numbers, hexadecimal, sizes, and what a peer
/// said in double quotes. Status codes and small numbers stay.
std::string without_particulars(std::string_view text);

/// Twelve hexadecimal digits over the broken requirements, what was looked at and what was there
/// instead; for skipped and error, over the reason. Empty for pass and info.
std::string signature_of(const CaseResult& result);

}  // namespace inquest
