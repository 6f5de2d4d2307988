#pragma once
#include <cstdint>
#include <string_view>

namespace inquest {

/// The same number for the same seed and name, on every machine (FNV-1a, then mixed).
constexpr std::uint64_t stable_number(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U ^ (seed * 0x9e3779b97f4a7c15U);
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  hash = (hash ^ (hash >> 31U)) * 0xbf58476d1ce4e5b9U;
  return hash ^ (hash >> 29U);
}

}  // namespace inquest
