/* SPDX-License-Identifier: Apache-2.0
 * The commands of each file, for table.c.
 */
#pragma once

#include "cmd/cmd.h"

#define COMMANDS(name)                                                                         \
    extern const struct command name##_commands[];                                             \
    extern const size_t name##_commands_n

COMMANDS(init);
COMMANDS(practice);
COMMANDS(serve);
COMMANDS(users);
COMMANDS(staff);
COMMANDS(people);
COMMANDS(units);
COMMANDS(reorg);
COMMANDS(scenario);
COMMANDS(outlines);
COMMANDS(directory);
COMMANDS(agency);
COMMANDS(rules);
COMMANDS(urgent);
COMMANDS(documents);
COMMANDS(board);
COMMANDS(supervision);
COMMANDS(clocks);
COMMANDS(act);
COMMANDS(tables);
COMMANDS(doctor);
COMMANDS(backup);
COMMANDS(move);
COMMANDS(bench);
COMMANDS(eval);
COMMANDS(train);
COMMANDS(schemes);
COMMANDS(help);
COMMANDS(check);
COMMANDS(index);
COMMANDS(export);
COMMANDS(forms);
COMMANDS(visits);
COMMANDS(import);
COMMANDS(report);
COMMANDS(upstreams);
