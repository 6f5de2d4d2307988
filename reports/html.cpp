#include "reports/html.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "page_parts.h"
#include "reference/codec/base64.h"
#include "reference/codec/hex.h"
#include "reports/causes.h"
#include "reports/escape.h"
#include "reports/html_coverage.h"

namespace inquest {
namespace {

constexpr std::size_t most_shown = 12'000;  // bytes of one transfer, as text

constexpr Verdict verdicts[] = {Verdict::fail, Verdict::error,   Verdict::warning,
                                Verdict::info, Verdict::skipped, Verdict::pass};

std::size_t counted(const Tally& tally, Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return tally.pass;
    case Verdict::fail:
      return tally.fail;
    case Verdict::warning:
      return tally.warning;
    case Verdict::info:
      return tally.info;
    case Verdict::skipped:
      return tally.skipped;
    case Verdict::error:
      return tally.error;
  }
  return 0;
}

std::string plural(std::size_t number, const char* one, const char* many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

/// The run in one sentence.
std::string headline(const RunResult& run, const Tally& counts) {
  std::set<std::string> broken;
  std::set<std::string> doubtful;
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (check.outcome == Verdict::fail) broken.insert(check.requirement);
      if (check.outcome == Verdict::warning) doubtful.insert(check.requirement);
    }
  if (run.cases.empty()) return "Nothing was run.";
  if (!broken.empty())
    return fmt::format("{} broken, shown by {}.",
                       plural(broken.size(), "requirement is", "requirements are"),
                       plural(counts.fail, "case", "cases"));
  if (counts.error > 0)
    return fmt::format("No requirement was found broken, but {} could not be judged.",
                       plural(counts.error, "case", "cases"));
  if (!doubtful.empty())
    return fmt::format("Nothing mandatory is broken; {} not followed.",
                       plural(doubtful.size(), "recommendation is", "recommendations are"));
  return fmt::format("All {} that apply were passed.",
                     plural(counts.total() - counts.skipped, "case", "cases"));
}

std::string tone_of(const Tally& counts) {
  if (counts.fail > 0) return "fail";
  if (counts.error > 0) return "error";
  return counts.warning > 0 ? "warning" : "pass";
}

std::string head(const RunResult& run, const Tally& counts) {
  std::string out = fmt::format(
      "<header>\n<p class=\"soft\">{} &middot; EST conformance</p>\n<h1>{}</h1>\n"
      "<p class=\"soft\">{}{}{} &middot; seed {} &middot; {:.1f} s{}</p>\n"
      "<p class=\"headline {}\">{}</p>\n",
      for_html(run.tool), for_html(run.sut.name), for_html(run.sut.address),
      run.sut.address.empty() ? "" : " &middot; ", for_html(run.started), run.seed,
      static_cast<double>(run.duration_us) / 1e6,
      run.complete ? "" : " &middot; stopped early, not complete", tone_of(counts),
      for_html(headline(run, counts)));
  out += "<ul class=\"counts\">\n";
  for (const auto verdict : verdicts) {
    const auto number = counted(counts, verdict);
    out += fmt::format("<li class=\"{}{}\"><b>{}</b><span>{}</span></li>\n", name_of(verdict),
                       number == 0 ? " none" : "", number, name_of(verdict));
  }
  out += "</ul>\n<div class=\"bar\" aria-hidden=\"true\">";
  for (const auto verdict : verdicts)
    if (const auto number = counted(counts, verdict); number > 0)
      out += fmt::format("<i class=\"{}\" style=\"flex:{}\"></i>", name_of(verdict), number);
  return out + "</div>\n</header>\n";
}

std::string facts(const RunResult& run) {
  std::string out = "<h2>About the " + for_html(run.sut.role) + "</h2>\n<dl class=\"facts\">\n";
  for (const auto& [name, value] : run.sut.facts)
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", for_html(name), for_html(value));
  return out + "</dl>\n";
}

/// What is broken, most widely first, with one example each: what to mend first.
std::string root_causes(const RunResult& run) {
  struct Cause {
    std::set<std::string> cases;
    const CheckResult* example = nullptr;
  };
  std::map<std::string, Cause> causes;
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (check.outcome != Verdict::fail && check.outcome != Verdict::warning) continue;
      auto& cause = causes[check.requirement];
      cause.cases.insert(each.id);
      if (cause.example == nullptr) cause.example = &check;
    }
  std::map<std::string, std::size_t> reasons;
  for (const auto& each : run.cases)
    if (each.verdict == Verdict::error) ++reasons[each.reason];
  const auto common = common_causes(run);
  if (causes.empty() && reasons.empty() && common.empty()) return "";
  std::vector<std::pair<std::string, Cause>> order(causes.begin(), causes.end());
  // The death of a peer, which no text speaks of, comes before all that texts do.
  const auto rank = [&run](const auto& each) {
    return std::tuple(each.second.example->outcome == Verdict::fail,
                      find_requirement(run, each.first) == nullptr, each.second.cases.size());
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const auto& a, const auto& b) { return rank(a) > rank(b); });
  std::string out = "<h2>What to look at first</h2>\n";
  for (const auto& cause : common)
    out += fmt::format("<div class=\"check error\"><p><b>{}</b><br>{}</p></div>\n",
                       for_html(cause.what), for_html(cause.advice));
  for (const auto& [id, cause] : order) {
    const auto* requirement = find_requirement(run, id);
    out += fmt::format(
        "<div class=\"check {}\"><p><a href=\"#cases\" data-find=\"{}\"><b>{}</b></a> <span "
        "class=\"soft\">{}</span><br>{}</p>\n"
        "<dl><dt>expected</dt><dd>{}</dd><dt>actual</dt><dd>{}</dd><dt>shown "
        "by</dt><dd>{}</dd></dl></div>\n",
        name_of(cause.example->outcome), for_html(id), for_html(id),
        requirement ? for_html(requirement->document + " " + requirement->section + ", " +
                               requirement->level)
                    : "",
        requirement ? for_html(requirement->says) : "", for_html(cause.example->expected),
        for_html(cause.example->actual), plural(cause.cases.size(), "case", "cases"));
  }
  for (const auto& [reason, number] : reasons)
    out +=
        fmt::format("<div class=\"check error\"><p><b>{} could not be judged</b><br>{}</p></div>\n",
                    plural(number, "case", "cases"), for_html(reason));
  return out;
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) {
    return c == '\r' || c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f);
  });
}

std::string transfer_html(const TransferResult& transfer) {
  const std::string_view bytes(transfer.bytes);
  const auto shown = bytes.substr(0, most_shown);
  std::string out = fmt::format(
      "<div class=\"transfer {}\"><div class=\"who\">{} <span class=\"soft\">{:.1f} ms, {} "
      "bytes</span></div>",
      transfer.sent ? "sent" : "received",
      transfer.sent ? "inquest &rarr; peer" : "peer &rarr; inquest",
      static_cast<double>(transfer.at_us) / 1000.0, bytes.size() + transfer.left_out);
  if (is_text(shown)) {
    out += "<pre class=\"wrap\">" + for_html(shown) + "</pre>";
    out += "<details class=\"more\"><summary>as hexadecimal</summary><pre>" +
           for_html(hex_dump(bytes_of(shown.substr(0, 2048)), 2048)) + "</pre></details>";
  } else {
    out += "<pre>" + for_html(hex_dump(bytes_of(shown), 4096)) + "</pre>";
  }
  if (const auto left = bytes.size() - shown.size() + transfer.left_out; left > 0)
    out += fmt::format("<p class=\"soft\">{} further bytes are not shown.</p>", left);
  return out + "</div>\n";
}

std::string connection_html(const ConnectionResult& connection) {
  std::string out = fmt::format("<h3>Connection &ldquo;{}&rdquo; to {}</h3>\n<dl class=\"facts\">",
                                for_html(connection.name), for_html(connection.peer));
  out += fmt::format("<dt>TLS</dt><dd>{}</dd>",
                     connection.tls_version.empty()
                         ? std::string("none")
                         : for_html(connection.tls_version + ", " + connection.cipher_suite));
  if (!connection.channel_binding.empty())
    out += "<dt>channel binding</dt><dd class=\"mono\">" + for_html(connection.channel_binding) +
           "</dd>";
  out += "<dt>ended</dt><dd>" + for_html(connection.fate) + "</dd></dl>\n";
  for (const auto& each : connection.transfers) out += transfer_html(each);
  return out;
}

std::string checks_html(const CaseResult& each, const RunResult& run) {
  std::string out;
  for (const auto& check : each.checks) {
    const auto* requirement = find_requirement(run, check.requirement);
    out += fmt::format(
        "<div class=\"check {}\"><b>{}</b> {} <span class=\"soft\">{}</span><br>{}\n<dl>",
        name_of(check.outcome), name_of(check.outcome), for_html(check.requirement),
        requirement ? for_html(requirement->document + " " + requirement->section + ", " +
                               requirement->level)
                    : "",
        requirement ? for_html(requirement->says) : "");
    out += "<dt>looked at</dt><dd>" + for_html(check.what) + "</dd>";
    if (!check.expected.empty())
      out += "<dt>expected</dt><dd>" + for_html(check.expected) + "</dd>";
    out += "<dt>actual</dt><dd>" + for_html(check.actual) + "</dd></dl></div>\n";
  }
  return out;
}

std::string evidence_html(const Evidence& evidence) {
  std::string out;
  if (!evidence.steps.empty()) {
    out += "<h3>Steps</h3>\n<pre class=\"wrap\">";
    for (const auto& step : evidence.steps) out += "- " + for_html(step.text) + "\n";
    out += "</pre>\n";
  }
  if (evidence.twin)
    out += "<h3>The twin: the same without the deviation</h3>\n<p>It was accepted: " +
           for_html(evidence.twin->accepted) + "</p>\n<pre class=\"wrap\">" +
           for_html(evidence.twin->difference) + "</pre>\n";
  for (const auto& program : evidence.programs)
    out += fmt::format(
        "<h3>The client: {}</h3>\n<p>{}</p>\n{}<details class=\"more\"><summary>what it printed, "
        "{} "
        "octets</summary><pre class=\"wrap\">{}</pre></details>\n",
        for_html(program.name), for_html(program.ended),
        program.command.empty() ? ""
                                : "<pre class=\"wrap\">" + for_html(program.command) + "</pre>\n",
        program.output.size(), for_html(program.output));
  for (const auto& connection : evidence.connections) out += connection_html(connection);
  for (const auto& structure : evidence.structures)
    out += fmt::format(
        "<h3>{}</h3>\n<details class=\"more\"><summary>decoded, offset and length before each "
        "element</summary><pre>{}</pre>"
        "</details><details class=\"more\"><summary>its {} "
        "octets</summary><pre>{}</pre></details>\n",
        for_html(structure.name), for_html(structure.tree), structure.der.size(),
        for_html(hex_dump(bytes_of(structure.der), 4096)));
  for (const auto& certificate : evidence.certificates)
    out += fmt::format(
        "<details class=\"more\"><summary>certificate {}: {} <span class=\"soft\">by "
        "{}</span></summary><pre>{}</pre></details>\n",
        for_html(certificate.role), for_html(certificate.subject), for_html(certificate.issuer),
        for_html(certificate.pem));
  if (!evidence.reproducer.empty())
    out +=
        "<h3>Without inquest</h3>\n<details class=\"more\"><summary>a script that sends the same "
        "bytes</summary><pre>" +
        for_html(evidence.reproducer) + "</pre></details>\n";
  return out;
}

std::string case_html(const CaseResult& each, const RunResult& run) {
  std::string text = each.id + " " + each.story + " " + each.file;
  for (const auto& check : each.checks) text += " " + check.requirement;
  for (const auto& tag : each.tags) text += " " + tag;
  std::transform(text.begin(), text.end(), text.begin(), ::tolower);
  std::string out = fmt::format(
      "<details class=\"case {}\" id=\"{}\" data-verdict=\"{}\" data-text=\"{}\"><summary><span "
      "class=\"verdict\">{}</span>"
      "<span class=\"what\"><span class=\"mono\">{}</span><span "
      "class=\"soft\">{}</span></span></summary>\n"
      "<div class=\"inside\">\n",
      name_of(each.verdict), for_html(each.id), name_of(each.verdict), for_html(text),
      name_of(each.verdict), for_html(each.id), for_html(each.story));
  if (!each.reason.empty() && (each.verdict == Verdict::error || each.verdict == Verdict::skipped))
    out += "<p>" + for_html(each.reason) + "</p>\n";
  if (!each.known.empty()) out += "<p><b>Known:</b> " + for_html(each.known) + "</p>\n";
  out += checks_html(each, run);
  // A case that was not run has no evidence worth the space.
  if (each.verdict != Verdict::skipped) out += evidence_html(each.evidence);
  out += fmt::format(
      "<h3>Run it again</h3>\n<pre class=\"wrap\">{}</pre>\n<p class=\"soft\">{} &middot; {:.1f} "
      "ms</p>\n",
      for_html(each.again), for_html(each.file), static_cast<double>(each.duration_us) / 1000.0);
  return out + "</div></details>\n";
}

std::string cases_html(const RunResult& run) {
  std::string out =
      "<h2 id=\"cases\">Cases</h2>\n<div class=\"tools\"><input id=\"search\" type=\"search\" "
      "placeholder=\"Search ids, stories, requirements, tags\" aria-label=\"Search cases\">\n";
  for (const auto verdict : verdicts)
    out += fmt::format(
        "<button type=\"button\" class=\"{}\" data-verdict=\"{}\" "
        "aria-pressed=\"false\">{}</button>\n",
        name_of(verdict), name_of(verdict), name_of(verdict));
  out += "</div>\n<p class=\"soft\" id=\"shown\" aria-live=\"polite\"></p>\n";
  for (const auto verdict : verdicts)
    for (const auto& each : run.cases)
      if (each.verdict == verdict) out += case_html(each, run);
  return out;
}

/// What the page's policy names the one script by.
std::string script_hash() {
  const std::string_view script = page_js;
  Bytes digest(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(script.data()), script.size(), digest.data());
  return "'sha256-" + encode_base64(digest) + "'";
}

}  // namespace

std::string html_report(const RunResult& run) {
  const auto counts = tally(run);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; script-src {}\">\n"
      "<title>EST conformance of {}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
      script_hash(), for_html(run.sut.name), page_css);
  out += head(run, counts);
  out += "<main>\n" + root_causes(run) + facts(run) + coverage_html(run) + cases_html(run) +
         "</main>\n";
  out += fmt::format(
      "<footer>Made by {}. Secrets are masked unless the run was told to show them.</footer>\n",
      for_html(run.tool));
  return out + "<script>" + page_js + "</script>\n</body>\n</html>\n";
}

}  // namespace inquest
