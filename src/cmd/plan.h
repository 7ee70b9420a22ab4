/* SPDX-License-Identifier: Apache-2.0
 * What a new register is made of, before anything is written: its row, places, units, accounts,
 * mechanisms and calendar.
 */
#pragma once

#include "core/app_open.h"
#include "core/org.h"

struct account {
    struct str login, name;
    int64_t unit_id; /* where they sit */
    int64_t for_id;  /* the unit for which the roles are given */
    uint32_t roles;  /* BIT(enum role) … */
    bool show;       /* gets a password that is printed once */
    bool must_change;
    struct str password;
};

struct rules {
    const char *path;
    struct str text;
};

/* Identifiers are places in the arrays, counted from 1, until plan_number(). */
struct plan {
    struct register_row reg;
    struct place *places;
    size_t places_n;
    struct unit *units;
    size_t units_n;
    struct account *accounts;
    size_t accounts_n;
    struct rules *rules;
    size_t rules_n;
    struct str calendar; /* CSV */
    struct str urgent;   /* data/urgent.json */
    struct str board;    /* data/boards/effect.json */
    struct str notices;  /* data/supervision.json */
};

/* One place, one unit with every desk, one administrator for each of the three roles. */
void plan_plain(struct ctx *cx, struct plan *p, int64_t jid, struct str name);
/* data/demo/bazhou.json and outlines.geojson (data/README.md). ERR_INPUT names the entry. */
MUST_CHECK enum err plan_demo(struct ctx *cx, struct plan *p);
/* All mechanisms and the calendar that come with the program. ERR_INPUT when p->reg.mechanism
 * is none of them. */
MUST_CHECK enum err plan_rules(struct ctx *cx, struct plan *p);
/* Real identifiers and fresh passwords; cx->app has a node number. */
void plan_number(struct ctx *cx, struct plan *p);
