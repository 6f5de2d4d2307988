#include "reference/faults/catalogue.h"

#include <algorithm>
#include <stdexcept>

#include "reference/codec/nearest.h"

namespace inquest {

std::string_view name_of(Role role) { return role == Role::server ? "server" : "client"; }

void FaultCatalogue::add(Fault fault) {
  if (find(fault.id) != nullptr)
    throw std::logic_error("the fault '" + fault.id + "' is there twice");
  faults_.push_back(std::move(fault));
}

const Fault* FaultCatalogue::find(std::string_view id) const {
  const auto found = std::find_if(faults_.begin(), faults_.end(),
                                  [&](const Fault& each) { return each.id == id; });
  return found == faults_.end() ? nullptr : &*found;
}

const FaultCatalogue& fault_catalogue() {
  static const auto catalogue = [] {
    FaultCatalogue all;
    add_cacerts_faults(all);
    add_enroll_faults(all);
    add_certificate_faults(all);
    add_certificate_profile_faults(all);
    add_encoding_faults(all);
    add_http_faults(all);
    add_request_intake_faults(all);
    add_intake_failure_faults(all);
    add_csr_attributes_faults(all);
    add_csr_template_faults(all);
    add_server_key_faults(all);
    add_key_parts_faults(all);
    add_key_envelope_faults(all);
    add_tls_faults(all);
    add_digest_challenge_faults(all);
    add_digest_faults(all);
    add_http_authentication_faults(all);
    add_session_faults(all);
    add_srp_faults(all);
    add_cmc_response_faults(all);
    add_cmc_processing_faults(all);
    add_cmc_signer_faults(all);
    add_cmc_request_faults(all);
    add_linking_faults(all);
    add_challenge_attribute_faults(all);
    add_exporter_faults(all);
    add_approval_faults(all);
    add_service_faults(all);
    add_tls_version_faults(all);
    add_csr_faults(all);
    add_authorization_faults(all);
    add_length_reading_faults(all);
    add_head_reading_faults(all);
    add_csr_name_faults(all);
    add_csr_attribute_faults(all);
    add_csr_encoding_faults(all);
    add_request_faults(all);
    add_request_head_faults(all);
    add_request_length_faults(all);
    add_request_chunk_faults(all);
    add_client_anchor_faults(all);
    add_client_path_faults(all);
    add_client_name_faults(all);
    add_client_authorization_faults(all);
    add_client_record_faults(all);
    add_client_head_faults(all);
    add_client_tls_faults(all);
    add_client_credential_faults(all);
    add_client_digest_faults(all);
    add_client_redirect_faults(all);
    add_client_retry_faults(all);
    add_client_rollover_faults(all);
    add_client_acceptance_faults(all);
    add_client_body_faults(all);
    add_client_http_faults(all);
    add_client_linking_faults(all);
    add_client_attribute_faults(all);
    add_client_challenge_faults(all);
    add_client_crash_faults(all);
    add_client_key_faults(all);
    add_client_cmc_faults(all);
    add_client_operation_faults(all);
    return all;
  }();
  return catalogue;
}

Deviations deviations_of(const std::vector<std::string>& fault_ids) {
  Deviations deviations;
  for (const auto& id : fault_ids) {
    const auto* fault = fault_catalogue().find(id);
    if (fault == nullptr) {
      std::vector<std::string> known;
      for (const auto& each : fault_catalogue().all()) known.push_back(each.id);
      throw std::invalid_argument(unknown_word("fault", id, known));
    }
    fault->commit(deviations);
  }
  return deviations;
}

}  // namespace inquest
