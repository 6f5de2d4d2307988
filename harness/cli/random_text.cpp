#include "harness/cli/random_text.h"

#include <random>

namespace inquest {

std::string random_text(std::size_t length) {
  static constexpr std::string_view letters = "abcdefghijkmnopqrstuvwxyz23456789";
  std::random_device device;
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  std::string text;
  while (text.size() < length) text += letters[pick(device)];
  return text;
}

}  // namespace inquest
