#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/stage.h"
#include "reference/codec/multipart.h"
#include "reference/pki/key_package.h"

/// What /serverkeygen answered, read as leniently as is needed to say what is wrong with it.
namespace inquest {

/// A multipart body by two readers.
struct PartsReading {
  std::string content_type;  ///< as it came; empty: there is none
  std::string boundary;      ///< as it stands in Content-Type, whatever it is; empty: nowhere
  std::string our_boundary_error;
  std::optional<Multipart> value;
  std::string our_error;         ///< empty when our reader was content
  std::string search_error;      ///< of the reader that only looks for the boundary; likewise
  std::size_t within_lines = 0;  ///< delimiters that are not at the beginning of a line
};
PartsReading read_parts(const HttpResponse& response);

/// Whether the answer holds anything but words: parts, or octets in some encoding.
bool holds_parts(const HttpResponse& response);

/// The parts of an answer; Inconclusive where they cannot be told apart, or the readers disagree.
Multipart parts_of(const Answer& answer);
/// The part that holds the key (the certificate), by its media type or else by its content;
/// Inconclusive where there is none.
BodyPart key_part_of(const Answer& answer);
BodyPart certificate_part_of(const Answer& answer);

/// The layers of a key's part, as far as they could be taken off. What was not reached is empty.
struct KeyDelivery {
  KeyAsked asked;
  Bytes key_of_request;  ///< SubjectPublicKeyInfo
  BodyPart part;
  std::optional<Bytes> octets;
  std::string envelope_error;
  std::optional<EnvelopedData> envelope;
  std::string open_error;
  std::optional<Bytes> content;  ///< of the envelope, decrypted
  std::string signed_error;
  std::optional<SignedData> signed_data;
  std::optional<Bytes> key;  ///< the OneAsymmetricKey, not encrypted
  std::optional<Certificate> certificate;
};
/// Inconclusive where no part holds a key.
KeyDelivery key_delivery_of(const Answer& answer);

}  // namespace inquest
