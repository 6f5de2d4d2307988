#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/scenario/scenario.h"

/// Reads scenario files, strictly, and expands them to cases.
///
/// A file `scenarios/rfc7030/4.2.1-simpleenroll.yaml`:
///
///   about: What /simpleenroll does with a request.
///   tests: server
///   cases:
///     csr-signature-invalid:
///       story: One bit of the CSR's signature is wrong.
///       covers: [RFC7030-4.2.1-02]
///       kills: [enroll-accepts-any-signature]
///       for_each: {tls: ["1.2", "1.3"], authentication: [basic, certificate]}
///       steps:
///         - enroll: {faults: [csr-signature-flipped-bit]}
///         - expect_refusal: {cites: RFC7030-4.2.1-02}
///
/// Further keys: `needs` (capabilities) and `tags`, for the file or a case. An axis of `for_each`
/// sets the field of that name in every step that has it and leaves it unsaid. A case that opens no
/// connection gets `connect: {}` in front. An id is made of the folder, the section that the file
/// name begins with, and the key; it is never typed. `combine` in place of `for_each` is for many
/// axes: a run picks so many of the combinations that all values meet in pairs.
namespace inquest {

/// Throws YamlError with file:line:column for everything that is not as it should be: unknown
/// words, fields, faults, capabilities and requirements (with the nearest known), an axis that no
/// step takes, `covers` that is not the union of what the steps cite, a cited requirement that does
/// not bind the role under test, a case that judges nothing, more than twelve steps, an id that is
/// there twice.
std::vector<Case> load_suite(const std::filesystem::path& directory,
                             const Requirements& requirements);

/// One file of it; `text` is its contents.
std::vector<Case> load_scenarios(const std::string& text, const std::string& file,
                                 const Requirements& requirements);

}  // namespace inquest
