#include "reference/faults/csr_edits.h"

#include <algorithm>

#include "reference/codec/attribute.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"

namespace inquest::csr_edits {
namespace {

/// The subject as a tree.
Element subject_of(const Element& info) {
  auto name = decode_der(encode(info[1]));
  return name ? *name : sequence({});
}

bool is_type(const Element& attribute, const char* type) {
  return attribute[0].contents() == oid(type).contents();
}

/// What is asked for already; takes the attribute off.
std::vector<Extension> take_extensions(Element& attributes) {
  RequestInfo present;
  for (std::size_t i = attributes.children().size(); i-- > 0;) {
    if (!is_type(attributes[i], oids::extension_request)) continue;
    present.attributes = {{oids::extension_request, {encode(attributes[i][1][0])}}};
    attributes.remove(i);
  }
  auto extensions = requested_extensions(present);
  return extensions ? *extensions : std::vector<Extension>{};
}

}  // namespace

Edit asking_for(const std::vector<Extension>& asked) {
  return [asked](Element& info) {
    auto all = take_extensions(info[3]);
    std::erase_if(all, [&](const Extension& old) {
      return std::any_of(asked.begin(), asked.end(),
                         [&](const Extension& each) { return each.id == old.id; });
    });
    all.insert(all.end(), asked.begin(), asked.end());
    info[3].add(encode(extension_request(all)));
  };
}

Edit with_extension_request(const Element& value) {
  return [value](Element& info) {
    take_extensions(info[3]);
    info[3].add(sequence({oid(oids::extension_request), set({value})}));
  };
}

Edit with_attribute(const std::string& type, const std::vector<Element>& values) {
  return [type, values](Element& info) { info[3].add(sequence({oid(type), set(values)})); };
}

void change_values(Element& info, const std::function<void(Element&)>& change) {
  auto subject = subject_of(info);
  for (std::size_t i = 0; i < subject.children().size(); ++i)
    for (std::size_t j = 0; j < subject[i].children().size(); ++j) change(subject[i][j][1]);
  info[1] = subject;
}

Edit with_common_name(const Element& value) {
  return [value](Element& info) {
    auto subject = subject_of(info);
    for (std::size_t i = 0; i < subject.children().size(); ++i)
      for (std::size_t j = 0; j < subject[i].children().size(); ++j)
        if (is_type(subject[i][j], oids::common_name)) {
          subject[i][j][1] = value;
          info[1] = subject;
          return;
        }
    subject.add(set({sequence({oid(oids::common_name), value})}));
    info[1] = subject;
  };
}

void add_rdn(Element& info, Element rdn) {
  auto subject = subject_of(info);
  subject.add(std::move(rdn));
  info[1] = subject;
}

Element key_of_somebody_else() {
  return *decode_der(
      *decode_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200"
                  "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                  "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"));
}

}  // namespace inquest::csr_edits
