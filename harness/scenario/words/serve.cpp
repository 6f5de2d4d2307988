#include "harness/scenario/words/serve.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

#include "harness/scenario/client_secrets.h"
#include "harness/scenario/client_stage.h"
#include "harness/scenario/csr_attributes_to_ask.h"
#include "harness/scenario/decryption_secrets.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

void offer_passwords(const Serve& word, const ClientProfile& client, ServerOptions& options) {
  if (word.passwords == "srp") options.srp_users[srp_secret.user] = srp_secret.password;
  if (word.passwords == "none" || word.passwords == "srp") {
    options.policy.offers_basic = false;
    return;
  }
  options.policy.users[http_secret.user] = http_secret.password;
  const bool all_it_knows = word.passwords == "all-it-knows";
  const bool no_digest = !client.can.contains("digest");
  options.policy.offers_basic = word.passwords == "basic" || word.passwords == "basic-and-digest" ||
                                (all_it_knows && (client.can.contains("basic") || no_digest));
  if (word.passwords.ends_with("digest") || (all_it_knows && !no_digest))
    options.policy.offers_digest = {DigestAlgorithm::sha256, DigestAlgorithm::md5};
  if (word.passwords == "digest-md5") options.policy.offers_digest = {DigestAlgorithm::md5};
}

Linking linking_named(const std::string& name) {
  return name == "ignored"    ? Linking::ignored
         : name == "required" ? Linking::required
                              : Linking::verified;
}

/// Whoever gets his first certificate is sent to the same place for it once more. The one client of
/// a case asks for one thing at a time.
void redirect_once(int status, Deviations& deviations) {
  struct Course {
    std::mutex mutex;
    std::string path;
    bool over = false;
  };
  const auto course = std::make_shared<Course>();
  deviations.add(moments::routing, {[course](Routing& routing) {
                   if (!routing.target.operation) return;
                   const std::lock_guard lock(course->mutex);
                   course->path = path_of(*routing.target.operation, routing.target.label);
                 }});
  deviations.add(moments::enroll_response, {[course, status](HttpResponse& response) {
                   const std::lock_guard lock(course->mutex);
                   if (response.status != 200 || std::exchange(course->over, true)) return;
                   response.status = status;
                   response.body.clear();
                   response.headers = {{"Location", course->path}};
                 }});
}

/// Sends everything to where no client should be led.
void redirect_oddly(const Serve& word, ServerOptions& options, const ClientStage& stage) {
  const auto status = std::stoi(word.redirect_status);
  if (word.redirects_oddly == "once-when-granted") return redirect_once(status, options.deviations);
  if (word.redirects_oddly == "when-granted") {
    const auto there = "https://" + stage.server(word.redirects_to).endpoint().text();
    options.deviations.add(moments::cacerts_response, {[=](HttpResponse& response) {
                             response.status = status;
                             response.body.clear();
                             response.headers = {{"Location", there + path_of(Operation::cacerts)}};
                           }});
    return;
  }
  const auto origin = word.redirects_oddly == "out-of-tls"
                          ? "http://" + stage.server(word.redirects_to).endpoint().text()
                          : std::string();
  options.deviations.add(
      moments::routing, {[=](Routing& routing) {
        if (routing.refusal || !routing.target.operation) return;
        routing.refusal = Refusal{
            status,
            "EST is served elsewhere: see Location.\n",
            {{"Location", origin + path_of(*routing.target.operation, routing.target.label)}}};
      }});
}

void redirect(const Serve& word, ServerOptions& options, const ClientStage& stage) {
  if (word.redirects_oddly != "no") return redirect_oddly(word, options, stage);
  if (word.redirects_to.empty() && word.redirect_path.empty()) return;
  RedirectRule rule;
  rule.status = std::stoi(word.redirect_status);
  if (!word.redirects_to.empty())
    rule.to = "https://" + stage.server(word.redirects_to).endpoint().text();
  rule.to += word.redirect_path;
  if (auto defect = redirect_rule_defect(rule)) throw std::logic_error("redirections: " + *defect);
  options.policy.redirects.push_back(std::move(rule));
}

std::shared_ptr<Authority> authority_for(const Serve& word, const ClientStage& stage) {
  if (!word.ca_of.empty()) {
    if (auto authority = stage.authority_of(word.ca_of)) return authority;
    throw std::logic_error("no step before this one serves '" + word.ca_of + "'");
  }
  if (word.ca == "ec-p256" && !word.rolled_over && stage.common_authority())
    return stage.common_authority();
  AuthorityOptions options;
  options.root_key = options.issuing_key = KeyKind(word.ca);
  return Authority::in_memory(options, stage.now());
}

Base64Layout layout_of(const std::string& name, const ClientProfile& profile) {
  if (name.empty()) return profile.layout;
  return name == "crlf-64" ? Base64Layout{64, "\r\n", true} : base64_layout(name);
}

void offer_encryption(KeyGeneration& how, ClientStage& stage) {
  const auto& secrets = stage.decryption_secrets();
  how.shared_keys = {secrets.shared};
  how.recipients = {*secrets.transport.certificate, *secrets.agreement.certificate};
}

/// Lets /csrattrs answer with these octets, whatever they are; what they ask for can be judged
/// where they can be read.
void ask_by_octets(const Bytes& octets, ServerOptions& options) {
  auto& wanted = options.policy.csr_attributes;
  if (auto read = decode_csr_attributes(octets)) wanted = *std::move(read);
  if (wanted.members.empty()) wanted = attributes_to_ask("list");
  options.deviations.add(moments::csr_attributes_response, {[octets](HttpResponse& response) {
                           response.body = bytes_of(encode_base64(octets, layouts::crlf_76));
                         }});
}

/// A server that has put an enrolment off, and shows another certificate from then on.
struct ChangeAfterWait {
  std::atomic<bool> came = false;
  std::atomic<Served*> server = nullptr;
};

/// What is told of the server when it has started.
std::shared_ptr<ChangeAfterWait> change_after_wait(const std::string& kind, ServerOptions& options,
                                                   std::int64_t now) {
  auto change = std::make_shared<ChangeAfterWait>();
  show_certificate(kind, options, now, [change] { return change->came.load(); });
  options.deviations.add(moments::any_response, {[change](HttpResponse& response) {
                           if (response.status != 202 || change->came.exchange(true)) return;
                           if (auto* server = change->server.load()) server->renew_certificate();
                         }});
  return change;
}

void speak_old_tls(const std::string& which, TlsSettings& how) {
  how.lowest = which == "beside-others" ? TlsVersion::tls1_0 : tls_version(which);
  how.highest = which == "beside-others" ? TlsVersion::tls1_3 : how.lowest;
  how.old_versions_allowed = true;
  how.cipher_list = "ALL:@SECLEVEL=0";
}

}  // namespace

void Serve::perform(ClientStage& stage) const {
  ServerOptions options;
  if (!tls.empty()) options.lowest_tls = options.highest_tls = tls_version(tls);
  options.key = KeyKind(ca);
  options.policy.authority = authority_for(*this, stage);
  if (rolled_over) options.policy.authority->roll_over({}, stage.now());
  options.policy.labels = {client_label};
  // Whatever a client takes for a request shall be read.
  options.policy.max_request_body = 16U << 20U;
  offer_passwords(*this, stage.profile(), options);
  options.policy.linking = linking_named(linking);
  options.policy.certificate_suffices = certificates == "suffice";
  options.policy.layout = layout_of(layout, stage.profile());
  if (put_off > 0)
    options.policy.approvals = approvals_by_patience(static_cast<unsigned>(put_off) + 1);
  options.policy.retry_after = retry_after;
  options.policy.retry_after_as_date = retry_after_as == "date";
  options.policy.csr_attributes = attributes_to_ask(attributes);
  options.deviations = deviations_of(faults.ids);
  redirect(*this, options, stage);
  show_certificate(shows, options, stage.now());
  const auto change = shows_after_wait.empty()
                          ? nullptr
                          : change_after_wait(shows_after_wait, options, stage.now());
  shake_hands(handshake, options.deviations);
  write_challenges(challenges, options.deviations);
  write_answers(answers, options.deviations);
  if (encrypts_keys) offer_encryption(options.policy.key_generation, stage);
  if (!attributes_from.name.empty()) ask_by_octets(attributes_from.bytes, options);
  spoil_answers(options.deviations,
                {.status = answer_status,
                 .type = answer_type,
                 .fields = answer_fields,
                 .body = answer_body,
                 .retry_after = retry_after_field,
                 .pack = answer_pack},
                stage.now());
  if (!old_tls.empty())
    options.deviations.add(moments::server_tls,
                           {[which = old_tls](TlsSettings& how) { speak_old_tls(which, how); }});
  if (encryption == "none")
    options.deviations.add(moments::listening, {[](Listening& how) { how.encrypted = false; }});
  auto& server = stage.serve(name, std::move(options));
  if (change) {
    if (!server.renew_certificate())
      throw NotApplicable("this server's certificate is not its own, and cannot change");
    change->server = &server;
  }
  if (host == "localhost" && !server.be_called(host))
    throw NotApplicable("this server has a name of its own, and cannot be called " + host);
}

}  // namespace inquest
