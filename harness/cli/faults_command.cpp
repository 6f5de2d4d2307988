#include <fmt/format.h>

#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/engine/selection.h"
#include "reference/faults/catalogue.h"

namespace inquest {

void add_faults_command(CLI::App& app, Run& run) {
  auto* command =
      app.add_subcommand("faults", "List the deviations that the reference peers can commit");
  auto glob = std::make_shared<std::string>("*");
  command->add_option("GLOB", *glob, "Only ids that match");
  command->callback([glob, &run] {
    run = [glob] {
      for (const auto& fault : fault_catalogue().all())
        if (glob_matches(*glob, fault.id))
          std::cout << fmt::format("{:44} {:6} {:20} {}\n", fault.id, name_of(fault.role),
                                   fault.breaks.empty() ? "(legal)" : fault.breaks, fault.story);
      return static_cast<int>(gate_holds);
    };
  });
}

}  // namespace inquest
