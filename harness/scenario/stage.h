#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/scenario/case_record.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/sut/profile.h"
#include "reference/pki/enveloped_data.h"
#include "reference/pki/key_pool.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/client.h"
#include "reference/transport/connection.h"
#include "reports/result/result.h"

/// Where the words of one case act and judge: its connections, its answers, what it found.
namespace inquest {

/// What a case may use of the run around it.
struct RunServices {
  const ServerProfile* profile = nullptr;
  const Requirements* requirements = nullptr;
  KeyPool* keys = nullptr;
  std::uint64_t seed = 0;
  std::chrono::milliseconds timeout{5000};  ///< for one exchange with the peer
  ReadLimits limits;
  /// Seconds since 1970, for judging validity.
  std::function<std::int64_t()> now;
  /// The client certificate that the run authenticates with when the profile gives none: enrolled
  /// once, by whoever asks first. Throws Inconclusive when that fails.
  std::function<TlsIdentity()> shared_identity;
};

/// What was asked for in one enrolment: as the CSR has it, where it can be read.
struct EnrollmentAsked {
  Key key;  ///< that signed, where the CSR is one of ours
  Bytes subject;
  Bytes csr;
  bool reenrolls = false;
  Bytes public_key;  ///< to be certified
};
EnrollmentAsked enrollment_asked(const Key& key, BytesView subject, Bytes csr, bool reenrolls);

/// How the key that /serverkeygen was asked for should be encrypted beyond TLS.
struct KeyAsked {
  std::string protection;  ///< "none", "shared-key", "key-transport", "key-agreement"
  Bytes identifier;        ///< the name of the key to encrypt with
  std::variant<std::monostate, SharedKey, PrivateKey> secret;  ///< what opens it
  Capabilities capabilities;  ///< the OIDs of the request's SMIMECapabilities
};

/// One answer of the peer, or why there is none.
struct Answer {
  std::string connection;
  HttpRequest request;  ///< as it was sent; without meaning for raw bytes
  Bytes sent;
  bool deviates = false;     ///< the act that provoked it was told to deviate
  bool opened_anew = false;  ///< the connection, since the peer had closed the one before
  bool patient = true;       ///< asks again for what waits for approval, as the profile allows
  std::optional<Exchange> exchange;
  TransportFailure failure;  ///< when there is no exchange
  std::optional<EnrollmentAsked> asked;
  std::optional<KeyAsked> key_asked;  ///< beside `asked`, of /serverkeygen
  /// What HTTP authentication the request has, to make it anew when the request is repeated.
  std::optional<CredentialChoice> credentials;

  int status() const { return exchange ? exchange->response.status : 0; }
  /// "200 application/pkcs7-mime, 1034 bytes", "no answer: reset by the peer".
  std::string summary() const;
};

/// Whether the peer did what it was asked: a certificate for an enrolment, any 2xx with a body
/// else.
bool granted(const Answer& answer);

/// How a connection was opened, for who wants to open it again.
struct ConnectionAct {
  std::string name;
  std::optional<TlsSettings> tls;   ///< nothing: plain TCP
  std::string resumes;              ///< the connection whose session was offered; empty: none
  const TlsFacts* facts = nullptr;  ///< nullptr: it did not come about
};

class Stage : public CaseRecord {
 public:
  Stage(const RunServices& services, std::string case_id, bool reenrolls);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const ServerProfile& profile() const { return *services_.profile; }
  const RunServices& services() const { return services_; }
  Deadline deadline() const { return Deadline::in(services_.timeout); }
  std::int64_t now() const { return services_.now(); }

  // -- acting --
  /// Opens a connection under `name`. A peer that cannot be reached, or that fails the handshake,
  /// is kept as that connection's failure and returned.
  const TransportFailure* open(const std::string& name, const std::optional<TlsSettings>& tls,
                               const std::string& resume = {}, const Seams& seams = {});
  /// Opens the connection anew where the peer has closed it after an answer: for requests that bear
  /// what belongs to their connection.
  void make_ready(const std::string& name);
  /// The open connection of that name; Inconclusive when there is none.
  Connection& connection(const std::string& name);
  const TransportFailure* connection_failure(const std::string& name) const;
  /// TLS facts of the connection of that name; nullptr when it did not come about.
  const TlsFacts* tls_of(const std::string& name) const;
  bool has_connection(const std::string& name) const { return connections_.contains(name); }
  /// TLS as the profile says: trust anchors, SNI, host.
  TlsSettings tls_settings() const;
  /// Sends, reads the answer, keeps it under `name`. As every client of HTTP does, opens the
  /// connection anew when the peer has closed it after an earlier answer. Where the handshake of a
  /// deviating connection failed, that is the answer.
  const Answer& exchange(const std::string& name, Answer act, const HttpRequest& request);
  const Answer& exchange_bytes(const std::string& name, Answer act, const Delivery& delivery,
                               bool half_close = false);

  /// The value of Authorization for this request, by the Digest challenge of the peer, which is
  /// asked for where it is first needed. Inconclusive where the peer has none.
  std::string digest_authorization(const BasicCredentials& credentials, const HttpRequest& request);
  /// The strongest Digest challenge of the peer that can be answered, or the last.
  const AuthWords& digest_challenge(bool last = false);
  /// The answer to a challenge, with the next count.
  std::string answer_to(const AuthWords& challenge, const BasicCredentials& credentials,
                        const HttpRequest& request);
  /// A number that belongs to this case and purpose, the same for the same seed.
  std::uint64_t number(const std::string& purpose) const;

  /// Reads one more answer on the connection of `act`, to what was sent before.
  const Answer& read_further(const std::string& name, Answer act);

  /// The answer of that name; empty: the last one.
  const Answer& answer(const std::string& name) const;
  bool has_answer() const { return !answers_.empty(); }

  // -- identities --
  /// A key of that kind that belongs to this case, the same for the same seed. Each purpose has
  /// keys of its own, so that a case and its twin ask for the same ones whatever else they do.
  Key key(const KeyKind& kind, const std::string& purpose = "to certify");
  /// Subject of the profile with this case's number in it.
  std::string subject();
  /// Whether the case re-enrols, and so must show the certificate to be renewed.
  bool reenrolls() const { return reenrolls_; }
  /// The certificate of this case, enrolled for it when it is first asked for.
  const TlsIdentity& own_identity();
  /// From now on, own_identity() is this one.
  void adopt(TlsIdentity identity) { own_identity_ = std::move(identity); }
  /// The certificate for TLS client authentication: own_identity() for a case that re-enrols, else
  /// the profile's, else the run's.
  TlsIdentity client_identity();
  /// The certificates of /cacerts, fetched on a connection of its own when not known yet.
  const std::vector<Certificate>& authorities();
  /// The label that a word's `label` field means.
  std::string label(const std::string& said) const;
  /// Host, label and layout as the profile wants them; no credentials.
  HttpOptions http_options(const std::string& label_said) const;

  // -- judging --
  /// As judge(), once the twin's answer in the same place turned out to be granted. Until settle()
  /// the finding is suspended.
  void judge_with_twin(const Cite& cite, const Answer& answer, Finding finding);
  bool wants_twin() const { return !suspended_.empty(); }
  /// Judges what was suspended; throws Inconclusive when the twin was refused.
  void settle(const std::deque<Answer>& twin_answers);

  // -- evidence --
  const std::deque<Answer>& answers() const { return answers_; }
  std::vector<ConnectionResult> connection_results(bool show_secrets) const;
  /// In the order of their opening. Good until the next act.
  std::vector<ConnectionAct> connection_acts() const;

 private:
  struct Line;  // a connection, or why there is none
  struct Suspended {
    Cite cite;
    std::size_t answer;
    std::size_t step;
    Finding finding;
  };
  Answer& keep(const std::string& name, Answer answer);
  bool reopen(const std::string& name);
  void await_approval(Answer& act, const Delivery& delivery);
  Bytes bytes_again(Answer& act, const Delivery& delivery);

  RunServices services_;
  std::string case_id_;
  bool reenrolls_;
  std::map<std::string, std::unique_ptr<Line>> connections_;
  std::vector<std::string> connection_order_;
  std::deque<Answer> answers_;  // references stay good
  std::map<std::string, std::size_t> answer_names_;
  std::optional<TlsIdentity> own_identity_;
  std::optional<std::vector<Certificate>> authorities_;
  std::map<std::string, std::uint64_t> keys_taken_;
  std::vector<AuthWords> digest_challenges_;  // the strongest, and the last
  std::uint32_t digest_count_ = 0;
  std::vector<Suspended> suspended_;
};

}  // namespace inquest
