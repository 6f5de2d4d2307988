#include "harness/scenario/challenge_forms.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace inquest {
namespace {

/// The values of WWW-Authenticate, each "Digest realm=..., nonce=..." or "Basic realm=...".
using Challenges = std::vector<std::string>;
using Form = std::function<void(Challenges&)>;

constexpr auto unknown_scheme = "Oracle-7 realm=\"delphi, \\\"upper\\\" hall\", omen=dove";
constexpr auto unknown_algorithm =
    "Digest realm=\"inquest\", qop=\"auth\", algorithm=SHA-1024, nonce=\"dW5rbm93bg==\"";

template <class Change>
void change_letters(std::string& text, std::size_t begin, std::size_t end, Change change) {
  for (auto at = begin; at < end; ++at)
    text[at] = static_cast<char>(change(static_cast<unsigned char>(text[at])));
}

template <class Change>
void change_schemes(Challenges& all, Change change) {
  for (auto& each : all) change_letters(each, 0, each.find(' '), change);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The names of parameters: what stands before each "=" outside of quotes.
template <class Change>
void change_parameter_names(Challenges& all, Change change) {
  for (auto& each : all) {
    bool quoted = false;
    for (std::size_t at = 0; at < each.size(); ++at) {
      if (each[at] == '"') quoted = !quoted;
      if (each[at] != '=' || quoted) continue;
      change_letters(each, each.find_last_of(" ,", at) + 1, at, change);
    }
  }
}

const std::vector<std::pair<std::string, Form>>& forms() {
  static const std::vector<std::pair<std::string, Form>> all{
      {"schemes-in-capitals",
       [](Challenges& all_of) { change_schemes(all_of, [](int c) { return std::toupper(c); }); }},
      {"schemes-in-small-letters",
       [](Challenges& all_of) { change_schemes(all_of, [](int c) { return std::tolower(c); }); }},
      {"parameters-in-capitals",
       [](Challenges& all_of) {
         change_parameter_names(all_of, [](int c) { return std::toupper(c); });
       }},
      {"realm-as-token",
       [](Challenges& all_of) {
         for (auto& each : all_of) replace_all(each, "realm=\"inquest\"", "realm=inquest");
       }},
      {"spaces-around-equals",
       [](Challenges& all_of) {
         for (auto& each : all_of) replace_all(each, "realm=", "realm = ");
       }},
      {"further-parameters",
       [](Challenges& all_of) {
         for (auto& each : all_of) each += ", flavour=\"a, b=c\", depth=7";
       }},
      {"unknown-scheme-first",
       [](Challenges& all_of) { all_of.insert(all_of.begin(), unknown_scheme); }},
      {"in-one-field-after-unknown-scheme",
       [](Challenges& all_of) {
         std::string field = unknown_scheme;
         for (const auto& each : all_of) field += ", " + each;
         all_of = {field};
       }},
      {"unknown-algorithm-first",
       [](Challenges& all_of) { all_of.insert(all_of.begin(), unknown_algorithm); }},
      {"unknown-algorithm-alone", [](Challenges& all_of) { all_of = {unknown_algorithm}; }},
      {"unknown-scheme-alone", [](Challenges& all_of) { all_of = {unknown_scheme}; }},
  };
  return all;
}

}  // namespace

std::vector<std::string> challenge_forms() {
  std::vector<std::string> names{"usual"};
  for (const auto& [name, form] : forms()) names.push_back(name);
  return names;
}

void write_challenges(const std::string& form, Deviations& deviations) {
  if (form == "usual") return;
  const auto found = std::find_if(forms().begin(), forms().end(),
                                  [&](const auto& each) { return each.first == form; });
  if (found == forms().end()) throw std::logic_error("no challenge is written '" + form + "'");
  deviations.add(moments::refusal_response, {[apply = found->second](HttpResponse& response) {
                   auto challenges = response.headers.all("WWW-Authenticate");
                   if (challenges.empty()) return;
                   apply(challenges);
                   response.headers.remove("WWW-Authenticate");
                   for (auto& each : challenges)
                     response.headers.add("WWW-Authenticate", std::move(each));
                 }});
}

}  // namespace inquest
