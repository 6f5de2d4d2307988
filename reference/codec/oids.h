#pragma once

/// Object identifiers by the names their specifications give them.
namespace inquest::oids {

inline constexpr auto rsa_encryption = "1.2.840.113549.1.1.1";
inline constexpr auto ec_public_key = "1.2.840.10045.2.1";
inline constexpr auto common_name = "2.5.4.3";
inline constexpr auto challenge_password = "1.2.840.113549.1.9.7";  // RFC 2985 5.4.1
inline constexpr auto extension_request = "1.2.840.113549.1.9.14";  // RFC 2985 5.4.2
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
inline constexpr auto client_auth = "1.3.6.1.5.5.7.3.2";
inline constexpr auto server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr auto cmc_ra = "1.3.6.1.5.5.7.3.28";

}  // namespace inquest::oids
