/* SPDX-License-Identifier: Apache-2.0
 * Do two demands speak of the same matter? 0 to 1, of what both say and where, what and when it
 * is; a person decides (rules.md B3-8: basically the same facts and request).
 *
 * Either the words are nearly the same (share), or the same trouble is told of the same thing:
 * a name that both bear, or the same place. The same class speaks for it, time between them
 * against it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sameness {
    double share;   /* of all pairs of neighbours that either has, those both have */
    double trouble; /* cluster_trouble */
    double names;   /* cluster_names; 0: no name in common */
    bool place, class;
    int64_t apart; /* ms between them, not negative */
};

struct sameness_rule {
    double half;       /* trouble of one thing that counts one half */
    double place;      /* the same place, as a name that both bear */
    double class;      /* the same class adds this share */
    int64_t near_days; /* so far apart, time does not speak against it */
    int64_t half_days; /* after so many more days it counts one half */
    int64_t shown;     /* per cent: from here on it is shown as maybe the same matter */
};
/* As measured (huiyin eval same); a mechanism sets the last three (core/mechanism.h). */
extern const struct sameness_rule sameness_usual;

double sameness_of(const struct sameness_rule *r, const struct sameness *s);
/* 0 to 100, rounded */
int64_t sameness_percent(const struct sameness_rule *r, const struct sameness *s);
