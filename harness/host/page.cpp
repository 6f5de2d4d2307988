#include "harness/host/page.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/scenario/client_secrets.h"
#include "reports/result/result.h"

namespace inquest {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto html = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>inquest host</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #ddd;padding:.4rem .6rem;text-align:left;vertical-align:top}
code{font-size:.9em;overflow-wrap:anywhere}
.soft{color:#666}
.verdict{font-weight:600;border-radius:.3rem;padding:.1rem .4rem;display:inline-block;margin:.1rem .3rem .1rem 0}
.pass{background:#dff2e1}.fail,.error{background:#f9dbd7}.warning{background:#fbeecb}.info,.skipped,.acting{background:#e8e8ee}
@media (prefers-color-scheme: dark){body{background:#161616;color:#e8e8e8}th,td{border-color:#333}.soft{color:#999}
.pass{background:#1d3a22}.fail,.error{background:#4a2420}.warning{background:#453a17}.info,.skipped,.acting{background:#333}}
</style></head><body>
<h1>inquest host</h1>
<p>Send your device to the URL of a scenario, with the <a href="/trust.pem">trust anchor</a> and the user
<code id="user"></code>, password <code id="password"></code>. Several devices: put a dot and a name behind the label.
What came of it appears here.</p>
<p id="tally" class="soft"></p>
<table><thead><tr><th>scenario</th><th>what to do, and where</th><th>what came of it</th></tr></thead>
<tbody id="cases"></tbody></table>
<details><summary class="soft"><span id="not-offered"></span> scenarios cannot be offered to devices</summary><ul id="why-not"></ul></details>
<script>
const make = (tag, text, cls) => { const e = document.createElement(tag); if (text) e.textContent = text; if (cls) e.className = cls; return e; };
const verdict = run => {
  const div = make('div');
  const state = run.state === 'done' ? run.verdict : run.state === 'wants-twin' ? 'and now the twin' : 'acting';
  div.append(make('span', state, 'verdict ' + (run.state === 'done' ? run.verdict : 'acting')));
  div.append(make('span', (run.device ? run.device + ': ' : '') + (run.reason || ''), 'soft'));
  return div;
};
async function refresh() {
  try {
    const state = await (await fetch('/api/state')).json();
    document.getElementById('user').textContent = state.user;
    document.getElementById('password').textContent = state.password;
    const tally = {};
    for (const run of state.runs) if (run.state === 'done') tally[run.verdict] = (tally[run.verdict] || 0) + 1;
    document.getElementById('tally').textContent =
      state.runs.length ? Object.entries(tally).map(([k, v]) => v + ' ' + k).join(', ') : 'No device has come yet.';
    const rows = state.cases.map(each => {
      const row = make('tr');
      const name = make('td'); name.append(make('code', each.id), make('div', each.story, 'soft'));
      const errand = make('td', each.to_do + ': '); errand.append(make('code', each.url));
      if (each.twin_url) { const more = make('div', 'then the same at '); more.append(make('code', each.twin_url)); errand.append(more); }
      const came = make('td'); for (const run of state.runs.filter(r => r.label === each.label)) came.append(verdict(run));
      row.append(name, errand, came); return row;
    });
    document.getElementById('cases').replaceChildren(...rows);
    document.getElementById('not-offered').textContent = state.not_offered.length;
    document.getElementById('why-not').replaceChildren(...state.not_offered.map(e => make('li', e.id + ': ' + e.why, 'soft')));
  } catch (problem) { document.getElementById('tally').textContent = 'The host does not answer: ' + problem; }
  setTimeout(refresh, 700);
}
refresh();
</script></body></html>
)";

std::string_view name_of(HostedRun::State state) {
  switch (state) {
    case HostedRun::State::acting:
      return "acting";
    case HostedRun::State::wants_twin:
      return "wants-twin";
    case HostedRun::State::done:
      return "done";
  }
  return "";
}

HttpResponse answer(int status, const char* type, const std::string& body) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", type},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                       "connect-src 'self'"}};
  response.body = bytes_of(body);
  return response;
}

HttpResponse json_answer(int status, const Json& json) {
  return answer(status, "application/json",
                json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json state_of(Host& host) {
  Json state{{"url", "https://" + host.endpoint().text()},
             {"user", http_secret.user},
             {"password", http_secret.password},
             {"cases", Json::array()},
             {"not_offered", Json::array()},
             {"runs", Json::array()}};
  for (const auto& each : host.offers()) {
    const auto& offered = *each.offered;
    state["cases"].push_back({{"id", offered.scenario.id()},
                              {"story", offered.scenario.scenario.story},
                              {"label", offered.label},
                              {"own_port", offered.own_port},
                              {"operation", offered.operation},
                              {"to_do", offered.to_do},
                              {"url", each.url},
                              {"twin_url", each.twin_url}});
  }
  for (const auto& each : host.cases())
    if (!each.why_not.empty())
      state["not_offered"].push_back({{"id", each.scenario.id()}, {"why", each.why_not}});
  for (const auto& run : host.runs())
    state["runs"].push_back(
        {{"label", run.label},
         {"device", run.device},
         {"state", name_of(run.state)},
         {"verdict",
          run.state == HostedRun::State::done ? inquest::name_of(run.result.verdict) : ""},
         {"reason", run.result.reason}});
  return state;
}

HttpResponse take_word(const HttpRequest& request, Host& host) {
  const auto said = Json::parse(text_of(request.body), nullptr, false);
  if (!said.is_object() || !said.contains("label") || !said["label"].is_string() ||
      !said.contains("accepted") || !said["accepted"].is_boolean())
    return json_answer(400, {{"error", R"(wanted: {"label": "...", "accepted": true})"}});
  if (!host.tell(said["label"].get<std::string>(), said["accepted"].get<bool>()))
    return json_answer(404, {{"error", "nothing runs at this label"}});
  return json_answer(200, {{"told", true}});
}

std::string pem_of(const TrustAnchors& anchors) {
  std::string pem;
  for (const auto& each : anchors) pem += each.to_pem();
  return pem;
}

}  // namespace

HttpResponse page_response(const HttpRequest& request, Host& host) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.target == "/api/accepted")
    return request.method == "POST" ? take_word(request, host)
                                    : json_answer(405, {{"error", "POST is wanted"}});
  if (!reads) return answer(405, "text/plain", "GET is wanted.\n");
  if (request.target == "/") return answer(200, "text/html; charset=utf-8", html);
  if (request.target == "/api/state") return json_answer(200, state_of(host));
  if (request.target == "/api/results")
    return answer(200, "application/json", encode_run(host.result()));
  if (request.target == "/trust.pem")
    return answer(200, "application/x-pem-file", pem_of(host.trust()));
  return answer(404, "text/plain", "There is nothing here.\n");
}

}  // namespace inquest
