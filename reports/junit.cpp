#include "reports/junit.h"

#include <fmt/format.h>

#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "reports/console.h"
#include "reports/escape.h"

namespace inquest {
namespace {

std::string seconds(std::int64_t us) {
  return fmt::format("{:.3f}", static_cast<double>(us) / 1e6);
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(for_xml(value).c_str());
}

/// The findings as text, as the console tells them.
std::string text_of_case(const CaseResult& each, const RunResult& run) {
  return for_xml(console_case(each, run, ConsoleStyle{false, 100}));
}

void add_case(pugi::xml_node suite, const CaseResult& each, const RunResult& run) {
  auto node = suite.append_child("testcase");
  set(node, "classname", each.scenario);
  set(node, "name", each.id);
  set(node, "time", seconds(each.duration_us));
  const auto add = [&](const char* kind) {
    auto child = node.append_child(kind);
    set(child, "message", each.reason.substr(0, 500));
    return child;
  };
  if (!each.known.empty() && each.verdict != Verdict::pass && each.verdict != Verdict::info) {
    set(node.append_child("skipped"), "message", "known: " + each.known);
    node.append_child("system-out").text().set(text_of_case(each, run).c_str());
    return;
  }
  switch (each.verdict) {
    case Verdict::fail:
      add("failure").text().set(text_of_case(each, run).c_str());
      break;
    case Verdict::error:
      add("error").text().set(text_of_case(each, run).c_str());
      break;
    case Verdict::skipped:
      add("skipped");
      break;
    case Verdict::warning:
    case Verdict::info:
      node.append_child("system-out").text().set(text_of_case(each, run).c_str());
      break;
    case Verdict::pass:
      break;
  }
}

}  // namespace

std::string junit_report(const RunResult& run) {
  std::map<std::string, std::vector<const CaseResult*>> by_file;
  for (const auto& each : run.cases) by_file[each.file].push_back(&each);

  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto root = document.append_child("testsuites");
  set(root, "name", run.tool + ": " + run.sut.name);
  set(root, "time", seconds(run.duration_us));
  for (const auto& [file, cases] : by_file) {
    Tally counts;
    std::int64_t time = 0;
    for (const auto* each : cases) {
      count(counts, each->known.empty() ? each->verdict : Verdict::skipped);
      time += each->duration_us;
    }
    auto suite = root.append_child("testsuite");
    set(suite, "name", file);
    set(suite, "timestamp", run.started.substr(0, run.started.find('Z')));
    set(suite, "time", seconds(time));
    suite.append_attribute("tests") = counts.total();
    suite.append_attribute("failures") = counts.fail;
    suite.append_attribute("errors") = counts.error;
    suite.append_attribute("skipped") = counts.skipped;
    for (const auto* each : cases) add_case(suite, *each, run);
  }
  std::ostringstream out;
  document.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

}  // namespace inquest
