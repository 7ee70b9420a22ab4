/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cmd.h"

#include <string.h>

#include "cmd/rows.h"

#define PART(name)                                                                             \
    {                                                                                          \
        name##_commands, &name##_commands_n                                                    \
    }

/* A file of commands is one line here and one in rows.h. */
static const struct {
    const struct command *rows;
    const size_t *n;
} parts[] = {
    PART(init), /* one a line: they are added by many hands */
    PART(practice),
    PART(serve),
    PART(users),
    PART(people),
    PART(staff),
    PART(units),
    PART(reorg),
    PART(scenario),
    PART(outlines),
    PART(rules),
    PART(upstreams),
    PART(directory),
    PART(agency),
    PART(urgent),
    PART(documents),
    PART(board),
    PART(supervision),
    PART(clocks),
    PART(import),
    PART(export),
    PART(forms),
    PART(visits),
    PART(check),
    PART(index),
    PART(report),
    PART(act),
    PART(tables),
    PART(doctor),
    PART(backup),
    PART(move),
    PART(bench),
    PART(eval),
    PART(train),
    PART(schemes),
    /* help and version stand last */
    PART(help),
};

size_t commands_count(void)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(parts); i++)
        n += *parts[i].n;
    return n;
}

const struct command *commands_at(size_t i)
{
    for (size_t p = 0; p < COUNT(parts); p++) {
        if (i < *parts[p].n)
            return &parts[p].rows[i];
        i -= *parts[p].n;
    }
    return NULL;
}

/* How many words of the name stand first in args; 0 when it is another command. */
static size_t words_match(const char *name, char *const *args, size_t n)
{
    size_t words = 0;
    while (*name) {
        size_t len = strcspn(name, " ");
        if (words == n || strlen(args[words]) != len || memcmp(args[words], name, len) != 0)
            return 0;
        words++;
        name += len + (name[len] == ' ');
    }
    return words;
}

const struct command *commands_find(char *const *args, size_t n, size_t *words)
{
    const struct command *best = NULL;
    *words = 0;
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *one = commands_at(i);
        size_t w = one ? words_match(one->name, args, n) : 0;
        if (one && w > *words) {
            best = one;
            *words = w;
        }
    }
    return best;
}
