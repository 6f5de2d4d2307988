#include "reference/server/one_time_password_folder.h"

#include <charconv>
#include <stdexcept>

#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view subject_field = "subject: ";
constexpr std::string_view until_field = "until: ";

std::string text_of_terms(const OneTimePasswordTerms& terms) {
  std::string text;
  if (terms.subject) text += std::string(subject_field) + *terms.subject + "\n";
  if (terms.until) text += std::string(until_field) + std::to_string(*terms.until) + "\n";
  return text;
}

/// Nothing when a line is none of ours: whoever wrote it meant a condition that we do not know.
std::optional<OneTimePasswordTerms> terms_in(std::string_view text) {
  OneTimePasswordTerms terms;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with(subject_field)) {
      terms.subject = std::string(line.substr(subject_field.size()));
    } else if (line.starts_with(until_field)) {
      std::int64_t until = 0;
      const auto number = line.substr(until_field.size());
      const auto [end, error] =
          std::from_chars(number.data(), number.data() + number.size(), until);
      if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
      terms.until = until;
    } else {
      return std::nullopt;
    }
  }
  return terms;
}

class InFolder final : public OneTimePasswords {
 public:
  explicit InFolder(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<OneTimePasswordTerms> find(const std::string& hash) const override {
    const auto file = folder_ / hash;
    if (!fs::exists(file)) return std::nullopt;
    try {
      return terms_in(read_file(file));
    } catch (const std::system_error&) {
      return std::nullopt;  // it was used meanwhile
    }
  }
  bool spend(const std::string& hash) override {
    try {
      move_file(folder_ / hash, folder_ / (hash + ".used"));
      return true;
    } catch (const std::system_error&) {
      // Somebody else was quicker. Trouble of another kind must not let the request pass either.
      return false;
    }
  }

 private:
  fs::path folder_;
};

}  // namespace

std::shared_ptr<OneTimePasswords> one_time_passwords_in(const fs::path& folder) {
  return std::make_shared<InFolder>(folder);
}

void add_one_time_password(const fs::path& folder, const std::string& password,
                           const OneTimePasswordTerms& terms) {
  fs::create_directories(folder);
  const auto hash = one_time_password_hash(password);
  if (fs::exists(folder / (hash + ".used")) ||
      !create_private_file(folder / hash, text_of_terms(terms)))
    throw std::invalid_argument("this one-time password was given out before");
}

}  // namespace inquest
