#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/codec/result.h"

/// The value of a Content-Type field (RFC 9110 8.3.1).
///
///   media-type = type "/" subtype *( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )
namespace inquest {

struct MediaType {
  std::string type;     ///< lower case
  std::string subtype;  ///< lower case
  std::vector<std::pair<std::string, std::string>>
      parameters;  ///< names lower case, values as sent

  /// "application/pkcs7-mime", without parameters.
  std::string essence() const { return type + "/" + subtype; }
  /// The value of a parameter (`name` in lower case), or nullptr.
  const std::string* parameter(std::string_view name) const;
};

Result<MediaType> decode_media_type(std::string_view text);

/// Whether `field` (a Content-Type value) names the media type `essence`, whatever its case and
/// parameters. False when it cannot be read.
bool is_media_type(std::string_view field, std::string_view essence);

namespace media_types {
inline constexpr auto pkcs7_mime = "application/pkcs7-mime";
inline constexpr auto pkcs7_certs_only = "application/pkcs7-mime; smime-type=certs-only";
inline constexpr auto pkcs10 = "application/pkcs10";
inline constexpr auto csrattrs = "application/csrattrs";
inline constexpr auto pkcs8 = "application/pkcs8";
inline constexpr auto multipart_mixed = "multipart/mixed";
inline constexpr auto server_generated_key =
    "application/pkcs7-mime; smime-type=server-generated-key";
inline constexpr auto cmc_request = "application/pkcs7-mime; smime-type=CMC-request";
inline constexpr auto cmc_response = "application/pkcs7-mime; smime-type=CMC-response";
inline constexpr auto text_plain = "text/plain";
}  // namespace media_types

}  // namespace inquest
