#include "reports/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/escape.h"

namespace inquest {
namespace {

using Outcome = MatrixCell::Outcome;

std::size_t index_of(const MatrixResult& matrix, const MatrixCell* cell) {
  return static_cast<std::size_t>(cell - matrix.cells.data());
}

std::string anchor(const MatrixResult& matrix, const MatrixCell* cell) {
  return fmt::format("cell-{}", index_of(matrix, cell));
}

constexpr auto page_head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>EST clients and servers</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:1rem 0 2rem}
th,td{border:1px solid #d0d0d0;padding:.4rem .7rem;text-align:left;vertical-align:top}
thead th{background:#f4f4f4}
td a{text-decoration:none;color:inherit;display:block}
.works{background:#e2f3e4}.fails{background:#fbe1de}.not-offered{color:#666}.trouble{background:#fdf3d6}
pre{background:#f7f7f7;padding:.7rem;overflow-x:auto;white-space:pre-wrap}
section{border-top:1px solid #e0e0e0;padding:.5rem 0}
@media (prefers-color-scheme: dark){
body{background:#161616;color:#e8e8e8}thead th{background:#242424}th,td{border-color:#3a3a3a}
.works{background:#1d3a22}.fails{background:#4a2420}.trouble{background:#453a17}.not-offered{color:#999}pre{background:#202020}
section{border-color:#333}}
</style></head><body>
)";

std::string class_of(Outcome outcome) {
  auto name = std::string(name_of(outcome));
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string html_table(const MatrixResult& matrix, const std::string& story) {
  std::string out = "<h2>" + for_html(story) + "</h2>\n<table><thead><tr><th>client</th>";
  for (const auto& server : matrix.servers)
    out += "<th scope=\"col\">" + for_html(server) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (const auto& client : matrix.clients) {
    out += "<tr><th scope=\"row\">" + for_html(client) + "</th>";
    for (const auto& server : matrix.servers) {
      const auto* cell = matrix.find(client, server, story);
      out +=
          cell ? fmt::format("<td class=\"{}\"><a href=\"#{}\">{}</a></td>",
                             class_of(cell->outcome), anchor(matrix, cell), name_of(cell->outcome))
               : "<td></td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string html_evidence(const MatrixResult& matrix, const MatrixCell& cell) {
  auto out = fmt::format("<section id=\"{}\"><h3>{}: {} at {}: {}</h3>\n<p>{}</p>\n",
                         anchor(matrix, &cell), for_html(cell.story), for_html(cell.client),
                         for_html(cell.server), name_of(cell.outcome), for_html(cell.what));
  if (!cell.command.empty()) out += "<pre>" + for_html(cell.command) + "</pre>\n";
  if (!cell.output.empty()) out += "<pre>" + for_html(cell.output) + "</pre>\n";
  for (const auto& each : cell.certificates)
    out +=
        fmt::format("<details><summary>kept: {}, issued by {}</summary><pre>{}</pre></details>\n",
                    for_html(each.subject), for_html(each.issuer), for_html(each.pem));
  return out + "</section>\n";
}

}  // namespace

namespace {

/// Those that some pair of peers has in common.
std::vector<std::string> stories_told(const MatrixResult& matrix) {
  std::vector<std::string> told;
  for (const auto& story : matrix.stories)
    if (std::any_of(matrix.cells.begin(), matrix.cells.end(), [&](const MatrixCell& cell) {
          return cell.story == story && cell.outcome != Outcome::not_offered;
        }))
      told.push_back(story);
  return told;
}

/// Each trouble once, with all cells that have it.
std::string problems_text(const MatrixResult& matrix) {
  std::vector<std::pair<std::string, std::vector<std::string>>> problems;
  for (const auto& cell : matrix.cells) {
    if (cell.outcome != Outcome::fails && cell.outcome != Outcome::trouble) continue;
    const auto what = fmt::format("{}: {}: {}", name_of(cell.outcome), cell.client, cell.what);
    auto found = std::find_if(problems.begin(), problems.end(),
                              [&](const auto& each) { return each.first == what; });
    if (found == problems.end()) found = problems.insert(found, {what, {}});
    found->second.push_back(cell.story + " at " + cell.server);
  }
  std::string out;
  for (const auto& [what, cells] : problems) {
    out += for_terminal(what) + "\n";
    for (const auto& each : cells) out += "    " + for_terminal(each) + "\n";
  }
  return out;
}

}  // namespace

std::string matrix_console(const MatrixResult& matrix) {
  std::size_t first = 6;
  for (const auto& client : matrix.clients) first = std::max(first, client.size());
  std::string out;
  for (std::size_t i = 0; i < matrix.servers.size(); ++i)
    out += fmt::format("  {}  {}\n", i + 1, for_terminal(matrix.servers[i]));
  for (const auto& story : stories_told(matrix)) {
    out += fmt::format("\n{:<{}}", story, first + 2);
    for (std::size_t i = 0; i < matrix.servers.size(); ++i) out += fmt::format("  {:<11}", i + 1);
    out += "\n";
    for (const auto& client : matrix.clients) {
      out += fmt::format("  {:<{}}", for_terminal(client), first);
      for (const auto& server : matrix.servers) {
        const auto* cell = matrix.find(client, server, story);
        out += fmt::format("  {:<11}", cell ? name_of(cell->outcome) : "");
      }
      out += "\n";
    }
  }
  return out + "\n" + problems_text(matrix);
}

std::string matrix_json(const MatrixResult& matrix) {
  nlohmann::ordered_json json{
      {"tool", matrix.tool},       {"started", matrix.started},
      {"clients", matrix.clients}, {"servers", matrix.servers},
      {"stories", matrix.stories}, {"cells", nlohmann::ordered_json::array()}};
  for (const auto& cell : matrix.cells) {
    nlohmann::ordered_json certificates = nlohmann::ordered_json::array();
    for (const auto& each : cell.certificates)
      certificates.push_back({{"subject", clean_utf8(each.subject)},
                              {"issuer", clean_utf8(each.issuer)},
                              {"pem", each.pem}});
    json["cells"].push_back({{"client", cell.client},
                             {"server", cell.server},
                             {"story", cell.story},
                             {"outcome", name_of(cell.outcome)},
                             {"what", clean_utf8(cell.what)},
                             {"command", clean_utf8(cell.command)},
                             {"output", clean_utf8(cell.output)},
                             {"certificates", std::move(certificates)}});
  }
  return json.dump(2) + "\n";
}

std::string matrix_html(const MatrixResult& matrix) {
  std::string out = page_head;
  out += fmt::format(
      "<h1>EST clients and servers</h1>\n<p>{}, {}. Each cell leads to what came of "
      "it.</p>\n",
      for_html(matrix.tool), for_html(matrix.started));
  for (const auto& story : stories_told(matrix)) out += html_table(matrix, story);
  out += "<h2>Evidence</h2>\n";
  for (const auto& cell : matrix.cells) out += html_evidence(matrix, cell);
  return out + "</body></html>\n";
}

std::string matrix_markdown(const MatrixResult& matrix) {
  std::string out = "| story | client |";
  for (const auto& server : matrix.servers) out += " " + server + " |";
  out += "\n|---|---|";
  for (std::size_t i = 0; i < matrix.servers.size(); ++i) out += "---|";
  out += "\n";
  for (const auto& story : stories_told(matrix))
    for (const auto& client : matrix.clients) {
      out += fmt::format("| {} | {} |", story, client);
      for (const auto& server : matrix.servers) {
        const auto* cell = matrix.find(client, server, story);
        out += fmt::format(" {} |", cell ? name_of(cell->outcome) : "");
      }
      out += "\n";
    }
  return out;
}

}  // namespace inquest
