#include "reports/formats.h"

#include <fstream>
#include <stdexcept>

#include "reports/html.h"
#include "reports/junit.h"
#include "reports/sarif.h"

namespace inquest {

const std::vector<ReportFormat>& report_formats() {
  static const std::vector<ReportFormat> formats{
      {"json", "report.json", encode_run},
      {"junit", "junit.xml", junit_report},
      {"html", "index.html", html_report},
      {"sarif", "report.sarif", sarif_report},
  };
  return formats;
}

void write_reports(const RunResult& run, const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  for (const auto& format : report_formats()) {
    const auto file = directory / format.file;
    const auto beside = directory / (format.file + ".new");
    {
      std::ofstream out(beside, std::ios::binary);
      out << format.write(run);
      if (!out.flush()) throw std::runtime_error("writing " + beside.string() + " failed");
    }
    std::filesystem::rename(beside, file);
  }
}

}  // namespace inquest
