#pragma once

/// Object identifiers by the names their specifications give them.
namespace inquest::oids {

inline constexpr auto rsa_encryption = "1.2.840.113549.1.1.1";
inline constexpr auto rsaes_oaep = "1.2.840.113549.1.1.7";
inline constexpr auto ec_public_key = "1.2.840.10045.2.1";
inline constexpr auto common_name = "2.5.4.3";
inline constexpr auto challenge_password = "1.2.840.113549.1.9.7";    // RFC 2985 5.4.1
inline constexpr auto extension_request = "1.2.840.113549.1.9.14";    // RFC 2985 5.4.2
inline constexpr auto smime_capabilities = "1.2.840.113549.1.9.15";   // RFC 5751 2.5.2
inline constexpr auto decrypt_key_id = "1.2.840.113549.1.9.16.2.37";  // RFC 4108 2.2.5
inline constexpr auto asymmetric_decrypt_key_id =
    "1.2.840.113549.1.9.16.2.54";  // RFC 7030 4.4.1.2 id-aa-asymmDecryptKeyID
inline constexpr auto otp_challenge = "1.2.840.113549.1.9.16.2.56";  // RFC 7894 3
inline constexpr auto revocation_challenge = "1.2.840.113549.1.9.16.2.57";
inline constexpr auto est_identity_linking = "1.2.840.113549.1.9.16.2.58";
inline constexpr auto request_info_template =
    "1.2.840.113549.1.9.16.2.61";  // RFC 9908 7 id-aa-certificationRequestInfoTemplate
inline constexpr auto extension_request_template =
    "1.2.840.113549.1.9.16.2.62";  // RFC 9908 7 id-aa-extensionReqTemplate
inline constexpr auto subject_key_identifier = "2.5.29.14";
inline constexpr auto authority_key_identifier = "2.5.29.35";
inline constexpr auto subject_alt_name = "2.5.29.17";
inline constexpr auto basic_constraints = "2.5.29.19";
inline constexpr auto key_usage = "2.5.29.15";
inline constexpr auto extended_key_usage = "2.5.29.37";
inline constexpr auto change_subject_name =
    "1.3.6.1.5.5.7.7.36";  // RFC 6402 2.8 id-cmc-changeSubjectName
inline constexpr auto cms_data = "1.2.840.113549.1.7.1";
inline constexpr auto cms_signed_data = "1.2.840.113549.1.7.2";
inline constexpr auto cms_enveloped_data = "1.2.840.113549.1.7.3";
inline constexpr auto content_type = "1.2.840.113549.1.9.3";      // RFC 5652 11.1
inline constexpr auto message_digest = "1.2.840.113549.1.9.4";    // RFC 5652 11.2
inline constexpr auto key_package = "2.16.840.1.101.2.1.2.78.5";  // RFC 5958 2
// Controls of CMC, RFC 5272 6
inline constexpr auto cmc_status_info = "1.3.6.1.5.5.7.7.1";
inline constexpr auto cmc_identification = "1.3.6.1.5.5.7.7.2";
inline constexpr auto cmc_identity_proof = "1.3.6.1.5.5.7.7.3";
inline constexpr auto cmc_data_return = "1.3.6.1.5.5.7.7.4";
inline constexpr auto cmc_transaction_id = "1.3.6.1.5.5.7.7.5";
inline constexpr auto cmc_sender_nonce = "1.3.6.1.5.5.7.7.6";
inline constexpr auto cmc_recipient_nonce = "1.3.6.1.5.5.7.7.7";
inline constexpr auto cmc_add_extensions = "1.3.6.1.5.5.7.7.8";
inline constexpr auto cmc_encrypted_pop = "1.3.6.1.5.5.7.7.9";
inline constexpr auto cmc_decrypted_pop = "1.3.6.1.5.5.7.7.10";
inline constexpr auto cmc_ra_pop_witness = "1.3.6.1.5.5.7.7.11";
inline constexpr auto cmc_revoke_request = "1.3.6.1.5.5.7.7.17";
inline constexpr auto cmc_reg_info = "1.3.6.1.5.5.7.7.18";
inline constexpr auto cmc_response_info = "1.3.6.1.5.5.7.7.19";
inline constexpr auto cmc_query_pending = "1.3.6.1.5.5.7.7.21";
inline constexpr auto cmc_pop_link_random = "1.3.6.1.5.5.7.7.22";
inline constexpr auto cmc_pop_link_witness = "1.3.6.1.5.5.7.7.23";
inline constexpr auto cmc_confirm_acceptance = "1.3.6.1.5.5.7.7.24";
inline constexpr auto cmc_status_info_v2 = "1.3.6.1.5.5.7.7.25";
inline constexpr auto cmc_trusted_anchors = "1.3.6.1.5.5.7.7.26";
// RFC 5272 and the normative module of RFC 6402 (A.1) say 33 and 34; RFC 6402 A.2 swaps them.
inline constexpr auto cmc_pop_link_witness_v2 = "1.3.6.1.5.5.7.7.33";
inline constexpr auto cmc_identity_proof_v2 = "1.3.6.1.5.5.7.7.34";
inline constexpr auto pki_data = "1.3.6.1.5.5.7.12.2";      // RFC 5272 3.2.1 id-cct-PKIData
inline constexpr auto pki_response = "1.3.6.1.5.5.7.12.3";  // RFC 5272 4.2.1 id-cct-PKIResponse
inline constexpr auto sha256 = "2.16.840.1.101.3.4.2.1";
inline constexpr auto hmac_with_sha256 = "1.2.840.113549.2.9";  // RFC 8018 B.1.2
inline constexpr auto client_auth = "1.3.6.1.5.5.7.3.2";
inline constexpr auto server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr auto cmc_ca = "1.3.6.1.5.5.7.3.27";
inline constexpr auto cmc_ra = "1.3.6.1.5.5.7.3.28";

}  // namespace inquest::oids
