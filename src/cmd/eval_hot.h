/* SPDX-License-Identifier: Apache-2.0
 * The messages of messages-2019-hot.xlsx, and the groups of them made by hand
 * (data/eval/hotspots-2019.csv).
 */
#pragma once

#include "cmd/eval.h"

struct message {
    int64_t number, at, likes;
    struct str person, title, body;
};
struct made {
    struct str name;
    int64_t *sure, *doubtful;
    size_t sure_n, doubtful_n;
};
struct hot {
    struct eval *e;
    struct arena *a;
    struct message *m;
    size_t n, cap;
    struct made *made;
    size_t made_n;
};
/* Into the arena a. */
MUST_CHECK enum err hot_read(struct eval *e, struct arena *a, struct hot *out);
