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
  template <class Value, class Change>
  void operator()(const Moment<Value>& moment, Entry entry, Change change) {
    add(Fault{std::move(entry.id), entry.role, std::move(entry.breaks), std::move(entry.story),
              std::string(moment.name), [&moment, change](Deviations& deviations) {
                deviations.add<Value>(moment, std::function<void(Value&)>(change));
              }});
  }
  const std::vector<Fault>& all() const { return faults_; }
  const Fault* find(std::string_view id) const;

 private:
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

}  // namespace inquest
