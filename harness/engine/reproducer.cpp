#include "harness/engine/reproducer.h"

#include <fmt/format.h>

#include "harness/scenario/masking.h"
#include "reference/codec/base64.h"

namespace inquest {
namespace {

constexpr std::size_t most_bytes = 256U << 10U;

/// `openssl s_client` that connects as the case did.
std::string client_command(const Stage& stage, const Answer& answer) {
  const auto& endpoint = stage.profile().endpoint;
  const auto* tls = stage.tls_of(answer.connection);
  if (tls == nullptr || !tls->encrypted())
    return fmt::format("openssl s_client -quiet -connect {} -no_tls1_3", endpoint.text());
  std::string command = fmt::format("openssl s_client -quiet -ign_eof -connect {} -servername {}",
                                    endpoint.text(), endpoint.host);
  if (tls->version == "TLSv1.2") command += " -tls1_2";
  if (tls->version == "TLSv1.3") command += " -tls1_3";
  return command + " ${CAFILE:+-CAfile \"$CAFILE\"} ${CERT:+-cert \"$CERT\"} ${KEY:+-key \"$KEY\"}";
}

/// The request with its Authorization value taken out, to be put in again by the shell.
std::string request_lines(const std::string& bytes, bool show_secrets) {
  const auto masked = mask_credentials(bytes);
  if (show_secrets || masked == bytes)
    return fmt::format("base64 -d > \"$request\" <<'END'\n{}END\n",
                       encode_base64(bytes_of(bytes), layouts::lf_64));
  const auto from = masked.find_first_of('*', masked.find("uthorization"));
  const auto end = masked.find_first_of("\r\n", from);
  return fmt::format(
      "# the Authorization value was left out: set INQUEST_AUTHORIZATION to the base64 of "
      "user:password\n"
      "base64 -d > \"$request\" <<'END'\n{}END\n"
      "printf '%s' \"$INQUEST_AUTHORIZATION\" >> \"$request\"\n"
      "base64 -d >> \"$request\" <<'END'\n{}END\n",
      encode_base64(bytes_of(bytes.substr(0, from)), layouts::lf_64),
      encode_base64(bytes_of(bytes.substr(end)), layouts::lf_64));
}

}  // namespace

std::string reproducer(const Stage& stage, bool show_secrets) {
  std::string script =
      "#!/bin/sh\n"
      "# Sends the bytes of this case again. Needs openssl and base64 only.\n"
      "# CAFILE: the trust anchors; CERT and KEY: a client certificate, where one is wanted.\n"
      "request=$(mktemp)\ntrap 'rm -f \"$request\"' EXIT\n";
  std::size_t sent = 0;
  for (const auto& answer : stage.answers()) {
    if (answer.sent.empty() || answer.sent.size() > most_bytes) continue;
    ++sent;
    script += fmt::format("\n# it was answered: {}\n", [&] {
      auto summary = answer.summary();
      for (auto& c : summary)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
      return summary;
    }());
    script += request_lines(std::string(text_of(answer.sent)), show_secrets);
    const auto* tls = stage.tls_of(answer.connection);
    if (tls == nullptr || !tls->encrypted())
      script += fmt::format(
          "# plain TCP\n(cat \"$request\"; sleep 2) | bash -c 'exec 3<>/dev/tcp/{}/{}; cat >&3; "
          "timeout 5 cat <&3'\n",
          stage.profile().endpoint.host, stage.profile().endpoint.port);
    else
      script += fmt::format("(cat \"$request\"; sleep 2) | timeout 5 {}\n",
                            client_command(stage, answer));
  }
  return sent == 0 ? "" : script;
}

}  // namespace inquest
