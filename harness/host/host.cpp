#include "harness/host/host.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "harness/engine/client_session.h"
#include "harness/engine/run.h"
#include "harness/host/hosted_server.h"
#include "harness/scenario/own_server.h"
#include "harness/version.h"
#include "reference/codec/media_type.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

/// Devices can do whatever a case wants, as far as we know.
ClientProfile profile_of_devices() {
  ClientProfile profile;
  profile.name = "devices";
  for (const auto& each : ClientProfile::known_capabilities()) {
    profile.can.insert(each);
    if (const auto operation = operation_named(each)) profile.commands[*operation] = {};
  }
  return profile;
}

/// One device at one case, from its first word to the verdict.
struct Run {
  const HostedCase* offered = nullptr;
  std::string device;
  // The rest under the host's lock.
  std::shared_ptr<Served> main;
  std::shared_ptr<Served> twin;
  bool begun_main = false;
  bool begun_twin = false;
  std::optional<bool> told_of_main;
  std::optional<bool> told_of_twin;
  bool done = false;
  CaseResult result;
  std::uint64_t number = 0;
};

class RunningHost final : public Host {
 public:
  RunningHost(const HostOptions& options, const std::vector<Case>& cases,
              const Requirements& requirements, KeyPool& keys)
      : options_(options),
        requirements_(requirements),
        keys_(keys),
        cases_(hosted_cases(cases)),
        authority_(Authority::in_memory({}, seconds_since_1970())),
        profile_(profile_of_devices()) {
    ListenerOptions listening;
    listening.address = options.address;
    listening.port = options.port;
    listening.threads = 4;
    listening.watch = log_.watch();
    const auto key = Key::generate(KeyKind("ec-p256"));
    TlsSettings tls;
    tls.identity = TlsIdentity{
        key, authority_->issue_server_certificate(key, options.names, seconds_since_1970()),
        authority_->chain()};
    tls.trust = authority_->roots();
    listening.tls = tls;
    listener_ = Listener::start(
        listening,
        [this](const HttpRequest& request, const Peer& peer) { return answer(request, peer); },
        [](const BadRequest& bad, const Peer&) {
          return reply_of(refuse_unreadable(bad.suggested_status, bad.reason, {}));
        });
    for (const auto& each : cases_)
      if (each.why_not.empty() && each.own_port) begin(each, "");
  }

  ~RunningHost() override {
    stopped_ = true;
    changed_.notify_all();
    std::vector<std::jthread> threads;
    {
      const std::lock_guard lock(mutex_);
      threads.swap(threads_);
    }
    threads.clear();  // joined: they look at stopped_
    listener_.reset();
  }

  Endpoint endpoint() const override { return {public_address(), listener_->port()}; }
  TrustAnchors trust() const override { return authority_->roots(); }
  const std::vector<HostedCase>& cases() const override { return cases_; }

  std::vector<HostedOffer> offers() const override {
    const std::lock_guard lock(mutex_);
    std::vector<HostedOffer> offers;
    for (const auto& each : cases_) {
      if (!each.why_not.empty()) continue;
      HostedOffer offer;
      offer.offered = &each;
      const auto run = runs_.find({each.label, ""});
      const bool waiting = run != runs_.end() && !run->second->done;
      if (!each.own_port)
        offer.url = url_of(endpoint(), each.label);
      else if (waiting && run->second->main != nullptr)
        offer.url = url_of(run->second->main->endpoint(), "");
      if (waiting && run->second->twin != nullptr)
        offer.twin_url = each.own_port ? url_of(run->second->twin->endpoint(), "")
                                       : url_of(endpoint(), run->second->twin->label());
      offers.push_back(std::move(offer));
    }
    return offers;
  }

  std::vector<HostedRun> runs() const override {
    const std::lock_guard lock(mutex_);
    std::vector<const Run*> ordered;
    for (const auto& [key, run] : runs_) ordered.push_back(run.get());
    for (const auto& run : past_) ordered.push_back(run.get());
    std::sort(ordered.begin(), ordered.end(),
              [](const Run* a, const Run* b) { return a->number < b->number; });
    std::vector<HostedRun> all;
    for (const auto* run : ordered) {
      // A port that waits for its first device has no run to show.
      if (!run->done && run->offered->own_port && !somebody_came(*run)) continue;
      all.push_back({run->offered->label, run->device,
                     run->done         ? HostedRun::State::done
                     : run->begun_twin ? HostedRun::State::wants_twin
                                       : HostedRun::State::acting,
                     run->result});
    }
    return all;
  }

  bool tell(const std::string& text, bool accepted) override {
    const auto label = parse_hosted_label(text);
    const std::lock_guard lock(mutex_);
    const auto found = runs_.find({label.label, label.device});
    if (found == runs_.end() || found->second->done) return false;
    (label.twin ? found->second->told_of_twin : found->second->told_of_main) = accepted;
    return true;
  }

  RunResult result() const override {
    RunResult run;
    run.tool = tool_name;
    run.started = fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    run.seed = options_.run.seed;
    run.sut = {"client", "devices", "", {{"Host", "https://" + endpoint().text()}}};
    run.requirements = requirement_results(requirements_, "client");
    std::map<std::pair<std::string, std::string>, CaseResult> last;
    for (auto& each : runs())
      if (each.state == HostedRun::State::done) {
        if (!each.device.empty()) each.result.id += "@" + each.device;
        last[{each.label, each.device}] = std::move(each.result);
      }
    for (auto& [key, each] : last) run.cases.push_back(std::move(each));
    return run;
  }

 private:
  using RunKey = std::pair<std::string, std::string>;

  static WireReply reply_of(HttpResponse response) {
    auto delivery = deliver(std::move(response), {}, {}, seconds_since_1970());
    WireReply reply;
    reply.bytes = std::move(delivery.bytes);
    reply.close_after = delivery.close_after;
    return reply;
  }

  static WireReply say(int status, const std::string& text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", media_types::text_plain}};
    response.body = bytes_of(text + "\n");
    return reply_of(std::move(response));
  }

  std::string public_address() const {
    return options_.address == "0.0.0.0" || options_.address == "::" ? "127.0.0.1"
                                                                     : options_.address;
  }

  static std::string url_of(const Endpoint& where, const std::string& label) {
    return "https://" + where.text() + "/.well-known/est" + (label.empty() ? "" : "/" + label);
  }

  static bool somebody_came(const Run& run) {
    return run.main != nullptr && !run.main->connections().empty();
  }

  const HostedCase* case_of(const std::string& label) const {
    const auto found = std::find_if(cases_.begin(), cases_.end(),
                                    [&](const HostedCase& each) { return each.label == label; });
    return found == cases_.end() ? nullptr : &*found;
  }

  WireReply answer(const HttpRequest& request, const Peer& peer) {
    const auto target = est_target(request.target);
    if (!target || target->label.empty())
      return say(404, "Each scenario has a label of its own; the page of this host lists them.");
    const auto label = parse_hosted_label(target->label);
    const auto* offered = case_of(label.label);
    if (offered == nullptr || !offered->why_not.empty() || offered->own_port)
      return say(404, "No scenario has this label here.");
    const auto server = server_for(*offered, label);
    if (!server) return say(404, "Nothing waits for a device at this label.");
    return server->answer(request, peer, seconds_since_1970());
  }

  /// What answers for the label: that of a run which goes on, or of one that begins now.
  std::shared_ptr<HostedServer> server_for(const HostedCase& offered, const HostedLabel& label) {
    std::unique_lock lock(mutex_);
    auto found = runs_.find({label.label, label.device});
    if (found == runs_.end() || found->second->done) {
      if (label.twin) return nullptr;
      lock.unlock();
      begin(offered, label.device);
      lock.lock();
      found = runs_.find({label.label, label.device});
    }
    const auto run = found->second;
    constexpr auto patience = std::chrono::seconds(5);
    changed_.wait_for(lock, patience, [&] {
      return stopped_ || run->done || (label.twin ? run->twin : run->main) != nullptr;
    });
    return std::dynamic_pointer_cast<HostedServer>(label.twin ? run->twin : run->main);
  }

  void begin(const HostedCase& offered, const std::string& device) {
    auto run = std::make_shared<Run>();
    run->offered = &offered;
    run->device = device;
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    auto& place = runs_[{offered.label, device}];
    if (place && !place->done) return;  // somebody else began it meanwhile
    constexpr std::size_t most_past = 2000;
    if (place) past_.push_back(place);
    if (past_.size() > most_past) past_.erase(past_.begin());
    run->number = ++count_;
    place = run;
    threads_.emplace_back([this, run] { act_out(run); });
  }

  void act_out(const std::shared_ptr<Run>& run) {
    DeviceDriver driver(
        options_.patience, [this, run] { return expected_in(*run); },
        [this, run] { return told_in(*run); }, [this] { return stopped_.load(); });
    ClientSession session(profile_, driver, requirements_, keys_, options_.run);
    session.host(authority_, [this, run](const std::string& name, ServerOptions options) {
      return serve(run, name, std::move(options));
    });
    auto result = session.run(run->offered->scenario);
    std::unique_lock lock(mutex_);
    run->result = std::move(result);
    run->done = true;
    run->main.reset();
    run->twin.reset();
    changed_.notify_all();
    lock.unlock();
    // A port of its own is there for whoever comes next.
    if (run->offered->own_port && !stopped_) begin(*run->offered, run->device);
  }

  std::shared_ptr<Served> serve(const std::shared_ptr<Run>& run, const std::string& name,
                                ServerOptions options) {
    const std::lock_guard lock(mutex_);
    const bool twin = run->begun_main;
    std::shared_ptr<Served> served;
    if (run->offered->own_port) {
      options.address = options_.address;
      options.names = options_.names;
      options.threads = 1;
      if (!twin) options.port = ports_[run->offered->label];
      served = std::make_shared<OwnServer>(name, std::move(options));
      if (!twin) ports_[run->offered->label] = served->endpoint().port;
    } else {
      served = std::make_shared<HostedServer>(
          name, text_of(HostedLabel{run->offered->label, run->device, twin}), std::move(options),
          endpoint(), log_);
    }
    (twin ? run->twin : run->main) = served;
    (twin ? run->begun_twin : run->begun_main) = true;
    changed_.notify_all();
    return served;
  }

  std::shared_ptr<const Served> expected_in(const Run& run) const {
    const std::lock_guard lock(mutex_);
    return run.begun_twin ? run.twin : run.main;
  }

  std::optional<bool> told_in(const Run& run) const {
    const std::lock_guard lock(mutex_);
    return run.begun_twin ? run.told_of_twin : run.told_of_main;
  }

  HostOptions options_;
  const Requirements& requirements_;
  KeyPool& keys_;
  std::vector<HostedCase> cases_;
  std::shared_ptr<Authority> authority_;
  ClientProfile profile_;
  ConnectionLog log_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopped_ = false;
  std::uint64_t count_ = 0;
  std::map<RunKey, std::shared_ptr<Run>> runs_;
  std::vector<std::shared_ptr<Run>> past_;
  std::map<std::string, std::uint16_t> ports_;
  std::vector<std::jthread> threads_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace

std::unique_ptr<Host> Host::start(const HostOptions& options, const std::vector<Case>& cases,
                                  const Requirements& requirements, KeyPool& keys) {
  return std::make_unique<RunningHost>(options, cases, requirements, keys);
}

}  // namespace inquest
