#include <algorithm>

#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

/// Adds what was not there before.
void adopt(AnchorAdoption& adoption, const Certificate& certificate) {
  auto& anchors = adoption.explicit_anchors;
  if (std::none_of(anchors.begin(), anchors.end(),
                   [&](const Certificate& each) { return each.der() == certificate.der(); }))
    anchors.push_back(certificate);
}

/// The name of another that is not its own issuer by signature: OldWithNew or NewWithOld.
bool links_roots(const Certificate& certificate) {
  return !certificate.self_signed() && certificate.subject() == certificate.issuer();
}

}  // namespace

void add_client_rollover_faults(FaultCatalogue& add) {
  add(moments::anchor_adoption,
      {.id = "client-adopts-no-anchor",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-11",
       .story = "the root of a /cacerts answer does not become a trust anchor"},
      [](AnchorAdoption& adoption) { adoption.explicit_anchors = adoption.explicit_before; });

  add(moments::anchor_adoption,
      {.id = "client-forgets-bootstrapped-anchor",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-06",
       .story = "what was had by bootstrapping is not a trust anchor later"},
      [](AnchorAdoption& adoption) {
        if (adoption.explicit_before.empty()) adoption.explicit_anchors.clear();
      });

  add(moments::anchor_adoption,
      {.id = "client-keeps-implicit-anchors",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-12",
       .story = "implicit trust anchors are in use beside the explicit one"},
      [](AnchorAdoption& adoption) { adoption.implicit_anchors = adoption.implicit_before; });

  add(moments::anchor_adoption,
      {.id = "client-indicates-no-anchor",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-13",
       .story = "TLS does not say which trust anchors are left"},
      [](AnchorAdoption& adoption) { adoption.indicates = false; });

  add(moments::anchor_adoption,
      {.id = "client-adopts-every-ca",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-10",
       .story = "every certificate of a /cacerts answer becomes a trust anchor"},
      [](AnchorAdoption& adoption) {
        for (const auto& each : *adoption.cacerts) adopt(adoption, each);
      });

  add(moments::anchor_adoption,
      {.id = "client-adopts-every-root",
       .role = Role::client,
       .breaks = "RFC5272-4.1-03",
       .story = "every self-signed certificate of a /cacerts answer becomes a trust anchor"},
      [](AnchorAdoption& adoption) {
        for (const auto& each : *adoption.cacerts)
          if (each.self_signed()) adopt(adoption, each);
      });

  add(moments::anchor_adoption,
      {.id = "client-adopts-first-root",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-15",
       .story = "the root that stands first becomes the trust anchor, not the one valid longest"},
      [](AnchorAdoption& adoption) {
        adoption.explicit_anchors = adoption.explicit_before;
        const auto first = std::find_if(adoption.cacerts->begin(), adoption.cacerts->end(),
                                        [](const Certificate& each) { return each.self_signed(); });
        if (first != adoption.cacerts->end()) adopt(adoption, *first);
      });

  add(moments::ca_certificates,
      {.id = "client-knows-no-rollover",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-09",
       .story = "an answer with OldWithNew or NewWithOld is refused"},
      [](CaCertificates& answer) {
        if (std::any_of(answer.certificates.begin(), answer.certificates.end(), links_roots))
          answer.problem = NotAccepted{
              NotAccepted::Why::malformed, "a CA's certificate is neither root nor issued", {}};
      });

  add(moments::anchor_adoption,
      {.id = "client-loses-its-anchors",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-11",
       .story = "an answer of /cacerts leaves no explicit trust anchor at all"},
      [](AnchorAdoption& adoption) { adoption.explicit_anchors.clear(); });

  add(moments::ca_certificates,
      {.id = "client-refuses-certificate-twice",
       .role = Role::client,
       .breaks = "RFC5272-4.1-02",
       .story = "an answer in which one certificate stands twice is refused"},
      [](CaCertificates& answer) {
        const auto& all = answer.certificates;
        for (auto each = all.begin(); each != all.end(); ++each)
          if (std::any_of(each + 1, all.end(),
                          [&](const Certificate& other) { return other.der() == each->der(); }))
            answer.problem =
                NotAccepted{NotAccepted::Why::malformed, "a certificate stands there twice", {}};
      });

  add(moments::ca_certificates,
      {.id = "client-wants-root-last",
       .role = Role::client,
       .breaks = "RFC5272-4.1-02",
       .story = "a /cacerts answer is refused in which the root does not stand last"},
      [](CaCertificates& answer) {
        if (!answer.certificates.empty() && !answer.certificates.back().self_signed())
          answer.problem = NotAccepted{NotAccepted::Why::malformed, "no root stands last", {}};
      });

  add(moments::ca_certificates,
      {.id = "client-keeps-no-root-for-others",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-14",
       .story = "of a /cacerts answer the roots are not kept where other software can have them"},
      [](CaCertificates& answer) {
        std::erase_if(answer.certificates,
                      [](const Certificate& each) { return each.self_signed(); });
      });

  add(moments::ca_certificates,
      {.id = "client-reads-first-of-cacerts",
       .role = Role::client,
       .breaks = "RFC7030-3.1-03",
       .story = "of a /cacerts answer the first certificate alone is read"},
      [](CaCertificates& answer) { answer.certificates.resize(1, answer.certificates.front()); });
}

}  // namespace inquest
