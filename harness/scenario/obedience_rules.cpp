#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/request_rules.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/protocol/alternative_names.h"

namespace inquest {
namespace {

/// The template that /csrattrs gave; nothing: it gave none.
std::optional<RequestInfoTemplate> template_of(const RequestReading& in) {
  const auto found = csr_template(in.server->asks_for());
  if (!found) throw Inconclusive("the template of the server: " + found.error().text());
  return *found;
}

/// What is asked for by the template, or where there is none by the list (RFC 9908 4).
std::vector<ExtensionTemplate> extensions_asked(const RequestReading& in) {
  std::vector<ExtensionTemplate> wanted;
  if (const auto by_template = template_of(in)) {
    auto extensions = requested_extensions(*by_template);
    if (!extensions) throw Inconclusive(extensions.error().text());
    return *std::move(extensions);
  }
  if (const auto listed = requested_extensions(in.server->asks_for()))
    for (const auto& each : *listed) wanted.push_back({each.id, each.critical, each.value});
  return wanted;
}

/// AlgorithmIdentifier; empty: any.
Bytes algorithm_listed(const CsrAttributes& attributes) {
  const auto* curve = attributes.attribute(oids::ec_public_key);
  if (curve == nullptr || curve->values.empty()) return {};
  return encode(sequence({oid(oids::ec_public_key), Element::raw(curve->values.front())}));
}

Bytes algorithm_asked(const RequestReading& in) {
  if (const auto by_template = template_of(in))
    return by_template->public_key ? by_template->public_key->algorithm : Bytes{};
  return algorithm_listed(in.server->asks_for());
}

Bytes algorithm_sent(const RequestReading& in) {
  const auto key = decode_der(in.request().info.public_key);
  if (!key || key->children().empty()) throw Inconclusive("the public key cannot be read");
  return encode((*key)[0]);
}

std::vector<Extension> extensions_sent(const RequestReading& in) {
  auto sent = requested_extensions(in.request().info);
  if (!sent) throw Inconclusive("the extensions of the CSR: " + sent.error().text());
  return *std::move(sent);
}

const Extension* find(const std::vector<Extension>& all, const std::string& id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Extension& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

/// A subjectAltName with a name that is for the client to fill in.
bool partial(const ExtensionTemplate& wanted) {
  if (wanted.id != oids::subject_alt_name || !wanted.value) return false;
  const auto names = decode_general_names(*wanted.value);
  return names && std::any_of(names->begin(), names->end(),
                              [](const Bytes& name) { return name.size() <= 2; });
}

/// Older clients pass over a template (RFC 9908 4): their key is not of the kind that it asks for.
bool passes_over_template(const RequestReading& in) {
  const auto by_template = template_of(in);
  return by_template && by_template->public_key &&
         algorithm_sent(in) != by_template->public_key->algorithm;
}

template <RuleFinding (*Check)(const RequestReading&)>
RuleFinding of_who_reads_templates(const RequestReading& in) {
  return passes_over_template(in) ? told("the template is passed over") : Check(in);
}

RuleFinding key(const RequestReading& in) {
  const auto wanted = algorithm_asked(in);
  if (wanted.empty()) return told("no kind of key is asked for");
  return kept_if(algorithm_sent(in) == wanted,
                 algorithm_sent(in) == wanted ? "a key of that kind" : "a key of another kind");
}

RuleFinding extensions_there(const RequestReading& in) {
  const auto wanted = extensions_asked(in);
  if (wanted.empty()) return told("no extension is asked for");
  const auto sent = extensions_sent(in);
  for (const auto& each : wanted)
    if (find(sent, each.id) == nullptr) return broken("there is no extension " + each.id);
  return kept(fmt::format("all {} of them", wanted.size()));
}

/// FALSE is what stands for nothing said.
RuleFinding criticality(const RequestReading& in) {
  const auto sent = extensions_sent(in);
  bool any = false;
  for (const auto& each : extensions_asked(in)) {
    const auto* own = find(sent, each.id);
    if (!each.critical || own == nullptr) continue;
    any = true;
    if (!own->critical) return broken("extension " + each.id + " is not critical");
  }
  return any ? kept("critical where that is asked for") : told("none is to be critical");
}

RuleFinding values_given(const RequestReading& in) {
  const auto sent = extensions_sent(in);
  bool any = false;
  for (const auto& each : extensions_asked(in)) {
    const auto* own = find(sent, each.id);
    if (!each.value || each.value->empty() || partial(each) || own == nullptr) continue;
    any = true;
    if (own->value != *each.value)
      return broken("extension " + each.id + " has another value than was given");
  }
  return any ? kept("the values that were given") : told("no value is given");
}

RuleFinding values_found(const RequestReading& in) {
  const auto sent = extensions_sent(in);
  bool any = false;
  for (const auto& each : extensions_asked(in)) {
    if (each.value && !each.value->empty()) continue;
    any = true;
    const auto* own = find(sent, each.id);
    if (own == nullptr || own->value.empty())
      return broken("extension " + each.id + " has no value");
  }
  return any ? kept("a value for each") : told("no value is to be found");
}

RuleFinding names_filled(const RequestReading& in) {
  const auto sent = extensions_sent(in);
  for (const auto& each : extensions_asked(in)) {
    if (!partial(each)) continue;
    const auto* own = find(sent, each.id);
    if (own == nullptr) return broken("there is no subjectAltName");
    const auto names = decode_general_names(own->value);
    if (!names || names->empty()) return broken("a subjectAltName without a name");
    const bool empty = std::any_of(names->begin(), names->end(),
                                   [](const Bytes& name) { return name.size() <= 2; });
    return kept_if(!empty, empty ? "a name is empty" : fmt::format("{} names", names->size()));
  }
  return told("no name is to be filled in");
}

/// Values of the type in the subject of the CSR.
std::vector<Bytes> subject_values(const RequestReading& in, const std::string& type) {
  const auto name = decode_der(in.request().info.subject);
  if (!name) throw Inconclusive("the subject: " + name.error().text());
  std::vector<Bytes> values;
  for (const auto& rdn : name->children())
    for (const auto& each : rdn.children())
      if (each.children().size() == 2 && dotted_oid(each[0].contents()) == type)
        values.push_back(encode(each[1]));
  return values;
}

template <class Look>
void for_each_name_asked(const RequestReading& in, Look look) {
  const auto wanted = template_of(in);
  if (!wanted || !wanted->subject) return;
  for (const auto& rdn : *wanted->subject)
    for (const auto& each : rdn) look(each);
}

RuleFinding names_given(const RequestReading& in) {
  std::optional<RuleFinding> worst;
  for_each_name_asked(in, [&](const NameAttributeTemplate& wanted) {
    if (!wanted.value || (worst && worst->state == RuleFinding::State::broken)) return;
    const auto values = subject_values(in, wanted.type);
    const bool there = std::find(values.begin(), values.end(), *wanted.value) != values.end();
    worst = kept_if(there, there ? "the values that were given"
                                 : wanted.type + " has not the value that was given");
  });
  return worst.value_or(told("no value is given"));
}

RuleFinding names_found(const RequestReading& in) {
  std::optional<RuleFinding> worst;
  for_each_name_asked(in, [&](const NameAttributeTemplate& wanted) {
    if (wanted.value || (worst && worst->state == RuleFinding::State::broken)) return;
    const auto values = subject_values(in, wanted.type);
    const bool there = !values.empty() && values.front().size() > 2;
    worst = kept_if(there, there ? "a value for each" : wanted.type + " has no value");
  });
  return worst.value_or(told("no value is to be found"));
}

/// Of a list and a template that contradict each other, one is obeyed in everything. Who does not
/// know templates obeys the list (RFC 9908 4).
RuleFinding template_alone(const RequestReading& in) {
  const auto wanted = template_of(in);
  if (!wanted || !wanted->public_key) throw std::logic_error("no template with a key is served");
  const auto listed = requested_extensions(in.server->asks_for());
  const auto by_template = requested_extensions(*wanted);
  if (!listed || !by_template) throw std::logic_error("the list or the template is no such thing");
  const auto sent = extensions_sent(in);
  const auto as = [&](const auto& extensions, const Bytes& algorithm) {
    return algorithm_sent(in) == algorithm &&
           std::all_of(extensions.begin(), extensions.end(), [&](const auto& each) {
             const auto* own = find(sent, each.id);
             return own != nullptr && own->value == Bytes(each.value);
           });
  };
  std::vector<Extension> template_extensions;
  for (const auto& each : *by_template)
    template_extensions.push_back({each.id, each.critical, each.value.value_or(Bytes{})});
  if (as(template_extensions, wanted->public_key->algorithm)) return kept("the template");
  bool named = false;
  for_each_name_asked(in, [&](const NameAttributeTemplate& each) {
    const auto values = subject_values(in, each.type);
    named = named ||
            (each.value && std::find(values.begin(), values.end(), *each.value) != values.end());
  });
  if (as(*listed, algorithm_listed(in.server->asks_for())))
    return named ? broken("key and extensions of the list, and a name of the template")
                 : told("the list, as clients do that know no templates");
  return broken("neither the template nor the list, or something of both");
}

}  // namespace

const std::vector<Rule<RequestReading>>& obedience_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"asked-key", "the kind of the key", "the one that /csrattrs asks for", key},
      {"asked-extensions", "the extensions of the CSR", "each that /csrattrs asks for",
       of_who_reads_templates<extensions_there>},
      {"asked-criticality", "whether extensions are critical", "as /csrattrs says",
       of_who_reads_templates<criticality>},
      {"asked-values", "the values of the extensions", "those that /csrattrs gives",
       of_who_reads_templates<values_given>},
      {"asked-values-found", "extensions that /csrattrs gives no value of",
       "a value of the client's", of_who_reads_templates<values_found>},
      {"asked-names-filled", "names of a subjectAltName that /csrattrs leaves empty",
       "names of the client's", of_who_reads_templates<names_filled>},
      {"asked-subject", "the subject of the CSR", "the values that the template gives",
       of_who_reads_templates<names_given>},
      {"asked-subject-found", "what the template gives no value of", "a value of the client's",
       of_who_reads_templates<names_found>},
      {"template-alone", "what of /csrattrs is obeyed",
       "the template, and nothing that contradicts it", template_alone},
  };
  return rules;
}

}  // namespace inquest
