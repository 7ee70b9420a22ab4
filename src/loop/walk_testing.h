/* SPDX-License-Identifier: Apache-2.0
 * The random walk and what must hold at every moment of it.
 */
#pragma once

#include "loop/testing.h"

enum { SUBJECTS = 400, NUM_MAX = 40 };

struct thing {
    enum subject kind;
    int64_t id;
    char num[NUM_MAX];
};

struct walk {
    struct office *o;
    uint64_t seed;
    struct thing things[SUBJECTS];
    size_t n;
    int acted, refused;
    const char *last;
};

/* Fails with the subject and the rule that does not hold. */
void walk_holds(struct walk *k);
