/* SPDX-License-Identifier: Apache-2.0
 * The bulletin of a week, a month or a day (通报: BZ-37, BZ-40, ZL-20; layout of rules.md
 * B7-7): drafted from the figures of the sheet of that time (loop/brief.h) beside those of the
 * time before, its title and closing words edited, checked by another person, issued with a
 * number and sent to units. What its figures say is frozen when it is drafted: who wants later
 * ones drops the draft and makes another. The issued paper is a document of kind "bulletin"
 * (loop/document.h), filled from the frozen figures.
 *
 * The same steps keep the monthly analysis (loop/month_report.h, JN-27): kind "month" with the
 * time as loop/document_month.c takes it. It is sent to no unit, names the issue of the same
 * month, place, unit and channel that it corrects, and is read by BULLETIN_KEEPERS alone.
 */
#pragma once

#include "base/json.h"
#include "core/actor.h"
#include "core/flow.h"

enum {
    BULLETIN_DRAFTERS = BIT(ROLE_ANALYST) | BIT(ROLE_SUPERVISOR),
    BULLETIN_CHECKERS = BIT(ROLE_SUPERVISOR) | BIT(ROLE_LEADER),
    BULLETIN_ISSUERS = BIT(ROLE_PUBLISHER) | BIT(ROLE_LEADER),
    BULLETIN_KEEPERS = BULLETIN_DRAFTERS | BULLETIN_CHECKERS | BULLETIN_ISSUERS,
    /* Who it is sent to reads what was issued. */
    BULLETIN_READERS =
        BULLETIN_KEEPERS | BIT(ROLE_HEAD) | BIT(ROLE_DISPATCHER) | BIT(ROLE_HANDLER),
};

struct bulletin {
    int64_t jid, id, version;
    struct str about; /* "weekly 2026-11-16": sheet and first day; "month 2026-10 unit=7" */
    struct str campaign, title;
    struct str state; /* draft, checked, issued, dropped */
    struct str facts,
        hash;         /* fields of the document, a month's figures: JSON; over about and it */
    struct str words; /* what is asked of the units, by paragraph */
    int64_t drafted_by, drafted_at, edited_by, edited_at, checked_by, checked_at;
    int64_t ended_by, ended_at; /* issued or dropped */
    struct str reason;          /* why it was dropped */
    struct str units;           /* sent to: ids, "," between */
    int64_t paper;
    struct str num; /* 通〔2026〕3号 */
};

struct bulletin_draft_body {
    struct str kind, about, campaign, title, words;
    int64_t day; /* ms of any moment in the time; 0 = the last whole one */
};
struct bulletin_edit_body {
    struct str title, words;
};
struct bulletin_issue_body {
    struct strs units; /* none: every unit right below the root */
};
struct bulletin_drop_body {
    struct str reason;
};
struct bulletin_query {
    int64_t year; /* in which it was drafted; 0 = this one */
    struct str campaign;
    struct str month; /* "2026-10": issues of its analysis instead, of whatever year */
};
extern const struct shape bulletin_draft_shape, bulletin_edit_shape, bulletin_issue_shape,
    bulletin_drop_shape, bulletin_query_shape;

/* All four: cx->db NULL; ERR_DENIED, ERR_NOT_FOUND, ERR_CONFLICT (not in that state),
 * ERR_STALE. Editing takes a check back. Neither its drafter nor its last editor checks or
 * issues it. */
MUST_CHECK enum err bulletin_draft(struct ctx *cx, const struct bulletin_draft_body *b,
                                   struct flow_result *out);
MUST_CHECK enum err bulletin_edit(struct ctx *cx, int64_t id, int64_t if_match,
                                  const struct bulletin_edit_body *b, struct flow_result *out);
MUST_CHECK enum err bulletin_check(struct ctx *cx, int64_t id, int64_t if_match,
                                   struct flow_result *out);
MUST_CHECK enum err bulletin_issue(struct ctx *cx, int64_t id, int64_t if_match,
                                   const struct bulletin_issue_body *b,
                                   struct flow_result *out);
MUST_CHECK enum err bulletin_drop(struct ctx *cx, int64_t id, int64_t if_match,
                                  struct str reason, struct flow_result *out);

/* {"bulletins":[…],"counts":{"issued":n,…}} of a year, a campaign's alone when it is named;
 * drafts for BULLETIN_KEEPERS alone. */
MUST_CHECK enum err bulletins_json(struct ctx *cx, const struct bulletin_query *q,
                                   struct json *j);
/* One with its frozen figures. ERR_NOT_FOUND also for a draft that is none of his business. */
MUST_CHECK enum err bulletin_json(struct ctx *cx, int64_t id, struct json *j, int64_t *version);
/* The frozen figures of a monthly analysis as a workbook, with who issued it. *name: of the
 * file. cx->db set; ERR_NOT_FOUND, ERR_CONFLICT. */
MUST_CHECK enum err bulletin_xlsx(struct ctx *cx, int64_t id, const char *path,
                                  struct str *name);
