#include "reference/codec/cmc_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_body_parts = 1024;
constexpr std::array statuses{
    "success", "", "failed", "pending", "noSupport", "confirmRequired", "popRequired", "partial"};
constexpr std::array failures{
    "badAlg",         "badMessageCheck", "badRequest",  "badTime",     "badCertId",
    "unsupportedExt", "mustArchiveKeys", "badIdentity", "popRequired", "popFailed",
    "noKeyReuse",     "internalCAError", "tryLater",    "authDataFail"};

template <std::size_t count>
std::string name_in(const std::array<const char*, count>& names, std::int64_t number) {
  const bool known = number >= 0 && number < static_cast<std::int64_t>(count);
  const std::string name = known ? names[static_cast<std::size_t>(number)] : "";
  return name.empty() ? std::to_string(number) : name;
}

/// The form that DER and RFC 5280 4.1.2.5.2 leave: YYYYMMDDHHMMSSZ.
Element generalized_time(std::int64_t seconds) {
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return {Tag::generalized_time,
          bytes_of(fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                               static_cast<unsigned>(date.month()),
                               static_cast<unsigned>(date.day()), clock.hours().count(),
                               clock.minutes().count(), clock.seconds().count()))};
}

std::optional<std::int64_t> seconds_of(std::string_view text) {
  using namespace std::chrono;
  constexpr std::size_t length = 15;
  if (text.size() != length || text.back() != 'Z') return std::nullopt;
  const auto digits = text.substr(0, length - 1);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : digits.substr(at, count)) value = value * 10 + (c - '0');
    return value;
  };
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(number(4, 2))),
                            day(static_cast<unsigned>(number(6, 2))));
  const auto hour = number(8, 2);
  const auto minute = number(10, 2);
  const auto second = number(12, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto time = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return time.time_since_epoch().count();
}

CmcPending read_pending(Cursor& fields) {
  CmcPending pending;
  pending.token = copy_of(fields.octet_string("pendToken"));
  const auto time = seconds_of(text_of(fields.contents("pendTime", Tag::generalized_time)));
  if (!time) fields.fail("pendTime", "not a time as YYYYMMDDHHMMSSZ");
  pending.time = time.value_or(0);
  fields.end();
  return pending;
}

CmcExtendedFailure read_extended(Cursor& fields) {
  CmcExtendedFailure extended;
  extended.type = fields.oid("failInfoOID");
  extended.value = copy_of(fields.element("failInfoValue"));
  fields.end();
  return extended;
}

BodyPartPath read_path(Cursor& in, std::string_view name) {
  auto list = in.sequence(name);
  BodyPartPath path;
  while (list.more()) {
    path.push_back(read_body_part_id(list, "bodyPartID"));
    if (path.size() > most_body_parts) list.fail("bodyPartID", "more than 1024 body parts");
  }
  if (path.empty()) in.fail(name, "an empty SEQUENCE");
  return path;
}

enum class Version { older, v2 };

std::vector<BodyPartReference> read_body_list(Cursor& in, Version version) {
  auto list = in.sequence("bodyList");
  std::vector<BodyPartReference> parts;
  while (list.more()) {
    if (version == Version::v2 && list.peek() == Tag::sequence)
      parts.emplace_back(read_path(list, "bodyPartPath"));
    else
      parts.emplace_back(read_body_part_id(list, "bodyPartID"));
    if (parts.size() > most_body_parts) list.fail("bodyPartID", "more than 1024 body parts");
  }
  if (parts.empty()) in.fail("bodyList", "an empty SEQUENCE");
  return parts;
}

CmcStatusInfo read_status(Cursor& in, Version version) {
  auto fields = in.sequence("CMCStatusInfo");
  CmcStatusInfo info;
  info.status = static_cast<CmcStatus>(fields.integer("cMCStatus"));
  info.body_parts = read_body_list(fields, version);
  if (fields.peek() == Tag::utf8_string)
    info.text = copy_of(fields.contents("statusString", Tag::utf8_string));
  if (fields.peek() == Tag::integer) {
    info.other = static_cast<CmcFailure>(fields.integer("failInfo"));
  } else if (auto inside = fields.open_if("otherInfo", Tag::sequence)) {
    if (version == Version::v2 && inside->peek() == Tag::object_identifier)
      info.other = read_extended(*inside);
    else
      info.other = read_pending(*inside);
  } else if (version == Version::v2) {
    if (auto tagged = fields.open_if("extendedFailInfo", context(1)))
      info.other = read_extended(*tagged);
  }
  fields.end();
  return info;
}

Element encode(const BodyPartReference& reference) {
  if (const auto* id = std::get_if<BodyPartId>(&reference)) return integer(*id);
  std::vector<Element> path;
  for (const auto id : std::get<BodyPartPath>(reference)) path.push_back(integer(id));
  return sequence(std::move(path));
}

/// Writes each kind of otherInfo behind the fields before it.
struct OtherWriter {
  std::vector<Element>& fields;
  void operator()(std::monostate) const {}
  void operator()(CmcFailure failure) const {
    fields.push_back(integer(static_cast<std::int64_t>(failure)));
  }
  void operator()(const CmcPending& pending) const {
    fields.push_back(sequence({octet_string(pending.token), generalized_time(pending.time)}));
  }
  void operator()(const CmcExtendedFailure& extended) const {
    fields.push_back(sequence({oid(extended.type), Element::raw(extended.value)}));
  }
};

}  // namespace

std::string name_of(CmcStatus status) {
  return name_in(statuses, static_cast<std::int64_t>(status));
}

std::string name_of(CmcFailure failure) {
  return name_in(failures, static_cast<std::int64_t>(failure));
}

Element encode(const CmcStatusInfo& info) {
  std::vector<Element> parts;
  for (const auto& reference : info.body_parts) parts.push_back(encode(reference));
  std::vector<Element> fields{integer(static_cast<std::int64_t>(info.status)),
                              sequence(std::move(parts))};
  if (info.text) fields.push_back(utf8_string(text_of(*info.text)));
  std::visit(OtherWriter{fields}, info.other);
  return sequence(std::move(fields));
}

Result<CmcStatusInfo> decode_cmc_status_info_v2(BytesView input) {
  return read(input, [](Cursor& in) { return read_status(in, Version::v2); });
}

Result<CmcStatusInfo> decode_cmc_status_info(BytesView input) {
  return read(input, [](Cursor& in) { return read_status(in, Version::older); });
}

CmcControl status_control(BodyPartId id, const CmcStatusInfo& info) {
  return {id, oids::cmc_status_info_v2, {encode(encode(info))}};
}

Result<std::vector<CmcStatusInfo>> status_infos(const std::vector<CmcControl>& controls) {
  std::vector<CmcStatusInfo> infos;
  for (const auto& control : controls) {
    const bool v2 = control.type == oids::cmc_status_info_v2;
    if (!v2 && control.type != oids::cmc_status_info) continue;
    if (control.values.size() != 1)
      return ParseError{0, "a status control without exactly one value"};
    auto info = v2 ? decode_cmc_status_info_v2(control.values.front())
                   : decode_cmc_status_info(control.values.front());
    if (!info) return info.error();
    infos.push_back(*std::move(info));
  }
  return infos;
}

}  // namespace inquest
