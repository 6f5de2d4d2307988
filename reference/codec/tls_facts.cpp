#include "reference/codec/tls_facts.h"

namespace inquest {

std::string_view name_of(Fate fate) {
  switch (fate) {
    case Fate::open:
      return "open";
    case Fate::closed_by_us:
      return "closed by us";
    case Fate::orderly_close:
      return "orderly close";
    case Fate::alert:
      return "TLS alert";
    case Fate::fin:
      return "FIN without close_notify";
    case Fate::reset:
      return "reset";
    case Fate::refused:
      return "refused";
    case Fate::silence:
      return "silence until the deadline";
  }
  return "";
}

}  // namespace inquest
