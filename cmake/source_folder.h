#pragma once

namespace inquest {

/// The source tree that this was built from, without a slash at its end. It stands in one object
/// alone, so that clones of the tree share all others in the compiler's cache.
extern const char* const source_folder;

}  // namespace inquest
