#include "reference/server/approval_folder.h"

#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_waiting = 10'000;
constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE REQUEST-----\n";
constexpr std::string_view end_line = "-----END CERTIFICATE REQUEST-----\n";

fs::path in(const fs::path& folder, const std::string& id, const char* ending) {
  return folder / (id + ending);
}

Approval decision_on(const fs::path& folder, const std::string& id) {
  // A denial stands, whatever else is there.
  if (fs::exists(in(folder, id, ".denied"))) return Approval::denied;
  if (fs::exists(in(folder, id, ".granted"))) return Approval::granted;
  return Approval::waiting;
}

std::string to_pem(BytesView csr) {
  auto body = encode_base64(csr, layouts::lf_64);
  if (!body.ends_with('\n')) body += '\n';
  return std::string(begin_line) + body + std::string(end_line);
}

std::string subject_of(const fs::path& file) {
  auto pem = read_file(file);
  const auto begin = pem.find(begin_line);
  const auto end = pem.find(end_line);
  if (begin == std::string::npos || end == std::string::npos) return "(unreadable)";
  const auto from = begin + begin_line.size();
  const auto der = decode_base64(std::string_view(pem).substr(from, end - from));
  if (!der) return "(unreadable)";
  const auto request = decode_certification_request(*der);
  return request ? name_text(request->info.subject) : "(unreadable)";
}

class InFolder final : public Approvals {
 public:
  explicit InFolder(fs::path folder) : folder_(std::move(folder)) {}

  Approval ask(const RequestInfo& info, BytesView csr) override {
    const auto id = approval_id(info);
    const auto file = in(folder_, id, ".csr");
    if (fs::exists(file)) return decision_on(folder_, id);
    fs::create_directories(folder_);
    // Whoever floods the folder waits for ever, and the disk stays usable.
    const auto there = static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    if (there < most_waiting) write_private_file(file, to_pem(csr));
    return Approval::waiting;
  }

 private:
  fs::path folder_;
};

}  // namespace

std::shared_ptr<Approvals> approvals_in(const fs::path& folder) {
  return std::make_shared<InFolder>(folder);
}

std::vector<WaitingRequest> requests_in(const fs::path& folder) {
  std::vector<WaitingRequest> all;
  if (!fs::exists(folder)) return all;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".csr") {
      const auto id = entry.path().stem().string();
      all.push_back({id, subject_of(entry.path()), decision_on(folder, id)});
    }
  std::sort(all.begin(), all.end(),
            [](const WaitingRequest& a, const WaitingRequest& b) { return a.id < b.id; });
  return all;
}

void decide(const fs::path& folder, const std::string& id, Approval decision) {
  if (id.find('/') != std::string::npos || !fs::exists(in(folder, id, ".csr")))
    throw std::invalid_argument("no request '" + id + "' waits in " + folder.string());
  fs::remove(in(folder, id, ".granted"));
  fs::remove(in(folder, id, ".denied"));
  if (decision == Approval::waiting) return;
  write_private_file(in(folder, id, decision == Approval::granted ? ".granted" : ".denied"), "");
}

}  // namespace inquest
