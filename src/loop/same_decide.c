/* SPDX-License-Identifier: Apache-2.0 */
#include "core/app.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/links.h"
#include "loop/same.h"

ENUM_NAMES(same_finding, SAME_FINDING_LIST);

static const struct field same_decision_fields[] = {
    FIELD(struct same_decision, jid),
    FIELD(struct same_decision, demand_id),
    FIELD(struct same_decision, other_id),
    FIELD(struct same_decision, finding, .names = &same_finding_names),
    FIELD(struct same_decision, score),
    FIELD(struct same_decision, share),
    FIELD(struct same_decision, person, .names = &same_person_names),
    FIELD(struct same_decision, same_place),
    FIELD(struct same_decision, same_class),
    FIELD(struct same_decision, days),
    FIELD(struct same_decision, marked),
    FIELD(struct same_decision, officer_id),
    FIELD(struct same_decision, seq),
    FIELD(struct same_decision, decided_at),
};
const struct shape same_decision_shape =
    SHAPE("same_decision", struct same_decision, same_decision_fields);

struct compare_body {
    struct str other, reason;
    int finding;
};
static const struct field compare_fields[] = {
    FIELD(struct compare_body, other, .required = true, .max = 30, .zh = "另一件诉求的编号",
          .en = "The other demand's number"),
    FIELD(struct compare_body, finding, .required = true, .names = &same_finding_names,
          .zh = "认定", .en = "Finding"),
    FIELD(struct compare_body, reason, .max = 1000, .as = AS_TEXT, .zh = "理由",
          .en = "Reason"),
};
static const struct shape compare_shape = SHAPE("compare", struct compare_body, compare_fields);

enum err same_decisions(struct ctx *cx, int64_t demand_id, struct same_decision **out,
                        size_t *n)
{
    return db_all(cx, SQL_SAME_DECISION_OF, ARGS(I64(cx->jid), I64(demand_id)),
                  &same_decision_shape, (void **)out, n);
}

/* What one may not see is not there. */
static enum err other_of(struct ctx *cx, struct act *a, struct str num, struct demand **out)
{
    bool visible = false;
    enum err e = work_demand_num(a->w, num, out);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK)
        TRY(work_visible(a->w, SUBJECT_DEMAND, (*out)->id, &visible));
    if (!visible)
        return fail_at(cx, ERR_NOT_FOUND, "other", "没有编号为 %.*s 的诉求",
                       "there is no demand %.*s", STR_ARG(num));
    return OK;
}

static enum err check(struct ctx *cx, const struct demand *d, const struct demand *other,
                      int finding)
{
    if (d->id == other->id)
        return fail_at(cx, ERR_CONFLICT, "other", "这就是本件诉求", "that is this demand");
    if (finding == SAME_REPEAT && other->said_at > d->said_at)
        return fail_at(cx, ERR_CONFLICT, "other",
                       "%.*s 是后反映的一件:重复的是后一件,请在那一件上认定",
                       "%.*s was said later: the later one is the repeat, decide there",
                       STR_ARG(other->num));
    return OK;
}

/* ---- repeated, and no longer ---- */

static enum err matters_mark(struct act *a)
{
    struct link **links = NULL;
    size_t n = 0;
    TRY(work_links_of_demand(a->w, a->demand->id, &links, &n));
    for (size_t i = 0; i < n; i++) {
        struct matter *m = NULL;
        if (!link_is_live(links[i]))
            continue;
        TRY(work_matter(a->w, links[i]->matter_id, &m));
        if (m->repeated)
            continue;
        struct draft *e = work_event(a->w, SUBJECT_MATTER, m->id, "repeated", -1, 0);
        draft_str(e, "demand", a->demand->num);
        m->repeated = true;
    }
    return OK;
}

static enum err row_write(struct ctx *cx, void *arg)
{
    return db_put(cx, SQL_SAME_DECISION_PUT, &same_decision_shape, arg, NULL, 0, NULL);
}

/* The decision that marked it is taken back: another repeat takes its place, or the mark goes.
 * Its matters keep theirs, which have other reasons too. */
static void unmark(struct ctx *cx, struct act *a, struct same_decision *rows, size_t n,
                   int64_t other)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].demand_id == a->demand->id && rows[i].other_id != other &&
            rows[i].finding == SAME_REPEAT) {
            rows[i].marked = true;
            work_late(a->w, row_write, arena_copy(cx->arena, &rows[i], sizeof rows[i]));
            return;
        }
    a->demand->repeated = false;
}

static enum err mark(struct ctx *cx, struct act *a, struct same_decision *row)
{
    struct same_decision *rows = NULL;
    size_t n = 0;
    bool marked = false;
    TRY(same_decisions(cx, row->demand_id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].demand_id == row->demand_id && rows[i].other_id == row->other_id)
            marked = rows[i].marked;
    if (row->finding != SAME_REPEAT) {
        if (marked)
            unmark(cx, a, rows, n, row->other_id);
        return OK;
    }
    row->marked = marked || !a->demand->repeated;
    a->demand->repeated = true;
    return matters_mark(a);
}

/* ---- the step ---- */

static void note(struct act *a, const struct same_decision *row, struct str other)
{
    struct draft *e = a->event;
    draft_str(e, "other", other);
    draft_str(e, "finding", str_c(enum_text(&same_finding_names, row->finding)));
    draft_i64(e, "score", row->score);
    draft_i64(e, "share", row->share);
    draft_str(e, "person", str_c(enum_text(&same_person_names, row->person)));
    draft_i64(e, "same_place", row->same_place);
    draft_i64(e, "same_class", row->same_class);
    draft_i64(e, "days", row->days);
}

static enum err shown_of(struct ctx *cx, struct act *a, const struct demand *other,
                         struct same_found *out)
{
    struct same_asked asked;
    struct str words = {0};
    TRY(demand_words(cx, a->demand->id, &words));
    same_asked_of(a->demand, words.p ? words : STR(""), &asked);
    return same_pair(cx, a->w, &asked, other, out);
}

static enum err compare_effect(struct ctx *cx, struct act *a)
{
    const struct compare_body *b = a->body;
    struct demand *other = NULL;
    struct same_found f;
    TRY(other_of(cx, a, b->other, &other));
    TRY(check(cx, a->demand, other, b->finding));
    TRY(shown_of(cx, a, other, &f));
    struct same_decision row = {
        .jid = cx->jid,
        .demand_id = a->demand->id,
        .other_id = other->id,
        .finding = b->finding,
        .score = f.score,
        .share = (int64_t)(f.facts.share * 100 + 0.5),
        .person = (int)f.person,
        .same_place = f.facts.place,
        .same_class = f.facts.class,
        .days = f.days,
        .officer_id = cx->actor->officer_id,
        .seq = draft_seq(a->event),
        .decided_at = cx->now,
    };
    note(a, &row, other->num);
    draft_text(a->event, "reason", b->reason);
    TRY(mark(cx, a, &row));
    work_late(a->w, row_write, arena_copy(cx->arena, &row, sizeof row));
    return OK;
}

const struct step same_steps[] = {
    {.name = "compare",
     .subject = SUBJECT_DEMAND,
     .from = BIT(DEMAND_RECEIVED) | BIT(DEMAND_VALID) | BIT(DEMAND_TO_EXPLAIN) |
             BIT(DEMAND_IN_MATTER) | BIT(DEMAND_ANSWERED) | BIT(DEMAND_UNSATISFIED),
     .to = -1,
     .roles =
         BIT(ROLE_OPERATOR) | BIT(ROLE_COLLECTOR) | BIT(ROLE_SCREENER) | BIT(ROLE_DISPATCHER),
     .where = AT_PART,
     .body = &compare_shape,
     .effect = compare_effect,
     .zh = "认定是否同一件",
     .en = "Same again?"},
};
const size_t same_steps_n = COUNT(same_steps);
