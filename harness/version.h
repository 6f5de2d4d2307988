#pragma once

namespace inquest {

inline constexpr auto tool_name = "inquest 0.1.0";

}  // namespace inquest
