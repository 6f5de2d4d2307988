#include "harness/engine/reproducer.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/scenario/masking.h"
#include "reference/codec/base64.h"
#include "reference/codec/hex.h"

namespace inquest {
namespace {

constexpr std::size_t most_bytes = 256U << 10U;

/// What was said on one connection, from its opening to its end.
struct Leg {
  ConnectionAct act;
  std::vector<const Answer*> answers;
};

/// The legs in the order in which they were begun. A connection that the peer closed and that was
/// opened anew gives two.
std::vector<Leg> legs_of(const Stage& stage) {
  std::vector<Leg> legs;
  for (auto& act : stage.connection_acts()) {
    // The former life of a connection has its answers under the name of the new one.
    const auto name = act.name.substr(0, act.name.find(" (closed after "));
    Leg leg{std::move(act), {}};
    std::size_t earlier =
        static_cast<std::size_t>(std::count_if(legs.begin(), legs.end(), [&](const Leg& each) {
          return each.act.name.substr(0, each.act.name.find(" (closed after ")) == name;
        }));
    for (const auto& answer : stage.answers()) {
      if (answer.connection != name) continue;
      if (answer.opened_anew) {
        if (earlier == 0) break;
        --earlier;
      }
      if (earlier == 0) leg.answers.push_back(&answer);
    }
    legs.push_back(std::move(leg));
  }
  return legs;
}

/// For the shell, in single quotes.
std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// One line of a comment, whatever a peer put into the text.
std::string comment(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return "# " + text.substr(0, 300) + "\n";
}

std::string here(const std::string& file, BytesView bytes, const char* arrow = ">") {
  return fmt::format("base64 -d {} \"$dir/{}\" <<'END'\n{}END\n", arrow, file,
                     encode_base64(bytes, layouts::lf_64));
}

/// The request in a file, its Authorization value taken out, to be put in again by the shell.
std::string request_file(const std::string& file, const std::string& bytes, bool show_secrets) {
  const auto masked = mask_credentials(bytes);
  if (show_secrets || masked == bytes) return here(file, bytes_of(bytes));
  const auto from = masked.find_first_of('*', masked.find("uthorization"));
  const auto end = std::min(masked.find_first_of("\r\n", from), bytes.size());
  return "# INQUEST_AUTHORIZATION: what follows the scheme; for Basic, base64 of user:password\n" +
         here(file, bytes_of(bytes.substr(0, from))) +
         fmt::format("printf '%s' \"$INQUEST_AUTHORIZATION\" >> \"$dir/{}\"\n", file) +
         here(file, bytes_of(bytes.substr(end)), ">>");
}

/// What can be sent again, but will not mean the same.
std::string caveats(const Answer& answer) {
  std::string out;
  const auto sent = text_of(answer.sent);
  if (sent.find("uthorization: Digest") != std::string_view::npos)
    out += comment("HTTP Digest: the server's nonce is good once, so this may be answered 401 now");
  static const auto challenge_password = *decode_hex("2a864886f70d010907");
  if (answer.asked &&
      std::search(answer.asked->csr.begin(), answer.asked->csr.end(), challenge_password.begin(),
                  challenge_password.end()) != answer.asked->csr.end())
    out += comment(
        "the CSR has a challengePassword: where it was bound to its TLS connection (RFC 7030 3.5), "
        "it is not bound to this one");
  return out;
}

std::string version_option(const ConnectionAct& act) {
  const auto option = [](const std::string& version) {
    return version == "TLSv1"     ? " -tls1"
           : version == "TLSv1.1" ? " -tls1_1"
           : version == "TLSv1.2" ? " -tls1_2"
                                  : " -tls1_3";
  };
  if (act.facts != nullptr) return option(act.facts->version);
  if (act.tls->lowest != act.tls->highest) return "";
  const auto name = std::string(name_of(act.tls->lowest));
  return option(name == "1.0" ? "TLSv1" : "TLSv1." + name.substr(2));
}

/// A client certificate for the options of s_client: its files, or where to name them.
std::string identity_files(const TlsIdentity& identity, const std::string& name, bool show_secrets,
                           std::string& options) {
  if (!show_secrets) {
    options += " ${CERT:+-cert \"$CERT\"} ${KEY:+-key \"$KEY\"}";
    return comment("CERT and KEY: the certificate shown was that of " +
                   identity.certificate.subject_text());
  }
  std::string chain;
  for (const auto& each : identity.intermediates) chain += each.to_pem();
  options += fmt::format(" -cert \"$dir/{0}.pem\" -key \"$dir/{0}-key.pem\"", name);
  std::string out = here(name + ".pem", bytes_of(identity.certificate.to_pem()));
  out += here(name + "-key.pem", bytes_of(identity.key.to_pem()));
  if (chain.empty()) return out;
  options += fmt::format(" -cert_chain \"$dir/{}-chain.pem\"", name);
  return out + here(name + "-chain.pem", bytes_of(chain));
}

/// Everything about one connection over TLS.
class TlsLeg {
 public:
  TlsLeg(const Leg& leg, std::size_t number, bool show_secrets)
      : leg_(leg), name_(fmt::format("connection-{}", number)) {
    const auto& tls = *leg.act.tls;
    options_ = version_option(leg.act);
    options_ +=
        tls.server_name.empty() ? " -noservername" : " -servername " + shell_word(tls.server_name);
    auto ciphers = tls.cipher_list;
    if (ciphers.empty() && tls.old_versions_allowed) ciphers = "DEFAULT:@SECLEVEL=0";
    if (!ciphers.empty()) options_ += " -cipher " + shell_word(ciphers);
    if (!tls.cipher_suites.empty()) options_ += " -ciphersuites " + shell_word(tls.cipher_suites);
    if (tls.srp) {
      before_ += "# INQUEST_SRP_PASSWORD: of TLS-SRP\n";
      options_ += " -srpuser " + shell_word(tls.srp->user) + " -srppass " +
                  (show_secrets ? shell_word("pass:" + tls.srp->password)
                                : "\"pass:$INQUEST_SRP_PASSWORD\"");
    } else if (tls.identity) {
      before_ += identity_files(*tls.identity, name_, show_secrets, options_);
    }
    if (!leg.act.resumes.empty()) options_ += " -sess_in " + session_file(leg.act.resumes);
  }

  std::string text(bool session_wanted) const {
    const auto options =
        options_ + (session_wanted ? " -sess_out " + session_file(leg_.act.name) : "");
    if (leg_.answers.empty())
      return before_ +
             comment(leg_.act.facts != nullptr ? "it came about" : "it did not come about") +
             fmt::format(
                 "if connect{} </dev/null >\"$dir/out\"; then echo 'the handshake came about'; "
                 "else echo 'the handshake failed'; fi\n",
                 options);
    return before_ + "talk() { connect" + options + "; }\n";
  }

 private:
  static std::string session_file(const std::string& connection) {
    std::string name;
    for (const char c : connection) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
    return "\"$dir/session-" + name + "\"";
  }

  const Leg& leg_;
  std::string name_;
  std::string options_;
  std::string before_;
};

std::string plain_talk(const Endpoint& endpoint) {
  return fmt::format(
      "talk() {{ bash -c 'exec 3<>/dev/tcp/{}/{}; cat <&3 & cat >&3; kill %1' 2>/dev/null; }}\n",
      endpoint.host, endpoint.port);
}

}  // namespace

std::string reproducer(const Stage& stage, bool show_secrets) {
  const auto legs = legs_of(stage);
  if (legs.empty()) return "";
  const auto& endpoint = stage.profile().endpoint;
  std::string script = fmt::format(
      "#!/bin/sh\n"
      "# Sends what this case sent, and prints what is answered. Needs openssl and base64.\n"
      "# WAIT: seconds to wait for each answer; CAFILE: trust anchors, to have the server "
      "verified.\n"
      "dir=$(mktemp -d) && trap 'rm -rf \"$dir\"' EXIT\n"
      "connect() {{ openssl s_client -quiet -no_ign_eof -connect {} ${{CAFILE:+-CAfile "
      "\"$CAFILE\"}} \"$@\" 2>>\"$dir/log\"; }}\n",
      endpoint.text());
  std::size_t number = 0;
  std::size_t file = 0;
  for (const auto& leg : legs) {
    ++number;
    script += fmt::format("\nprintf '\\n== connection %s\\n' {}\n", shell_word(leg.act.name));
    const bool session_wanted = std::any_of(legs.begin(), legs.end(), [&](const Leg& each) {
      return each.act.resumes == leg.act.name;
    });
    script +=
        leg.act.tls ? TlsLeg(leg, number, show_secrets).text(session_wanted) : plain_talk(endpoint);
    std::string talk;
    for (const auto* answer : leg.answers) {
      if (answer->sent.size() > most_bytes) {
        script +=
            comment(fmt::format("a request of {} octets is left out here", answer->sent.size()));
        continue;
      }
      const auto name = fmt::format("request-{}", ++file);
      script += comment("it was answered: " + answer->summary()) + caveats(*answer);
      script += request_file(name, std::string(text_of(answer->sent)), show_secrets);
      talk += fmt::format("cat \"$dir/{}\"; sleep \"${{WAIT:-2}}\"; ", name);
    }
    if (!talk.empty()) script += "{ " + talk + "} | talk\n";
  }
  return script;
}

}  // namespace inquest
