#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/stage.h"
#include "reference/codec/certs_only.h"

/// What an answer holds, read as leniently as is needed to say what is wrong with it, and as
/// strictly as is needed to say that nothing is.
namespace inquest {

/// A body by its looks.
enum class BodyForm { empty, base64, der, pem, json, html, text, binary };
std::string_view name_of(BodyForm form);  ///< "raw DER", "PEM armour", ...
BodyForm form_of(BytesView body);
/// The same for people, with what keeps a body from being base64.
std::string form_text(BytesView body);

/// The octets that the body encodes: from base64, from PEM armour, or the body itself.
/// NULs behind base64, which a program in C may send by mistake, are passed over.
std::optional<Bytes> octets_of(BytesView body);

/// A SignedData, by our reader and by OpenSSL's.
struct CertsOnlyReading {
  std::optional<CertsOnly> value;  ///< what at least one reader made of it
  std::string our_error;           ///< of the strict DER reader; empty when it was content
  std::string openssl_error;       ///< empty when OpenSSL was content
  bool der() const { return our_error.empty(); }
  /// We read it and OpenSSL does not: nobody may be accused on such ground.
  bool readers_disagree() const { return our_error.empty() && !openssl_error.empty(); }
};
CertsOnlyReading read_certs_only(BytesView octets);

/// The exchange of an answer; Inconclusive when there was none.
const Exchange& exchange_of(const Answer& answer);
/// The certificates of an answer; Inconclusive when none can be had from it.
std::vector<Certificate> certificates_of(const Answer& answer);
/// The certificate issued for what the answer's request asked: the one with its key, else the
/// first. Inconclusive when there is none.
Certificate issued_certificate(const Answer& answer);

}  // namespace inquest
