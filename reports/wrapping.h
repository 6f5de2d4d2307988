#pragma once
#include <cstddef>
#include <string>

namespace inquest {

/// Text in lines of `width` columns, each after `indent` blanks, the first after `first_indent`;
/// words longer than a line stay whole. Ends in LF, unless there is nothing.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t first_indent,
                    int width);

}  // namespace inquest
