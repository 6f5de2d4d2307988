#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/case_record.h"
#include "harness/scenario/decryption_secrets.h"
#include "harness/scenario/served.h"
#include "harness/sut/client_profile.h"
#include "harness/sut/errand.h"
#include "reference/pki/key_pool.h"

/// Where the words of a case that tests a client act and judge: the servers that it is shown, and
/// what it did.
namespace inquest {

/// What a case may use of the run around it.
struct ClientServices {
  const ClientProfile* profile = nullptr;
  ClientDriver* driver = nullptr;
  const Requirements* requirements = nullptr;
  KeyPool* keys = nullptr;
  std::uint64_t seed = 0;
  /// Seconds since 1970, for judging validity.
  std::function<std::int64_t()> now;
  /// How a case gets a server; empty: one on a port of its own.
  std::function<std::shared_ptr<Served>(const std::string& name, ServerOptions options)> serve;
  /// The CA of servers whose CA is of no matter to their case; none: each has one of its own.
  std::shared_ptr<Authority> authority;
};

/// One errand that the client was sent on, and what came of it.
struct ClientAct {
  std::string server;  ///< the name of the one that it was sent to
  Errand errand;
  Deed deed;
  /// Requests and connections of each server, by its name, that this act made.
  std::map<std::string, std::vector<ClientRequest>> requests;
  std::map<std::string, std::vector<ClientConnection>> connections;
  bool deviates = false;  ///< some server or the errand was told to deviate

  /// Requests for the operation that was asked for, at that server; empty: the act's own.
  std::vector<ClientRequest> asked(const std::string& of_server = "") const;
  /// The target of a request there for neither the operation nor what may be asked before it; or
  /// empty.
  std::string asked_elsewhere(const std::string& of_server = "") const;
  /// Whether the client keeps a certificate from it. Inconclusive where nobody knows.
  bool accepted() const;
  /// "stored CN=device-1; exit status 0", "stored nothing; killed by signal 11".
  std::string summary() const;
};

class ClientStage : public CaseRecord {
 public:
  ClientStage(const ClientServices& services, std::string case_id);

  const ClientProfile& profile() const { return *services_.profile; }
  std::int64_t now() const { return services_.now(); }
  const std::shared_ptr<Authority>& common_authority() const { return services_.authority; }

  // -- acting --
  /// Starts a server of that name.
  Served& serve(const std::string& name, ServerOptions options);
  /// The CA of a server that was started; nullptr when there is no such server.
  std::shared_ptr<Authority> authority_of(const std::string& name) const;
  /// The server of that name; std::logic_error when no step before serves it.
  Served& server(const std::string& name) const;
  bool has_server(const std::string& name) const { return servers_.contains(name); }
  /// Sends the client on the errand, and keeps what came of it under `name`.
  const ClientAct& run(const std::string& name, const std::string& server, Errand errand);
  /// The act of that name; empty: the last one.
  const ClientAct& act(const std::string& name) const;
  const std::deque<ClientAct>& acts() const { return acts_; }

  /// A key of that kind that belongs to this case, the same for the same seed.
  Key key(const KeyKind& kind, const std::string& purpose);
  std::uint64_t number(const std::string& purpose) const;
  std::string subject() const;
  /// By which keys can be encrypted for the client; the same for the whole case.
  const DecryptionSecrets& decryption_secrets();

  // -- judging --
  /// Whether the twin went as it must for a finding to hold: why not, or nothing.
  using Settling = std::function<std::optional<std::string>(const ClientAct& twin)>;
  /// As judge(), once the act of the twin in the same place turned out right.
  void judge_with_twin(const Cite& cite, const ClientAct& act, Finding finding, Settling right);
  bool wants_twin() const { return !suspended_.empty(); }
  /// Judges what was suspended; throws Inconclusive when the twin did not go right.
  void settle(const ClientStage& twin);

  // -- evidence --
  std::vector<ConnectionResult> connection_results(bool show_secrets) const;
  std::vector<ProgramResult> program_results() const;

 private:
  struct Suspended {
    Cite cite;
    std::size_t act;
    std::size_t step;
    Finding finding;
    Settling right;
  };

  ClientServices services_;
  std::string case_id_;
  std::map<std::string, std::shared_ptr<Served>> servers_;
  std::map<std::string, std::shared_ptr<Authority>> authorities_;  ///< by the name of the server
  std::vector<std::string> server_order_;
  /// Requests and connections of each server that belong to acts so far.
  std::map<std::string, std::pair<std::size_t, std::size_t>> taken_;
  std::deque<ClientAct> acts_;  // references stay good
  std::map<std::string, std::size_t> act_names_;
  std::map<std::string, std::uint64_t> keys_taken_;
  std::vector<Suspended> suspended_;
  std::optional<DecryptionSecrets> decryption_secrets_;
  bool deviates_ = false;  ///< some server so far was told to deviate
};

}  // namespace inquest
