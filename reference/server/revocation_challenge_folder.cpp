#include "reference/server/revocation_challenge_folder.h"

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

class InFolder final : public RevocationChallenges {
 public:
  explicit InFolder(fs::path folder) : folder_(std::move(folder)) {}

  void keep(const std::string& serial, const std::string& salted_hash) override {
    fs::create_directories(folder_);
    write_private_file(folder_ / serial, salted_hash);
  }
  std::optional<std::string> find(const std::string& serial) const override {
    const bool hexadecimal =
        !serial.empty() && serial.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!hexadecimal || !fs::exists(folder_ / serial)) return std::nullopt;
    return read_file(folder_ / serial);
  }

 private:
  fs::path folder_;
};

}  // namespace

std::shared_ptr<RevocationChallenges> revocation_challenges_in(const fs::path& folder) {
  return std::make_shared<InFolder>(folder);
}

}  // namespace inquest
