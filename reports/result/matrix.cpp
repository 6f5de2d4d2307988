#include "reports/result/matrix.h"

#include <algorithm>

namespace inquest {

std::string_view name_of(MatrixCell::Outcome outcome) {
  switch (outcome) {
    case MatrixCell::Outcome::works:
      return "works";
    case MatrixCell::Outcome::fails:
      return "fails";
    case MatrixCell::Outcome::not_offered:
      return "not offered";
    case MatrixCell::Outcome::trouble:
      return "trouble";
  }
  return "";
}

const MatrixCell* MatrixResult::find(const std::string& client, const std::string& server,
                                     const std::string& story) const {
  const auto found = std::find_if(cells.begin(), cells.end(), [&](const MatrixCell& each) {
    return each.client == client && each.server == server && each.story == story;
  });
  return found == cells.end() ? nullptr : &*found;
}

}  // namespace inquest
