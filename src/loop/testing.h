/* SPDX-License-Identifier: Apache-2.0
 * For tests only: a small office in a fresh store, with one mechanism, named officers and a
 * clock that the test moves. Units: 1 district (all desks), 2 street, 3 community, 4 and 5
 * departments, 6 and 7 the two reviewing offices.
 */
#pragma once

#include "base/testing.h"
#include "core/app.h"
#include "core/flow.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/testing.h"
#include "loop/intake.h"
#include "loop/steps.h"

enum {
    DISTRICT = 1,
    STREET = 2,
    COMMUNITY = 3,
    ROADS = 4,
    WATER = 5,
    PARTY_OFFICE = 6,
    GOV_OFFICE = 7
};

struct office {
    struct app app;
    struct ctx cx;
    struct id_source ids;
    struct arena *keep;
    char key[64], dir[40];   /* of the register: attachments' files */
    struct flow_result last; /* of the last act */
};

/* mechanism: a file's name without .json. now: ms. */
struct office *office_open(const char *mechanism, int64_t now);
void office_close(struct office *o);

/* The newest version of the office's mechanism, to be changed by the test. */
struct mechanism *writable(struct office *o);

/* The following acts are by this officer: one per role and unit, made up on the fly.
 * who distinguishes persons of the same role and unit. */
void as(struct office *o, enum role role, int64_t unit, int who);
void as_citizen(struct office *o, int64_t demand_id);
void as_program(struct office *o);

/* 12:00 Beijing of a day "2026-11-20"; a copy that outlives the next act; the running clock of
 * that kind, NULL when none runs. */
int64_t noon(const char *day);
struct str kept(struct office *o, struct str s);
struct clock *running_clock(struct office *o, enum subject subject, struct str num,
                            enum clock_kind kind);

/* Hands a demand in; returns its number. */
struct str hand_in(struct office *o, const char *words);
/* The plain way: received by the community, screened, opened and levelled by the district,
 * dispatched with this body, handled by ROADS (task `serial`) and approved. */
extern const struct demand_new plain_demand;
struct str receive(struct office *o, const struct demand_new *in);
struct str open_matter(struct office *o, struct str demand);
void dispatch(struct office *o, struct str matter, const char *body);
void handled(struct office *o, struct str matter, int serial);

/* One step with a JSON body ("" = none) at the subject's current version. */
enum err act_on(struct office *o, enum subject subject, struct str num, const char *step,
                const char *body);
/* The same, which must succeed; prints the refusal otherwise. */
void must(struct office *o, enum subject subject, struct str num, const char *step,
          const char *body);
void demand_of(struct office *o, struct str num, struct demand *out);
void matter_of(struct office *o, struct str num, struct matter *out);
void task_of(struct office *o, struct str num, struct task *out);
const char *state_of(struct office *o, enum subject subject, struct str num);

/* A street lamp, handed in at the community and dispatched to ROADS after two levels: the
 * matter's number, and its demand's. */
struct str to_roads(struct office *o, struct str *demand);
