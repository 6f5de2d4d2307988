#include "harness/scenario/cmc_reading.h"

#include <algorithm>
#include <array>

#include "harness/scenario/payload.h"
#include "reference/codec/oids.h"

namespace inquest {

CmcReading read_cmc(BytesView body) {
  CmcReading reading;
  const auto octets = octets_of(body);
  if (!octets) {
    reading.problem = "the body is " + std::string(name_of(form_of(body)));
    return reading;
  }
  auto signed_data = decode_signed_data(*octets);
  if (!signed_data) {
    reading.problem = "no SignedData: byte " + signed_data.error().text();
    // AuthenticatedData, which RFC 5272 4.2 allows, is a ContentInfo of another type.
    reading.beyond_us = !octets->empty() && octets->front() == 0x30;
    return reading;
  }
  reading.signed_data = *std::move(signed_data);
  if (!reading.signed_data->content) {
    if (reading.signed_data->certificates.empty())
      reading.problem = "a SignedData with neither content nor certificates";
    return reading;
  }
  if (reading.signed_data->content_type != oids::pki_response) {
    reading.problem = "what is signed is " + reading.signed_data->content_type +
                      ", and no PKIResponse (" + oids::pki_response + ")";
    return reading;
  }
  auto response = decode_pki_response(*reading.signed_data->content);
  if (response) {
    reading.response = *std::move(response);
  } else {
    reading.problem = "the PKIResponse cannot be read: byte " + response.error().text();
    reading.beyond_us = !decode_der(*reading.signed_data->content);
  }
  return reading;
}

CmcReading cmc_reading_of(const Answer& answer) {
  auto reading = read_cmc(exchange_of(answer).response.body);
  if (reading.beyond_us) throw Inconclusive("the answer may be right: " + reading.problem);
  return reading;
}

PkiResponse cmc_response_of(const Answer& answer) {
  auto reading = read_cmc(exchange_of(answer).response.body);
  if (reading.response) return *std::move(reading.response);
  // RFC 5272 3.2 lets success be told so.
  if (reading.simple())
    throw NotApplicable("the answer is a Simple PKI Response, and has no PKIResponse to judge");
  throw Inconclusive("there is no PKIResponse to judge: " + reading.problem);
}

std::vector<CmcStatusInfo> cmc_statuses_of(const PkiResponse& response) {
  auto statuses = status_infos(response.controls);
  if (!statuses) throw Inconclusive("a status cannot be read: byte " + statuses.error().text());
  return *std::move(statuses);
}

bool refused_by_http(int status) {
  constexpr std::array own{401, 404, 405, 406, 411, 413, 415, 417, 429, 431, 501, 503, 505};
  return std::find(own.begin(), own.end(), status) != own.end();
}

}  // namespace inquest
