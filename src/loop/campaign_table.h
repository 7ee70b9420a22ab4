/* SPDX-License-Identifier: Apache-2.0
 * The morning table of a campaign (BZ-05, BZ-06, BZ-10, BZ-49, BZ-55): where each community
 * stands, with a sum for each street and for all. Every demand of the campaign stands in
 * exactly one row (its community; else its street; else the row of what has no place), and in
 * one cell of each split: by way in, by screening, by level. A reader sees the communities of
 * the units in which he reads; only who reads for the whole register sees what has no place,
 * and is told whether the sums are the register's own.
 *
 * Visits are read off the roll-up, demands off their rows as they are now; a level is the
 * ledgers' (the live matter's, else the demand's own). Officers and grid workers are heads:
 * each is counted once in a row and once in a sum, so that sums of heads are no sums of rows.
 * Volunteers have no account: their turns are added up.
 */
#pragma once

#include "core/words.h"
#include "loop/campaign.h"

/* text form, zh, en */
#define CAMPAIGN_FIGURE_LIST(X)                                                                \
    X(FIGURE_VISITS, "visits", "走访户次", "visits")                                           \
    X(FIGURE_MET, "met", "见面", "met")                                                        \
    X(FIGURE_REFUSED, "refused", "拒访", "refused")                                            \
    X(FIGURE_ABSENT, "absent", "无人", "absent")                                               \
    X(FIGURE_HOMES, "homes", "总户数", "households")                                           \
    X(FIGURE_HOMES_VISITED, "homes_visited", "到过的户", "households visited")                 \
    X(FIGURE_HOMES_MET, "homes_met", "见到的户", "households met")                             \
    X(FIGURE_DEMANDS, "demands", "诉求", "demands")                                            \
    X(FIGURE_VALID, "valid", "有效", "valid")                                                  \
    X(FIGURE_INVALID, "invalid", "无效", "invalid")                                            \
    X(FIGURE_UNSCREENED, "unscreened", "待甄别", "not yet screened")                           \
    X(FIGURE_OUT, "out", "未甄别已了结", "ended unscreened")                                   \
    X(FIGURE_COMMUNITY, "at_community", "社区级", "community")                                 \
    X(FIGURE_STREET, "at_street", "街道级", "street")                                          \
    X(FIGURE_DISTRICT, "at_district", "区级", "district")                                      \
    X(FIGURE_CITY, "at_city", "移交市级", "moved to city")                                     \
    X(FIGURE_BACKSTOP, "at_backstop", "兜底", "backstop")                                      \
    X(FIGURE_NO_LEVEL, "no_level", "未分级", "no level")                                       \
    X(FIGURE_ENDED, "ended", "已了结", "ended")                                                \
    X(FIGURE_OVERDUE, "overdue", "超期", "overdue")                                            \
    X(FIGURE_RATED, "rated", "已评价", "rated")                                                \
    X(FIGURE_SATISFIED, "satisfied", "满意", "satisfied")                                      \
    X(FIGURE_OFFICERS, "officers", "干部（人）", "officers (heads)")                           \
    X(FIGURE_GRID, "grid", "网格员（人）", "grid workers (heads)")                             \
    X(FIGURE_TURNS, "turns", "工作人员（人次）", "officers (turns)")                           \
    X(FIGURE_VOLUNTEERS, "volunteers", "志愿者（人次）", "volunteers (turns)")
enum campaign_figure { CAMPAIGN_FIGURE_LIST(ENUM_ID) CAMPAIGN_FIGURE__MAX };
extern const struct enum_names campaign_figure_names;

#define CAMPAIGN_ROW_LIST(X)                                                                   \
    X(CAMPAIGN_ROW_COMMUNITY, "community", "社区", "community")                                \
    X(CAMPAIGN_ROW_STREET, "street_own", "街道（未落到社区）", "street (in no community)")     \
    X(CAMPAIGN_ROW_NONE, "none", "未落到街道", "in no street")                                 \
    X(CAMPAIGN_ROW_SUM, "street", "小计", "subtotal")                                          \
    X(CAMPAIGN_ROW_TOTAL, "total", "合计", "total")
enum campaign_row_kind { CAMPAIGN_ROW_LIST(ENUM_ID) CAMPAIGN_ROW__MAX };
extern const struct enum_names campaign_row_names;

enum { CAMPAIGN_WAYS = 16 }; /* the last: by another way, or none said */

struct campaign_row {
    int kind;              /* enum campaign_row_kind */
    int64_t place, street; /* 0 = none */
    struct str name, street_name;
    int64_t n[CAMPAIGN_FIGURE__MAX];
    int64_t ways[CAMPAIGN_WAYS]; /* by the mechanism's ways, in order */
    uint64_t *people;            /* who went: a bit an officer, by the order of their ids */
};

/* Monday to Sunday. rated: demands whose citizen's last verdict fell into it. */
struct campaign_week {
    int64_t day; /* its Monday, a Beijing day */
    int64_t visits, demands, ended, rated, satisfied;
};

struct campaign_table {
    struct campaign c;
    struct campaign_row *rows; /* each street's communities, then its own row, then its sum;
                                  last what has no place */
    size_t rows_n;
    struct campaign_row total;
    struct campaign_week *weeks;
    size_t weeks_n;
    const struct choice *ways[CAMPAIGN_WAYS]; /* the last is NULL */
    size_t ways_n;                            /* without the last */
    bool whole;                               /* everything is in it */
    /* whole: what the register itself counts. */
    int64_t demands, visits;
    int64_t as_of;
};

enum {
    CAMPAIGN_READERS = BIT(ROLE_LEADER) | BIT(ROLE_SUPERVISOR) | BIT(ROLE_ANALYST) |
                       BIT(ROLE_PUBLISHER) | BIT(ROLE_DISPATCHER) | BIT(ROLE_SCREENER) |
                       BIT(ROLE_HEAD),
};

/* cx->db: a snapshot. ERR_NOT_FOUND at field "campaign"; ERR_CONFLICT without a mechanism. */
MUST_CHECK enum err campaign_table(struct ctx *cx, struct str code, struct campaign_table *out);
/* Per thousand, or -1 when there is nothing to divide by. */
int64_t campaign_measured(const struct campaign_table *t, const struct campaign_row *r,
                          enum campaign_measure m);
/* What a measure divides by what, in cx->lang. */
const char *campaign_measure_means(const struct ctx *cx, enum campaign_measure m);

/* Members of the open object; a workbook with the same figures: communities, weeks, measures.
 */
MUST_CHECK enum err campaign_table_json(struct ctx *cx, const struct campaign_table *t,
                                        struct json *j);
MUST_CHECK enum err campaign_table_xlsx(struct ctx *cx, const struct campaign_table *t,
                                        const char *path);
