#include "harness/sut/errand.h"

#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {

RequestContents contents_for(const Errand& errand) {
  RequestContents contents;
  if (errand.operation != Operation::simplereenroll || !errand.identity) {
    contents.subject = encode_name(errand.subject);
    if (!errand.alternative_names.empty())
      contents.extensions.push_back(extensions::subject_alt_name(errand.alternative_names));
    return contents;
  }
  const auto& current = errand.identity->certificate;
  contents.subject = current.subject();
  if (auto names = current.extension(oids::subject_alt_name)) contents.extensions.push_back(*names);
  return contents;
}

}  // namespace inquest
