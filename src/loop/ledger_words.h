/* SPDX-License-Identifier: Apache-2.0
 * The words of foreign ledgers: states, grades, yes and no, levels, limits in days, names of
 * units and places.
 */
#pragma once

#include "base/ctx.h"
#include "base/field.h"
#include "core/mechanism.h"
#include "core/org.h"

/* Where a row stands, before its answer and verdict are looked at. */
enum ledger_standing {
    STANDS_UNSAID, /* the ledger has no such column, or the cell is empty */
    STANDS_RECEIVED,
    STANDS_VALID,
    STANDS_HANDLING,
    STANDS_DONE,
    STANDS_EXACT, /* one of our own states, in *demand_state */
    STANDS_UNKNOWN,
};
/* demand_state is set for STANDS_EXACT only. */
enum ledger_standing ledger_standing(struct arena *a, struct str said, int *demand_state);

/* False: the words are not known. An empty cell is "unknown", "none" and true. */
bool ledger_yesno(struct str said, int *out); /* enum yesno */
bool ledger_grade(struct str said, int *out); /* enum grade */
bool ledger_level(struct str said, int *out); /* enum level */
/* The value of an enum by stored text or label; -1 when unknown. */
int ledger_enum(const struct enum_names *names, struct str said);

/* "15个工作日", "30日", "48小时", "7": false when it is no length. */
bool ledger_length(struct str said, struct span_length *out);
/* A spreadsheet's day number (1954 … 2119) that lost its format: ms, Beijing. */
bool ledger_serial(double number, int64_t *at, bool *date_only);

/* Code of a choice by code or label; the words themselves (at most 60 code points) when the
 * mechanism does not have it: a demand keeps what its ledger said. */
struct str ledger_choice(struct arena *a, const struct choices *c, struct str said);

/* 0 when no unit (place) bears the name or code, or several do; a unit that is no more gives
 * way to its heir. A place may be said as a path: 街道/社区. */
int64_t ledger_unit(const struct org *o, struct str said);
/* What a ledger calls a unit: its name, where several bear it: 上级 · 名称. Empty for 0. */
struct str ledger_unit_name(struct arena *a, const struct org *o, int64_t unit);
int64_t ledger_place(struct arena *a, const struct org *o, struct str said);
