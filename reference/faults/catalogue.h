#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/protocol/moments.h"

/// Every named deviation that the reference peers can be told to commit. Faults are data: an id,
/// the requirement they break, a sentence, and one function at one moment.
namespace inquest {

enum class Role { server, client };
std::string_view name_of(Role role);

struct Fault {
  std::string id;      ///< subject-what-is-wrong: "cacerts-media-type-text-plain"
  Role role;           ///< who commits it
  std::string breaks;  ///< requirement id that binds that role; empty: a legal oddity
  std::string story;   ///< "the answer bears text/plain"
  std::string moment;  ///< name of the moment, for the manual
  std::function<void(Deviations&)> commit;
};

/// What a family file adds to.
class FaultCatalogue {
 public:
  struct Entry {
    std::string id;
    Role role;
    std::string breaks;
    std::string story;
  };
  /// `more`: further moments, each with what changes there, where one does not suffice.
  template <class Value, class Change, class... More>
  void operator()(const Moment<Value>& moment, Entry entry, Change change, More... more) {
    add(Fault{std::move(entry.id), entry.role, std::move(entry.breaks), std::move(entry.story),
              std::string(moment.name), [moment, change, more...](Deviations& deviations) {
                change_at(deviations, moment, change, more...);
              }});
  }
  const std::vector<Fault>& all() const { return faults_; }
  const Fault* find(std::string_view id) const;

 private:
  template <class Value, class Change, class... More>
  static void change_at(Deviations& deviations, const Moment<Value>& moment, const Change& change,
                        const More&... more) {
    deviations.add<Value>(moment, std::function<void(Value&)>(change));
    if constexpr (sizeof...(more) > 0) change_at(deviations, more...);
  }
  void add(Fault fault);  // throws std::logic_error for an id that is there already
  std::vector<Fault> faults_;
};

/// All families, built once.
const FaultCatalogue& fault_catalogue();

/// The deviations of these faults together. Throws std::invalid_argument with the unknown id and
/// the nearest known one.
Deviations deviations_of(const std::vector<std::string>& fault_ids);

// -- the families, one file each --
void add_cacerts_faults(FaultCatalogue& add);      // server: what /cacerts answers
void add_enroll_faults(FaultCatalogue& add);       // server: what is granted, and to whom
void add_certificate_faults(FaultCatalogue& add);  // server: what is issued
void add_encoding_faults(FaultCatalogue& add);     // server: certs-only, DER and base64 of answers
void add_http_faults(FaultCatalogue& add);         // server: status, fields, connections
void add_request_intake_faults(FaultCatalogue& add);  // server: legal requests that are refused
void add_csr_attributes_faults(FaultCatalogue& add);  // server: what /csrattrs asks for
void add_csr_template_faults(FaultCatalogue& add);    // server: templates of RFC 9908
void add_server_key_faults(FaultCatalogue& add);      // server: the keys of /serverkeygen
void add_key_parts_faults(FaultCatalogue& add);       // server: the multipart body around them
void add_key_envelope_faults(FaultCatalogue& add);    // server: their encryption beyond TLS
void add_tls_faults(FaultCatalogue& add);             // server: versions, suites, certificates
void add_service_faults(FaultCatalogue& add);         // server: how requests are taken and renewed
void add_tls_version_faults(FaultCatalogue& add);     // server: old versions of TLS
void add_csr_faults(FaultCatalogue& add);             // client: what a CSR holds
void add_authorization_faults(FaultCatalogue& add);   // server: who counts as known
void add_length_reading_faults(FaultCatalogue& add);  // server: where a request's body ends
void add_head_reading_faults(FaultCatalogue& add);    // server: what a request's head says
void add_request_faults(FaultCatalogue& add);         // client: how a CSR is sent
void add_request_head_faults(FaultCatalogue& add);    // client: lines and fields of a request
void add_request_length_faults(FaultCatalogue& add);  // client: Content-Length of a request
void add_request_chunk_faults(FaultCatalogue& add);   // client: a request in chunks
void add_certificate_profile_faults(FaultCatalogue& add);  // server: by which rules it is issued
void add_intake_failure_faults(FaultCatalogue& add);       // server: 500, resets and grudges
void add_csr_name_faults(FaultCatalogue& add);             // client: its names
void add_csr_attribute_faults(FaultCatalogue& add);        // client: what it asks for beside
void add_csr_encoding_faults(FaultCatalogue& add);         // client: how it is written and signed
void add_digest_challenge_faults(FaultCatalogue& add);     // server: how it asks for Digest
void add_digest_faults(FaultCatalogue& add);               // server: which Digest it believes
void add_http_authentication_faults(FaultCatalogue& add);  // server: Basic, and what schemes share
void add_srp_faults(FaultCatalogue& add);                  // server: TLS-SRP
void add_session_faults(FaultCatalogue& add);              // server: resumed TLS sessions
void add_cmc_response_faults(FaultCatalogue& add);         // server: what /fullcmc answers
void add_cmc_processing_faults(FaultCatalogue& add);       // server: which PKI Requests it believes
void add_cmc_signer_faults(FaultCatalogue& add);           // server: who signs its PKI Responses
void add_cmc_request_faults(FaultCatalogue& add);          // client: what a PKI Request holds
void add_linking_faults(FaultCatalogue& add);              // server: RFC 7030 3.5
void add_challenge_attribute_faults(FaultCatalogue& add);  // server: RFC 7894
void add_exporter_faults(FaultCatalogue& add);             // server: RFC 9266
void add_client_anchor_faults(FaultCatalogue& add);        // client: its trust anchors
void add_client_path_faults(FaultCatalogue& add);          // client: certificates of servers
void add_client_name_faults(FaultCatalogue& add);          // client: names of servers
void add_client_authorization_faults(FaultCatalogue& add);  // client: what it says to strangers
void add_client_record_faults(FaultCatalogue& add);         // client: its TLS, octet by octet
void add_client_head_faults(FaultCatalogue& add);           // client: how it reads heads of HTTP
void add_client_tls_faults(FaultCatalogue& add);            // client: how it connects
void add_client_credential_faults(FaultCatalogue& add);     // client: to whom it tells a password
void add_client_digest_faults(FaultCatalogue& add);         // client: its answers to Digest
void add_client_redirect_faults(FaultCatalogue& add);       // client: where it lets itself be sent
void add_client_retry_faults(FaultCatalogue& add);          // client: how it waits
void add_client_rollover_faults(FaultCatalogue& add);       // client: its trust anchors
void add_client_acceptance_faults(FaultCatalogue& add);  // client: what it takes for certificates
void add_client_body_faults(FaultCatalogue& add);        // client: how it reads base64
void add_client_http_faults(FaultCatalogue& add);        // client: how it reads HTTP
void add_client_linking_faults(FaultCatalogue& add);     // client: RFC 7030 3.5
void add_client_attribute_faults(FaultCatalogue& add);   // client: how it obeys /csrattrs
void add_client_challenge_faults(FaultCatalogue& add);   // client: RFC 7894
void add_client_crash_faults(FaultCatalogue& add);       // client: what ends it
void add_client_key_faults(FaultCatalogue& add);         // client: keys of /serverkeygen
void add_client_cmc_faults(FaultCatalogue& add);         // client: what it takes for a PKI Response
void add_client_operation_faults(FaultCatalogue& add);   // client: how operations are asked for
void add_approval_faults(FaultCatalogue& add);           // server: requests that wait

}  // namespace inquest
