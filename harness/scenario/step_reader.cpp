#include "harness/scenario/step_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "harness/scenario/words_text.h"
#include "reference/codec/base64.h"
#include "reference/codec/hex.h"
#include "reference/codec/nearest.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

void read_value(const YamlNode& node, const FieldOptions& options, std::string& value) {
  value = options.one_of.empty() ? node.text() : node.one_of("value here", options.one_of);
}
void read_value(const YamlNode& node, const FieldOptions&, bool& value) { value = node.boolean(); }
void read_value(const YamlNode& node, const FieldOptions&, int& value) {
  value = static_cast<int>(node.number(0, 1'000'000'000));
}
void read_value(const YamlNode& node, const FieldOptions&, std::vector<std::string>& value) {
  value = node.texts();
}
void read_value(const YamlNode& node, const FieldOptions&, Cite& value) { value.id = node.text(); }

void read_value(const YamlNode& node, const FieldOptions&, FaultIds& value) {
  std::vector<std::string> known;
  for (const auto& fault : fault_catalogue().all()) known.push_back(fault.id);
  const auto nodes = node.is_list() ? node.list() : std::vector<YamlNode>{node};
  value.ids.clear();
  for (const auto& id : nodes) value.ids.push_back(id.one_of("fault", known));
}

void read_value(const YamlNode& node, const FieldOptions&, VectorFile& value) {
  value.name = node.text();
  // A scenario file stands in a folder of the suite, beside the folder of the vectors.
  const auto suite = std::filesystem::path(node.file()).parent_path().parent_path();
  std::string text;
  try {
    text = read_file(suite / "vectors" / value.name);
  } catch (const std::exception& error) {
    node.fail(error.what());
  }
  auto bytes = value.name.ends_with(".hex") ? decode_hex(text) : decode_base64(text);
  if (!bytes) node.fail("'" + value.name + "': " + bytes.error().text());
  value.bytes = *std::move(bytes);
}

void read_value(const YamlNode& node, const FieldOptions&, StatusSet& value) {
  const auto nodes = node.is_list() ? node.list() : std::vector<YamlNode>{node};
  value.accepted.clear();
  for (const auto& status : nodes) {
    const auto text = status.text();
    const bool number =
        text.size() == 3 && text[0] >= '1' && text[0] <= '5' &&
        ((std::isdigit(text[1]) != 0 && std::isdigit(text[2]) != 0) || text.substr(1) == "xx");
    if (!number)
      status.fail("'" + text + "' is neither a status code like 404 nor a class like 4xx");
    value.accepted.push_back(text);
  }
}

/// "faults: []" says that an axis leaves this step alone, and is no deviation.
template <class Value>
bool says_something(const Value&) {
  return true;
}
bool says_something(const FaultIds& faults) { return !faults.ids.empty(); }
bool says_something(const std::vector<std::string>& values) { return !values.empty(); }

/// Reads the fields of one word; see StepReading.
struct FieldReader {
  const YamlNode& fields;
  const std::map<std::string, YamlNode>& variant;
  bool without_deviations;
  StepReading& reading;
  std::vector<std::string> known;

  template <class Value>
  void operator()(const char* name, Value& value, const char*, const FieldOptions& options = {}) {
    known.emplace_back(name);
    std::optional<YamlNode> said;
    if (fields.is_map()) said = fields.find(name);
    if (!said) {
      if (const auto axis = variant.find(axis_of(name)); axis != variant.end()) {
        said = axis->second;
        reading.axes_used.insert(axis->first);
      }
    }
    if (!said || (options.deviates && without_deviations)) return;
    read_value(*said, options, value);
    reading.deviates = reading.deviates || (options.deviates && says_something(value));
    if constexpr (std::is_same_v<Value, Cite>) reading.cites.push_back(value.id);
  }

  /// An axis over deviations reads as one fault at a time: `for_each: {fault: [...]}`.
  static std::string axis_of(const std::string& field) {
    return field == "faults" ? "fault" : field;
  }
};

template <std::size_t Index = 0>
bool read_word(const std::string& word, const YamlNode& fields,
               const std::map<std::string, YamlNode>& variant, bool without_deviations,
               StepReading& reading) {
  if constexpr (Index == std::variant_size_v<Word>) {
    return false;
  } else {
    using Candidate = std::variant_alternative_t<Index, Word>;
    if (word != Candidate::word)
      return read_word<Index + 1>(word, fields, variant, without_deviations, reading);
    if (!fields.is_map() && !fields.is_null())
      fields.fail("'" + word + "' takes a map of its fields, like {} for none");
    Candidate candidate;
    FieldReader reader{fields, variant, without_deviations, reading, {}};
    Candidate::describe(candidate, reader);
    if (fields.is_map()) fields.only("'" + word + "'", reader.known);
    if constexpr (Candidate::judges) {
      if (candidate.cites.id.empty())
        fields.fail("'" + word + "' must say which requirement it cites");
    }
    reading.word = candidate;
    return true;
  }
}

}  // namespace

StepReading read_step(const YamlNode& step, const std::map<std::string, YamlNode>& variant,
                      std::string_view role, bool without_deviations) {
  if (!step.is_map()) step.fail("a step is a map of one word to its fields, like '- connect: {}'");
  const auto entries = step.entries();
  if (entries.size() != 1) step.fail("a step has exactly one word");
  StepReading reading;
  const auto word = entries[0].key.text();
  if (!read_word(word, entries[0].value, variant, without_deviations, reading))
    entries[0].key.fail(unknown_word("step", word, words_for(role)));
  if (role_of(reading.word) != role)
    entries[0].key.fail(fmt::format("'{}' is for cases that test a {}, and this one tests a {}",
                                    word, role_of(reading.word), role));
  return reading;
}

}  // namespace inquest
