#include "reference/pki/tls_settings.h"

#include <stdexcept>

namespace inquest {
namespace {

TEST(TlsVersion, IsCalledAsProfilesCallIt) {
  for (const auto* name : {"1.0", "1.1", "1.2", "1.3"}) EXPECT_EQ(name_of(tls_version(name)), name);
  EXPECT_LT(tls_version("1.2"), tls_version("1.3"));
}

TEST(TlsVersion, NamesTheKnownOnesWhenAskedForAnother) {
  EXPECT_THAT([] { tls_version("TLSv1.2"); },
              testing::ThrowsMessage<std::invalid_argument>(
                  "no TLS version is called 'TLSv1.2'; there are 1.0, 1.1, 1.2 and 1.3"));
}

TEST(TlsSettings, StartWithWhatIsAllowedToday) {
  EXPECT_EQ(TlsSettings{}.lowest, TlsVersion::tls1_2);
  EXPECT_EQ(TlsSettings{}.highest, TlsVersion::tls1_3);
  EXPECT_TRUE(TlsSettings{}.verify_server);
}

}  // namespace
}  // namespace inquest
