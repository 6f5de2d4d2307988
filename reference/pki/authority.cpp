#include "reference/pki/authority.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/name.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

/// The two levels of a CA, made or read.
struct Hierarchy {
  Certificate root;
  Key root_key;
  Certificate issuing;
  Key issuing_key;
};

Certificate decoded(const Bytes& der) {
  auto certificate = Certificate::decode(der);
  if (!certificate) throw std::logic_error("our own certificate: " + certificate.error().text());
  return *std::move(certificate);
}

CertificateTemplate authority_template(const std::string& subject, const Key& key,
                                       const Key& issuer_key, std::int64_t now,
                                       std::int64_t lifetime, std::optional<int> path_length) {
  CertificateTemplate contents;
  contents.subject = encode_name(subject);
  contents.public_key = key.public_key();
  contents.not_before = now - 86400;  // clocks of test peers are seldom right
  contents.not_after = now + lifetime;
  contents.extensions = {extensions::basic_constraints(true, path_length),
                         extensions::key_usage({"keyCertSign", "cRLSign"}),
                         extensions::subject_key_identifier(contents.public_key),
                         extensions::authority_key_identifier(issuer_key.public_key())};
  return contents;
}

Hierarchy make_hierarchy(const AuthorityOptions& options, std::int64_t now) {
  auto root_key = Key::generate(options.root_key);
  auto issuing_key = Key::generate(options.issuing_key);
  const auto root_contents = authority_template(options.root_subject, root_key, root_key, now,
                                                options.root_lifetime, std::nullopt);
  auto root = decoded(issue_certificate(root_contents, root_contents.subject, root_key));
  const auto issuing_contents = authority_template(options.issuing_subject, issuing_key, root_key,
                                                   now, options.root_lifetime - 86400, 0);
  auto issuing = decoded(issue_certificate(issuing_contents, root_contents.subject, root_key));
  return {std::move(root), std::move(root_key), std::move(issuing), std::move(issuing_key)};
}

template <class Read>
auto from_file(const fs::path& file, Read read) {
  try {
    return read(read_file(file));
  } catch (const std::exception& error) {
    throw std::runtime_error("the CA in " + file.parent_path().string() +
                             " cannot be used: " + file.filename().string() + ": " + error.what());
  }
}

Hierarchy read_hierarchy(const fs::path& directory) {
  Hierarchy read{from_file(directory / "root.pem", Certificate::from_pem),
                 from_file(directory / "root-key.pem", Key::from_pem),
                 from_file(directory / "issuing.pem", Certificate::from_pem),
                 from_file(directory / "issuing-key.pem", Key::from_pem)};
  const auto check = [&](const Certificate& certificate, const Key& key, const char* name) {
    if (certificate.public_key() != key.public_key())
      throw std::runtime_error("the CA in " + directory.string() + " cannot be used: " + name +
                               ".pem and " + name + "-key.pem are not a pair");
  };
  check(read.root, read.root_key, "root");
  check(read.issuing, read.issuing_key, "issuing");
  return read;
}

void create_private_directory(const fs::path& directory) {
  fs::create_directories(directory);
  fs::permissions(directory, fs::perms::owner_all);
}

/// Writes the files so that root.pem, which makes the CA exist, comes last. An interrupted creation
/// leaves no root.pem and is begun anew.
void write_hierarchy(const Hierarchy& made, const fs::path& directory) {
  create_private_directory(directory);
  create_private_directory(directory / "issued");
  write_private_file(directory / "root-key.pem", made.root_key.to_pem());
  write_private_file(directory / "issuing-key.pem", made.issuing_key.to_pem());
  write_file(directory / "issuing.pem", made.issuing.to_pem());
  write_file(directory / "root.pem", made.root.to_pem());
}

Bytes random_serial() {
  Bytes serial(16);
  if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1)
    throw OpensslError("making a serial number");
  // RFC 5280 4.1.2.2: positive, at most 20 octets. Always 16, so that names of files line up.
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7fU) | 0x40U);
  return serial;
}

}  // namespace

Authority::Authority(Certificate root, Key root_key, Certificate issuing, Key issuing_key,
                     IssuingProfile profile, fs::path directory)
    : root_(std::move(root)),
      root_key_(std::move(root_key)),
      issuing_(std::move(issuing)),
      issuing_key_(std::move(issuing_key)),
      profile_(std::move(profile)),
      directory_(std::move(directory)) {}

std::shared_ptr<Authority> Authority::in_memory(const AuthorityOptions& options, std::int64_t now) {
  auto made = make_hierarchy(options, now);
  return std::shared_ptr<Authority>(
      new Authority(made.root, made.root_key, made.issuing, made.issuing_key, options.profile, {}));
}

std::shared_ptr<Authority> Authority::open(const fs::path& directory,
                                           const AuthorityOptions& options, std::int64_t now) {
  if (!fs::exists(directory / "root.pem")) {
    if (fs::exists(directory / "issued") && !fs::is_empty(directory / "issued"))
      throw std::runtime_error(
          "the CA in " + directory.string() +
          " cannot be used: root.pem is missing, and certificates were issued");
    write_hierarchy(make_hierarchy(options, now), directory);
  }
  const auto read = read_hierarchy(directory);
  create_private_directory(directory / "issued");
  std::shared_ptr<Authority> authority(new Authority(read.root, read.root_key, read.issuing,
                                                     read.issuing_key, options.profile, directory));
  for (const auto& entry : fs::directory_iterator(directory / "issued")) {
    if (entry.path().extension() == ".tmp") {
      fs::remove(entry.path());  // a write that a crash cut off; its serial stays reserved
      continue;
    }
    if (entry.path().extension() != ".pem") continue;
    const auto serial = entry.path().stem().string();
    authority->reserved_.insert(serial);
    if (entry.file_size() > 0) authority->issued_.insert(serial);
  }
  return authority;
}

fs::path Authority::issued_file(const std::string& serial_hex) const {
  return directory_ / "issued" / (serial_hex + ".pem");
}

Bytes Authority::reserve_serial() {
  for (;;) {
    auto serial = random_serial();
    const auto name = encode_hex(serial);
    {
      const std::lock_guard lock(mutex_);
      if (!reserved_.insert(name).second) continue;
    }
    if (directory_.empty()) return serial;
    const int file =
        ::open(issued_file(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file >= 0) {
      ::close(file);
      return serial;
    }
    if (errno != EEXIST)
      throw std::system_error(errno, std::generic_category(),
                              "creating " + issued_file(name).string());
  }
}

CertificateTemplate Authority::prepare(BytesView subject, BytesView public_key,
                                       const std::optional<Extension>& subject_alt_name,
                                       std::int64_t now) {
  CertificateTemplate contents;
  contents.serial = reserve_serial();
  contents.subject = copy_of(subject);
  contents.public_key = copy_of(public_key);
  contents.not_before = std::max(now - profile_.backdate, issuing_.not_before());
  contents.not_after = std::min(now + profile_.lifetime, issuing_.not_after());
  auto purposes = profile_.extended_key_usage;
  if (purposes.empty()) purposes = {oids::client_auth};
  contents.extensions = {
      extensions::basic_constraints(false), extensions::key_usage(profile_.key_usage),
      extensions::extended_key_usage(purposes), extensions::subject_key_identifier(public_key),
      extensions::authority_key_identifier(issuing_key_.public_key())};
  if (subject_alt_name) {
    contents.extensions.push_back(*subject_alt_name);
    // RFC 5280 4.2.1.6: critical where the subject is empty.
    contents.extensions.back().critical = contents.subject == encode(sequence({}));
  }
  return contents;
}

Certificate Authority::issue(const CertificateTemplate& contents) {
  auto certificate = decoded(issue_certificate(contents, issuing_.subject(), issuing_key_));
  const auto serial = encode_hex(contents.serial);
  if (!directory_.empty()) write_file(issued_file(serial), certificate.to_pem());
  const std::lock_guard lock(mutex_);
  issued_.insert(serial);
  return certificate;
}

Certificate Authority::issue_elsewhere(const CertificateTemplate& contents, BytesView issuer,
                                       const Key& key) {
  return decoded(issue_certificate(contents, issuer, key));
}

Certificate Authority::issue_server_certificate(const Key& key,
                                                const std::vector<std::string>& names,
                                                std::int64_t now) {
  auto contents = prepare(encode_name("CN=inquest EST server"), key.public_key(),
                          extensions::subject_alt_name(names), now);
  contents.not_after = std::min(now + std::int64_t{365} * 86400, issuing_.not_after());
  std::erase_if(contents.extensions,
                [](const Extension& each) { return each.id == oids::extended_key_usage; });
  // RFC 7030 3.6.1: id-kp-cmcRA lets clients authorise a server that they find under their explicit
  // trust anchors.
  contents.extensions.push_back(extensions::extended_key_usage({oids::server_auth, oids::cmc_ra}));
  return issue(contents);
}

std::size_t Authority::issued_count() const {
  const std::lock_guard lock(mutex_);
  return issued_.size();
}

bool Authority::issued(const std::string& serial_hex) const {
  const std::lock_guard lock(mutex_);
  return issued_.contains(serial_hex);
}

}  // namespace inquest
