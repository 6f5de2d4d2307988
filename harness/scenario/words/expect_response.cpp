#include "harness/scenario/words/expect_response.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "harness/scenario/payload.h"
#include "harness/scenario/redirection.h"
#include "harness/scenario/stage.h"
#include "reference/codec/media_type.h"

namespace inquest {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

bool StatusSet::holds(int status) const {
  const auto code = std::to_string(status);
  return std::any_of(accepted.begin(), accepted.end(), [&](const std::string& each) {
    return each == code || (each.ends_with("xx") && each[0] == code[0]);
  });
}

std::string StatusSet::text() const { return fmt::format("{}", fmt::join(accepted, " or ")); }

void ExpectStatus::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  exchange_of(answer);
  if (permitted.holds(answer.status()) || (!one_of.holds(answer.status()) && leads_to_est(answer)))
    return stage.tell(cites, "a status that is permitted", answer.summary());
  Finding finding{one_of.holds(answer.status()), "the status code", "status " + one_of.text(),
                  answer.summary()};
  // The wrong refusal of what deviates is one only where the rest of it is served.
  if (!finding.holds && answer.deviates && answer.status() >= 400)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectOpen::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto status = exchange_of(answer).response.status;
  stage.judge(cites, {status != 401 && status != 403, "whether it is open to all",
                      "an answer, without asking who the client is", answer.summary()});
}

void ExpectMediaType::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto* field = exchange_of(answer).response.headers.find("Content-Type");
  if (answer.status() >= 300)
    return stage.tell(cites, "the media type of a refusal, which is its own", answer.summary());
  Finding finding{false, "Content-Type", media_type + (parameter.empty() ? "" : "; " + parameter),
                  field ? *field : "no Content-Type"};
  if (field != nullptr) {
    const auto type = decode_media_type(*field);
    finding.holds = type && type->essence() == media_type;
    if (const auto equals = parameter.find('='); finding.holds && equals != std::string::npos) {
      const auto* value = type->parameter(parameter.substr(0, equals));
      finding.holds = value && lower(*value) == lower(parameter.substr(equals + 1));
    }
  }
  stage.judge(cites, std::move(finding));
}

void ExpectHeader::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto values = exchange_of(answer).response.headers.all(header);
  const auto wanted = lower(contains);
  const bool there = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return lower(value).find(wanted) != std::string::npos;
  });
  Finding finding{there == present, "the header field " + header,
                  fmt::format("{}{}{}", present ? "present" : "absent",
                              contains.empty() ? "" : ", with ", contains),
                  values.empty() ? "absent" : fmt::format("{}", fmt::join(values, " | "))};
  if (!finding.holds && answer.deviates && answer.status() >= 400)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectReadableError::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& response = exchange_of(answer).response;
  const auto* type = response.headers.find("Content-Type");
  const auto form = form_of(response.body);
  // A challenge says by its fields what is wanted (RFC 7235 3.1), and may do without a body.
  if (response.status == 401 && form == BodyForm::empty)
    return stage.tell(cites, "the body of a refusal without Content-Type", answer.summary());
  // Only without a Content-Type does the text have to speak for itself.
  const bool holds = type != nullptr || form == BodyForm::text || form == BodyForm::json ||
                     form == BodyForm::html || form == BodyForm::base64;
  stage.judge(cites,
              {holds, "the body of a refusal without Content-Type", "readable text",
               std::string(name_of(form)) + (type ? " under " + *type : ", no Content-Type")});
}

void ExpectLineEnds::perform(Stage& stage) const {
  const auto& defect = exchange_of(stage.answer(of)).head_defect;
  stage.judge(cites, {defect.empty(), "the lines of the answer's head", "each ends in CRLF",
                      defect.empty() ? "each ends in CRLF" : defect});
}

void ExpectFraming::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (!answer.exchange && answer.failure.fate == Fate::refused)
    throw Inconclusive("there is no answer to judge: " + answer.failure.what);
  auto defect = answer.exchange ? answer.exchange->framing_defect : answer.summary();
  if (answer.exchange && defect.empty() && !answer.exchange->keep_alive) {
    const auto more = stage.connection(over).receive(64, stage.deadline());
    if (more && !more->empty())
      defect = fmt::format("{} octets or more that belong to no answer follow it", more->size());
  }
  stage.judge(cites, {defect.empty(), "the length of the answer", "as many octets as it says",
                      defect.empty() ? "as many octets as it says" : defect});
}

void ExpectHeaderIf::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& response = exchange_of(answer).response;
  if (response.status != status)
    return stage.tell(cites, fmt::format("whether the status is {}", status), answer.summary());
  const auto* value = response.headers.find(header);
  stage.judge(cites, {value != nullptr, fmt::format("the header field {} of a {}", header, status),
                      "present", value ? *value : "absent"});
}

void ExpectOneMeasure::perform(Stage& stage) const {
  const auto& headers = exchange_of(stage.answer(of)).response.headers;
  const bool both = headers.count("Content-Length") > 0 && headers.count("Transfer-Encoding") > 0;
  stage.judge(cites, {!both, "how the answer says its length",
                      "Content-Length or Transfer-Encoding, or neither",
                      both ? "Content-Length and Transfer-Encoding" : "not both"});
}

void ExpectLengthOfGet::perform(Stage& stage) const {
  const auto& head = exchange_of(stage.answer(of)).response;
  const auto& get = exchange_of(stage.answer(other)).response;
  if (head.status != get.status)
    return stage.tell(cites, "whether HEAD is answered like GET",
                      fmt::format("{} and {}", head.status, get.status));
  const auto* length = head.headers.find("Content-Length");
  const auto wanted = std::to_string(get.body.size());
  stage.judge(cites,
              {length == nullptr || *length == wanted, "Content-Length of the answer to HEAD",
               wanted + ", or none", length == nullptr ? "none" : *length});
}

void ExpectDiscretion::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto body = std::string(text_of(exchange_of(answer).response.body));
  static const std::vector<std::pair<std::regex, std::string>> signs{
      {std::regex(R"((^|[\s"'(=])/(usr|home|opt|var|etc|srv|root|tmp)/[\w./-]+)"), "a path"},
      {std::regex(R"([A-Za-z]:\\[\w\\.-]+)"), "a path"},
      {std::regex(R"(Traceback \(most recent call last\))"), "a trace of calls"},
      {std::regex(R"(\bat [\w.$<>]*\(?[\w$]+\.(java|kt|scala|js|ts|cs):\d+)"), "a trace of calls"},
      {std::regex(R"(goroutine \d+ \[)"), "a trace of calls"},
      {std::regex(R"(\w+\.(c|cc|cpp|go|py|rs|rb|php):\d+)"), "a line of source"},
      {std::regex(R"((Exception|Error) in thread|\w+(\.\w+)+Exception\b)"), "an exception"}};
  for (const auto& [sign, what] : signs)
    if (std::smatch found; std::regex_search(body, found, sign))
      return stage.tell(cites, "what a refusal tells of the machine behind it",
                        what + ": " + found.str().substr(0, 80));
  stage.judge(cites, {true, "what a refusal tells of the machine behind it", "nothing", "nothing"});
}

void ExpectAnswer::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  stage.judge(cites, {answer.exchange.has_value(), "whether there is an answer",
                      "a response of HTTP", answer.summary()});
}

}  // namespace inquest
