#include "harness/scenario/usual_credentials.h"

#include "harness/scenario/stage.h"

namespace inquest {

void show_usual_credentials(HttpRequest& request, const std::string& authentication,
                            const std::string& credentials, Stage& stage) {
  const auto& profile = stage.profile();
  const bool by_certificate =
      authentication == "certificate" && !profile.policies.contains("certificate-and-password");
  if (credentials == "none" || authentication == "srp" || by_certificate || !profile.credentials)
    return;
  auto shown = *profile.credentials;
  if (credentials == "wrong-password") shown.password += "-but-wrong";
  if (credentials == "unknown-user") shown.user = "inquest-nobody";
  const bool by_digest =
      authentication == "digest" || (authentication != "basic" && profile.speaks_digest());
  request.headers.set("Authorization", by_digest ? stage.digest_authorization(shown, request)
                                                 : basic_authorization(shown.user, shown.password));
}

}  // namespace inquest
