#include "reference/codec/cmc_controls.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

/// What `body` reads from the one value of `control`.
template <class Body>
auto read_value(const CmcControl& control, Body body) -> decltype(read({}, body)) {
  if (control.values.size() != 1) return ParseError{0, "a control without exactly one value"};
  return read(control.values.front(), body);
}

}  // namespace

CmcControl cmc_control(BodyPartId id, std::string_view type, const Element& value) {
  return {id, std::string(type), {encode(value)}};
}

CmcControl transaction_id_control(BodyPartId id, BytesView magnitude) {
  return cmc_control(id, oids::cmc_transaction_id, unsigned_integer(magnitude));
}

Result<Bytes> transaction_id(const CmcControl& control) {
  return read_value(control, [](Cursor& in) { return copy_of(in.integer_bytes("transactionId")); });
}

CmcControl octets_control(BodyPartId id, std::string_view type, Bytes octets) {
  return cmc_control(id, type, octet_string(std::move(octets)));
}

Result<Bytes> control_octets(const CmcControl& control) {
  return read_value(control, [](Cursor& in) { return copy_of(in.octet_string("octets")); });
}

CmcControl identification_control(BodyPartId id, std::string_view text) {
  return cmc_control(id, oids::cmc_identification, utf8_string(text));
}

Result<Bytes> identification(const CmcControl& control) {
  return read_value(
      control, [](Cursor& in) { return copy_of(in.contents("identification", Tag::utf8_string)); });
}

CmcControl witness_control(BodyPartId id, std::string_view type,
                           const SharedSecretWitness& witness) {
  return cmc_control(
      id, type,
      sequence({encode(witness.hash), encode(witness.mac), octet_string(witness.witness)}));
}

Result<SharedSecretWitness> control_witness(const CmcControl& control) {
  return read_value(control, [](Cursor& in) {
    auto fields = in.sequence("proof");
    SharedSecretWitness witness;
    witness.hash = read_algorithm_identifier(fields, "hashAlgID");
    witness.mac = read_algorithm_identifier(fields, "macAlgID");
    witness.witness = copy_of(fields.octet_string("witness"));
    fields.end();
    return witness;
  });
}

}  // namespace inquest
