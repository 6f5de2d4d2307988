#include "harness/scenario/request_reading.h"

#include "reference/codec/base64.h"
#include "reference/codec/cmc.h"
#include "reference/pki/csr.h"
#include "reference/pki/signed_data.h"

namespace inquest {
namespace {

void read_pki_data(RequestReading& reading) {
  const auto message = decode_signed_data(*reading.octets);
  if (!message || !message->content) {
    reading.csr_error = message ? "the SignedData has no content" : message.error().text();
    return;
  }
  const auto data = decode_pki_data(*message->content);
  if (!data) {
    reading.csr_error = "PKIData: " + data.error().text();
    return;
  }
  if (auto defect = body_part_defect(*data)) reading.csr_error = *defect;
  for (const auto& each : data->requests)
    if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&each))
      reading.csr = tagged->request;
}

}  // namespace

const HttpRequest& request_sent(const RequestReading& in) {
  if (!in.asked.unreadable.empty())
    throw Inconclusive("a request of the client cannot be read: " + in.asked.unreadable);
  return in.asked.request;
}

const Bytes& body_octets(const RequestReading& in) {
  if (!in.octets) throw Inconclusive("the body of the request is no base64: " + in.base64_error);
  return *in.octets;
}

const CertificationRequest& RequestReading::request() const {
  if (!csr)
    throw Inconclusive("there is no CSR to look at: " +
                       (csr_error.empty() ? base64_error : csr_error));
  return *csr;
}

RequestReading read_request(const ClientAct& act, const Served& server, ClientRequest asked) {
  RequestReading reading;
  reading.act = &act;
  reading.server = &server;
  reading.asked = std::move(asked);
  if (!reading.asked.unreadable.empty()) return reading;
  const auto body = decode_base64(text_of(reading.asked.request.body));
  if (!body || reading.asked.request.body.empty()) {
    reading.base64_error = body ? "the body is empty" : body.error().text();
    return reading;
  }
  reading.octets = *body;
  if (act.errand.operation == Operation::fullcmc) {
    read_pki_data(reading);
    return reading;
  }
  const auto csr = decode_certification_request(*reading.octets);
  if (csr)
    reading.csr = *csr;
  else
    reading.csr_error = csr.error().text();
  reading.openssl_error = openssl_request_defect(*reading.octets).value_or("");
  return reading;
}

std::vector<Bytes> requested_keys(const ClientAct& act) {
  std::vector<Bytes> keys;
  for (const auto& each : act.asked()) {
    RequestReading reading;
    const auto body = decode_base64(text_of(each.request.body));
    if (!body) continue;
    reading.octets = *body;
    if (act.errand.operation == Operation::fullcmc) {
      read_pki_data(reading);
    } else if (auto csr = decode_certification_request(*reading.octets)) {
      reading.csr = *std::move(csr);
    }
    if (reading.csr) keys.push_back(reading.csr->info.public_key);
  }
  return keys;
}

}  // namespace inquest
