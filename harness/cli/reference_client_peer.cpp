#include "harness/cli/reference_client_peer.h"

namespace inquest {

ClientProfile reference_client_profile() {
  ClientProfile profile;
  profile.name = "inquest reference client";
  for (const auto operation :
       {Operation::cacerts, Operation::simpleenroll, Operation::simplereenroll, Operation::fullcmc,
        Operation::serverkeygen, Operation::csrattrs})
    profile.commands[operation] = {};
  profile.can = {"basic",
                 "digest",
                 "certificate",
                 "srp",
                 "tls1.2",
                 "tls1.3",
                 "label",
                 "wait",
                 "bootstrap",
                 "linking",
                 "redirect",
                 "rollover",
                 "obey",
                 "implicit-anchors",
                 "anchors",
                 "encrypted-keys",
                 "shared-secret",
                 "alternative-name",
                 "one-time-password",
                 "revocation-challenge",
                 "cacerts-first"};
  return profile;
}

}  // namespace inquest
