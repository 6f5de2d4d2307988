#pragma once
#include <functional>
#include <vector>

#include "reference/codec/der.h"
#include "reference/codec/extension.h"

/// Edits of a CertificationRequestInfo as a tree (moments::request_info), of which faults are made:
/// [0] version, [1] subject, [2] key, [3] attributes.
namespace inquest::csr_edits {

using Edit = std::function<void(Element& info)>;

/// Asks for these extensions beside those that are asked for already, and in place of those with
/// the same id.
Edit asking_for(const std::vector<Extension>& asked);

/// The same by the attribute's one value, whatever it holds.
Edit with_extension_request(const Element& value);

/// Adds an attribute with these values.
Edit with_attribute(const std::string& type, const std::vector<Element>& values);

/// Changes each value in the subject.
void change_values(Element& info, const std::function<void(Element&)>& change);

/// Replaces the value of the (first) common name; a subject without one gets it.
Edit with_common_name(const Element& value);

/// Adds an RDN to the subject.
void add_rdn(Element& info, Element rdn);

/// A public key on P-256 whose other half is not the sender's: that of RFC 6979 A.2.5, the same in
/// every run.
Element key_of_somebody_else();

}  // namespace inquest::csr_edits
