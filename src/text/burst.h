/* SPDX-License-Identifier: Apache-2.0
 * Weak signals (苗头): a mark that more demands of a group bear in the last days than it is
 * usual there. A mark is a pair of a word's characters, a person, or the group itself, for its
 * volume; a group is a unit with all below it. The usual is the mean of the windows of the same
 * length before, as far back as there are demands.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

enum { BURST_MOST = 64 }; /* found at most */

struct burst_rule {
    int64_t times;   /* from so many on */
    int64_t days;    /* a window */
    int64_t windows; /* at most so many earlier ones are the usual; 0: nothing is compared */
    int64_t percent; /* so much more than the usual at least */
    bool people;     /* distinct people are counted, not demands */
    /* The usual is the mark's share of the group's earlier demands, of as many as there are
     * now: a register that fills is no signal of every word. */
    bool shares;
    /* Not NULL: what bears the mark must be more alike in its other marks than chance makes it
     * (text/burst_alike.h); how rare a mark is. */
    double (*weigh)(const void *arg, uint64_t mark);
    const void *weigh_arg;
};
struct burst_item {
    int64_t id, at;        /* ms */
    int64_t person;        /* 0: nobody knows */
    const int64_t *groups; /* each once */
    size_t groups_n;
    const uint64_t *marks; /* each once */
    size_t marks_n;
};
struct burst {
    int64_t group;
    uint64_t mark;
    size_t *members; /* indices of items, ascending */
    size_t n;
    int64_t people; /* distinct; an unknown one counts by himself */
    double usual;   /* in a window; 0 when nothing is compared */
    double score;   /* how unlikely it is as chance: c ln(c/u) - (c-u) */
};

/* A text without digits, Latin letters and words of the closed classes (text/function_words.h):
 * dates, door numbers, names of districts by letter and "we", "because", "afternoon" come and
 * go by themselves and are no trouble. For signature_make; valid UTF-8. */
struct str burst_text(struct arena *a, struct str text);

/* The strongest first. What shares half its demands or more with a stronger one is told by
 * that. Windows end at now, in ms; what is said since then is known. Where less than
 * half of the earlier windows is known and the rule compares, nothing is found. Returns how
 * many, at most BURST_MOST. */
size_t burst_find(struct arena *a, const struct burst_rule *r, const struct burst_item *items,
                  size_t n, int64_t since, int64_t now, struct burst *out);
