/* SPDX-License-Identifier: Apache-2.0
 * A workbook of the office: places, units and officers (sheets 区划, 单位, 人员), in and out.
 * What it says is compared with what there is; the differences are shown, then applied as a
 * whole or not at all. Nothing is removed because the file does not name it. The same file
 * again changes nothing.
 *
 * Officers get their roles by role templates (core/template.h) and, beside them, one by one as
 * role@unit. A login that is not given is made of the name's pinyin.
 */
#pragma once

#include "base/ctx.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/template.h"
#include "doc/sheet_out.h"

enum staff_part { STAFF_PLACES, STAFF_UNITS, STAFF_OFFICERS, STAFF__PARTS };

enum staff_place_column { SP_CODE, SP_NAME, SP_KIND, SP_ABOVE, SP__MAX };
enum staff_unit_column {
    SU_CODE,
    SU_NAME,
    SU_KIND,
    SU_ABOVE,
    SU_PLACE,
    SU_LEVEL,
    SU_DESKS,
    SU_OFFICE,
    SU__MAX
};
enum staff_officer_column {
    SO_NAME,
    SO_LOGIN,
    SO_UNIT,
    SO_TEMPLATES,
    SO_ROLES,
    SO_TITLE,
    SO_PHONE,
    SO_MAIL,
    SO_STAND_IN,
    SO__MAX
};
enum { STAFF_COLUMNS = 9, STAFF_ROWS_MAX = 20000 };

struct staff_row {
    int64_t line;                   /* as the spreadsheet program shows it */
    int64_t id;                     /* drawn for a new one; for a dry run a stand-in below 0 */
    struct str cell[STAFF_COLUMNS]; /* trimmed */
};
struct staff_sheet {
    bool present;
    bool has[STAFF_COLUMNS]; /* a column that is not there leaves what is */
    struct staff_row *rows;
    size_t n;
};
struct staff_file {
    struct staff_sheet part[STAFF__PARTS];
};

/* A row that cannot be taken over, or (warning) one to think about. */
struct staff_fault {
    enum staff_part part;
    int64_t line;
    const char *column; /* title, or "" */
    struct str said;
    bool warning;
};
enum staff_what { STAFF_ADDED, STAFF_CHANGED, STAFF_MISSING };
struct staff_diff {
    enum staff_part part;
    enum staff_what what;
    struct str code, name; /* an officer's login and name */
    struct str said;       /* what changes: "名称：甲 → 乙；…" */
};

struct staff_place {
    bool fresh, changed;
    struct place now;
};
struct staff_unit {
    bool fresh, changed, relist;
    struct unit now;
};
struct staff_officer {
    bool fresh, changed;
    struct officer now;
    struct str phone;
    struct role_row *grant, *take;
    size_t grants, takes;
    struct str password, hash; /* of a fresh one, when first passwords are wanted */
};

struct staff_plan {
    struct staff_fault *faults;
    size_t faults_n, wrong; /* wrong: those that are no warnings */
    struct staff_diff *diffs;
    size_t diffs_n;
    size_t counts[STAFF__PARTS][STAFF_MISSING + 1];
    struct staff_place *places;
    struct staff_unit *units;
    struct staff_officer *officers; /* one a row of the file, as the others */
    size_t places_n, units_n, officers_n;
    bool written;     /* applied, and on disk */
    struct str print; /* hash of all differences: what was shown is what is applied */
};

/* The file's sheets. ERR_INPUT when none of the three is there, or a required column is not. */
MUST_CHECK enum err staff_read(struct ctx *cx, const char *path, const char *name,
                               struct staff_file *out);
/* Compared with what there is now; cx->db set. Row errors are no failure. */
MUST_CHECK enum err staff_plan(struct ctx *cx, const struct staff_file *f,
                               struct staff_plan *out);
struct staff_slip {
    struct str name, unit, login, password;
    struct str hash; /* of the password; to be stored */
};
/* Where first passwords are put down before anything is written: what it refuses is refused as
 * a whole. Not called when nobody is new. */
typedef enum err staff_keep_fn(struct ctx *cx, void *arg, const struct staff_slip *s, size_t n);
struct staff_how {
    struct str shown;    /* staff_plan.print of what was looked at; empty: whatever differs */
    bool passwords;      /* each new account gets a first one, kept nowhere but by the caller */
    staff_keep_fn *keep; /* may be NULL */
    void *arg;
};
/* In one transaction, planned anew inside it. ERR_INPUT when a row is wrong; ERR_STALE when the
 * differences are not those of how->shown, or who is new changed since passwords were drawn.
 * cx->db must be NULL or is not used; afterwards the snapshots are new and work lists follow.
 */
MUST_CHECK enum err staff_apply(struct ctx *cx, const struct staff_file *f,
                                const struct staff_how *how, struct staff_plan *out);
/* Slips of the new accounts; s: room for one an officer. Returns how many. */
size_t staff_slips_of(struct ctx *cx, const struct staff_plan *plan, struct staff_slip *s);
/* The same workbook from what there is: valid units, officers who are not disabled. cx->db set.
 */
MUST_CHECK enum err staff_export(struct ctx *cx, const char *path);

const char *staff_part_name(enum staff_part part, enum lang lang);
const char *staff_what_name(enum staff_what what, enum lang lang);

/* ---- slips with first passwords ---- */

/* A page to print, one slip an officer, to be cut apart; complete in itself. */
MUST_CHECK enum err staff_slips_html(struct ctx *cx, const struct staff_slip *s, size_t n,
                                     struct str address, struct str *out);
/* New first passwords for these officers, not yet in force; out: n, in the arena. ERR_CONFLICT:
 * one is disabled. */
MUST_CHECK enum err staff_slips_draw(struct ctx *cx, const int64_t *ids, size_t n,
                                     struct staff_slip *out);
/* They are in force from now on; ends the officers' sessions. */
MUST_CHECK enum err staff_slips_store(struct ctx *cx, const int64_t *ids, size_t n,
                                      const struct staff_slip *s);
