#include "reference/faults/catalogue.h"

namespace inquest {

void add_session_faults(FaultCatalogue& add) {
  add(moments::identification,
      {.id = "resumption-authenticates",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "whoever resumes a TLS session counts as known"},
      [](Identification& identification) {
        if (identification.tls->session_reused && !identification.client.known())
          identification.client.user = "whoever resumes";
      });

  add(moments::identification,
      {.id = "resumption-verifies-no-certificate",
       .role = Role::server,
       .breaks = "RFC7030-3.3.2-07",
       .story = "the certificate of a resumed TLS session counts whoever issued it"},
      [](Identification& identification) {
        const auto& tls = *identification.tls;
        if (!tls.session_reused || tls.peer_chain.empty()) return;
        if (auto leaf = Certificate::decode(tls.peer_chain.front()))
          identification.client.certificate = *std::move(leaf);
      });
}

}  // namespace inquest
