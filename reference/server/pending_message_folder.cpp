#include "reference/server/pending_message_folder.h"

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_waiting = 10'000;

class InFolder final : public PendingMessages {
 public:
  explicit InFolder(fs::path folder) : folder_(std::move(folder)) {}

  void keep(const std::string& token, BytesView message) override {
    const auto file = file_of(token);
    if (fs::exists(file)) return;
    fs::create_directories(folder_);
    // Whoever floods the folder is given a token under which nothing is found.
    const auto there = static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
    if (there < most_waiting) write_private_file(file, text_of(message));
  }
  std::optional<Bytes> find(const std::string& token) const override {
    // It comes from a peer, and becomes a file's name.
    if (token.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
    if (!fs::exists(file_of(token))) return std::nullopt;
    return bytes_of(read_file(file_of(token)));
  }
  void forget(const std::string& token) override {
    std::error_code gone_already;
    fs::remove(file_of(token), gone_already);
  }

 private:
  fs::path file_of(const std::string& token) const { return folder_ / (token + ".cmc"); }

  fs::path folder_;
};

}  // namespace

std::shared_ptr<PendingMessages> pending_messages_in(const fs::path& folder) {
  return std::make_shared<InFolder>(folder);
}

}  // namespace inquest
