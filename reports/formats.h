#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/result/result.h"

namespace inquest {

/// A format of reports, by name and by the file that it becomes in a folder of reports.
struct ReportFormat {
  std::string name;
  std::string file;
  std::string (*write)(const RunResult&);
};

/// All of them: a new format is a writer, and its name here.
const std::vector<ReportFormat>& report_formats();

/// Writes every format into `directory`, which is made if need be. Each file appears whole or not
/// at all. Throws std::runtime_error naming the file.
void write_reports(const RunResult& run, const std::filesystem::path& directory);

}  // namespace inquest
