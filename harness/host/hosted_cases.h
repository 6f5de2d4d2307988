#pragma once
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"

namespace inquest {

/// A client scenario as it is offered to devices.
struct HostedCase {
  Case scenario;
  std::string label;      ///< a CA label, or what names its port: made of its id
  bool own_port = false;  ///< TLS itself is other than usual
  std::string why_not;    ///< why it cannot be offered; empty: it is
  std::string operation;  ///< what the device is to do there
  std::string to_do;      ///< for people: "enrol with the password"
  bool waits = false;     ///< the device may have to ask again
};

/// Those of `cases` that test a client.
std::vector<HostedCase> hosted_cases(const std::vector<Case>& cases);

/// A label as a device uses it: that of the case, then ".DEVICE" where several devices come, then
/// ".twin" for the same without the deviation.
struct HostedLabel {
  std::string label;
  std::string device;
  bool twin = false;
};
HostedLabel parse_hosted_label(const std::string& text);
std::string text_of(const HostedLabel& label);

}  // namespace inquest
