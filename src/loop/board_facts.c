/* SPDX-License-Identifier: Apache-2.0
 * What the register says of a time: facts by unit, and signs that figures were played with.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "core/org.h"
#include "db/db.h"
#include "loop/board.h"
#include "loop/board_exclude.h"

enum {
    FACTS_MAX = 500000,
    LINES_MAX = 64 << 20,
    NUMS_SHOWN = 50,
    WHOLE = 1000,
};

struct row {
    int64_t unit_id, value, extended, contacted, after_ms;
    struct str num, class, other, phone;
    int solved, grade, source;
};
static const struct field row_fields[] = {
    FIELD(struct row, unit_id),
    FIELD(struct row, value),
    FIELD(struct row, extended),
    FIELD(struct row, contacted),
    FIELD(struct row, after_ms),
    FIELD(struct row, num),
    FIELD(struct row, class),
    FIELD(struct row, other),
    FIELD(struct row, phone),
    FIELD(struct row, solved, .names = &yesno_names),
    FIELD(struct row, grade, .names = &grade_names),
    FIELD(struct row, source, .names = &source_names),
};
static const struct shape row_shape = SHAPE("board_row", struct row, row_fields);

/* ---- facts ---- */

struct collected {
    struct board_unit row;
    struct buf lines;
    bool used;
};

struct collecting {
    struct ctx *cx;
    const struct board_rule *r;
    struct collected *units; /* by the order of the tree */
    size_t n;
    const struct board_exclusion *excluded;
    size_t excluded_n;
    enum measure measure;
    int64_t facts;
};

static struct str team_of(const struct board_rule *r, struct str kind)
{
    for (size_t i = 0; i < r->teams_n; i++)
        for (size_t k = 0; k < r->teams[i].kinds.n; k++)
            if (str_eq(r->teams[i].kinds.p[k], kind))
                return r->teams[i].code;
    return STR("");
}

static struct collected *unit_of(struct collecting *c, int64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->units[i].row.unit_id == id)
            return &c->units[i];
    return NULL;
}

static bool is_excluded(const struct collecting *c, int64_t unit, struct str num)
{
    for (size_t i = 0; i < c->excluded_n; i++)
        if (c->excluded[i].unit_id == unit && str_eq(c->excluded[i].matter, num))
            return true;
    return false;
}

static enum err fact(struct collecting *c, const struct row *r, enum measure m, int64_t value)
{
    struct collected *u = unit_of(c, r->unit_id);
    if (!u || !u->row.team.n)
        return OK;
    if (++c->facts > FACTS_MAX)
        return fail(c->cx, ERR_TOO_LARGE, "时段太长：超过50万条，请缩短",
                    "too long a time: more than 500,000 facts");
    if (!u->used)
        buf_init(&u->lines, c->cx->arena, LINES_MAX);
    u->used = true;
    buf_fmt(&u->lines, "%s\t%.*s\t%.*s\t%" PRId64 "\t%d\n", enum_text(&measure_names, (int)m),
            STR_ARG(r->num), STR_ARG(r->class), value, is_excluded(c, r->unit_id, r->num));
    return OK;
}

static enum err limit_add(struct ctx *cx, const void *row, void *arg)
{
    const struct row *r = row;
    (void)cx;
    TRY(fact(arg, r, MEASURE_ON_TIME, r->value));
    return fact(arg, r, MEASURE_EXTENDED, r->extended);
}

static enum err plain_add(struct ctx *cx, const void *row, void *arg)
{
    const struct collecting *c = arg;
    const struct row *r = row;
    (void)cx;
    return fact(arg, r, c->measure, r->value);
}

static enum err verdict_add(struct ctx *cx, const void *row, void *arg)
{
    const struct collecting *c = arg;
    const struct row *r = row;
    (void)cx;
    TRY(fact(arg, r, MEASURE_REDONE, r->value));
    TRY(fact(arg, r, MEASURE_CONTACTED, r->contacted));
    if (r->solved != YN_UNKNOWN)
        TRY(fact(arg, r, MEASURE_SOLVED, r->solved == YN_YES ? WHOLE : 0));
    if (r->grade == GRADE_NONE)
        return OK;
    return fact(arg, r, MEASURE_SATISFIED,
                r->grade == GRADE_VERY_GOOD || r->grade == GRADE_GOOD ? WHOLE
                : r->grade == GRADE_FAIR                              ? c->r->fairly
                                                                      : 0);
}

static const struct {
    db_row_fn *add;
    enum sql statement;
    enum measure measure;
} sources[] = {
    {limit_add, SQL_BOARD_IN_TIME, MEASURE_ON_TIME},
    {limit_add, SQL_BOARD_LATE, MEASURE_ON_TIME},
    {plain_add, SQL_BOARD_CLOSED_IN_TIME, MEASURE_CLOSED},
    {plain_add, SQL_BOARD_CLOSED_LATE, MEASURE_CLOSED},
    {plain_add, SQL_BOARD_SIGNED, MEASURE_SIGNED},
    {plain_add, SQL_BOARD_RETURNED, MEASURE_RETURNED},
    {verdict_add, SQL_BOARD_VERDICTS, MEASURE_SATISFIED},
    {plain_add, SQL_BOARD_NOTICES, MEASURE_NOTICES},
};

static int by_line(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int d = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return d ? d : (x->n > y->n) - (x->n < y->n);
}

/* In one order whatever the database gives first: what is hashed must not depend on it. */
static struct str sorted(struct ctx *cx, struct str lines)
{
    struct strs all = str_split(cx->arena, lines, '\n');
    struct str *p = NEWS(cx->arena, struct str, all.n + 1);
    size_t n = 0;
    struct buf b;
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i].n)
            p[n++] = all.p[i];
    qsort(p, n, sizeof *p, by_line);
    buf_init(&b, cx->arena, LINES_MAX);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%.*s\n", STR_ARG(p[i]));
    return buf_done(&b);
}

static void units_open(struct collecting *c)
{
    const struct unit *all = NULL;
    c->n = org_units(c->cx->app->org, &all);
    c->units = NEWS(c->cx->arena, struct collected, c->n + 1);
    for (size_t i = 0; i < c->n; i++)
        c->units[i].row = (struct board_unit){
            .jid = c->cx->jid,
            .unit_id = all[i].id,
            .name = all[i].name,
            .team = team_of(c->r, all[i].kind),
        };
}

enum err board_collect(struct ctx *cx, const struct board_rule *r, int64_t from, int64_t to,
                       struct board_units *out)
{
    struct collecting c = {.cx = cx, .r = r};
    const struct val when[] = {I64(cx->jid), I64(from), I64(to)};
    struct board_exclusion *excluded = NULL;
    units_open(&c);
    TRY(board_exclusions_granted(cx, &excluded, &c.excluded_n));
    c.excluded = excluded;
    for (size_t i = 0; i < COUNT(sources); i++) {
        c.measure = sources[i].measure;
        TRY(db_each(cx, sources[i].statement, when, COUNT(when), &row_shape, sources[i].add,
                    &c));
    }
    *out = (struct board_units){.p = NEWS(cx->arena, struct board_unit, c.n + 1)};
    for (size_t i = 0; i < c.n; i++) {
        if (!c.units[i].used)
            continue;
        if (!buf_ok(&c.units[i].lines))
            return fail(cx, ERR_TOO_LARGE, "时段太长", "too long a time");
        out->p[out->n] = c.units[i].row;
        out->p[out->n++].facts = sorted(cx, buf_done(&c.units[i].lines));
    }
    return OK;
}

enum err board_facts_read(struct ctx *cx, struct str lines, struct board_fact **out, size_t *n)
{
    struct strs all = str_split(cx->arena, lines, '\n');
    struct board_fact *f = NEWS(cx->arena, struct board_fact, all.n + 1);
    *n = 0;
    for (size_t i = 0; i < all.n; i++) {
        int64_t excluded = 0;
        if (!all.p[i].n)
            continue;
        struct strs cell = str_split(cx->arena, all.p[i], '\t');
        struct board_fact *x = &f[(*n)++];
        if (cell.n != 5 || !str_i64(cell.p[3], &x->value) || !str_i64(cell.p[4], &excluded))
            return fail(cx, ERR_IO, "榜单的冻结数据读不出来", "frozen facts cannot be read");
        x->measure = enum_value(&measure_names, cell.p[0]);
        x->num = cell.p[1];
        x->class = cell.p[2];
        x->excluded = excluded != 0;
        if (x->measure < 0)
            return fail(cx, ERR_IO, "榜单的冻结数据里有不认识的指标",
                        "frozen facts have an unknown measure");
    }
    *out = f;
    return OK;
}

/* ---- signals ---- */

enum signal { REFILED, REFUSED, LAST_HOUR, NO_CONTACT, TOP_GRADES, SIGNAL__MAX };
static const char *const signal_names[] = {"refiled", "refused", "last_hour", "no_contact",
                                           "top_grades"};

struct tally {
    int64_t n[SIGNAL__MAX], of[SIGNAL__MAX];
    struct strs nums[SIGNAL__MAX];
    int64_t top, quick;
    struct str *phones;
    size_t phones_n, phones_room;
};
struct looking {
    struct ctx *cx;
    const struct board_rule *r;
    const struct unit *units;
    struct tally *tallies; /* beside units */
    size_t n;
};

static struct tally *tally_of(struct looking *l, int64_t unit)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->units[i].id == unit)
            return &l->tallies[i];
    return NULL;
}

static void note(struct looking *l, int64_t unit, enum signal s, bool hit, struct str num)
{
    struct tally *t = tally_of(l, unit);
    if (!t)
        return;
    t->of[s]++;
    if (!hit)
        return;
    if (!t->nums[s].p)
        t->nums[s].p = NEWS(l->cx->arena, struct str, NUMS_SHOWN);
    if (t->nums[s].n < NUMS_SHOWN)
        t->nums[s].p[t->nums[s].n++] = str_dup(l->cx->arena, num);
    t->n[s]++;
}

static enum err closed_look(struct ctx *cx, const void *row, void *arg)
{
    const struct row *r = row;
    struct str pair = str_fmt(cx->arena, "%.*s/%.*s", STR_ARG(r->num), STR_ARG(r->other));
    note(arg, r->unit_id, REFILED, r->other.n > 0, pair);
    note(arg, r->unit_id, NO_CONTACT, r->value > 0, r->num);
    return OK;
}

static enum err screened_look(struct ctx *cx, const void *row, void *arg)
{
    const struct row *r = row;
    (void)cx;
    note(arg, r->unit_id, REFUSED, r->value > 0, r->num);
    return OK;
}

static enum err extension_look(struct ctx *cx, const void *row, void *arg)
{
    const struct looking *l = arg;
    const struct row *r = row;
    (void)cx;
    note(arg, r->unit_id, LAST_HOUR, r->after_ms < l->r->signals.before_due_hours * MS_PER_HOUR,
         r->num);
    return OK;
}

/* All of them: the more ratings, the more telephones hide among them. */
static void phone_add(struct ctx *cx, struct tally *t, struct str phone)
{
    if (t->phones_n == t->phones_room) {
        size_t room = t->phones_room ? 2 * t->phones_room : NUMS_SHOWN;
        struct str *all = NEWS(cx->arena, struct str, room);
        for (size_t i = 0; i < t->phones_n; i++)
            all[i] = t->phones[i];
        t->phones = all;
        t->phones_room = room;
    }
    t->phones[t->phones_n++] = phone;
}

/* A citizen's own rating: its telephone as a hash, its grade, how soon it came. */
static enum err rating_look(struct ctx *cx, const void *row, void *arg)
{
    struct looking *l = arg;
    const struct row *r = row;
    struct tally *t = tally_of(l, r->unit_id);
    if (!t || r->source != SOURCE_CITIZEN || r->grade == GRADE_NONE)
        return OK;
    note(l, r->unit_id, TOP_GRADES, true, r->other);
    t->top += r->grade == GRADE_VERY_GOOD;
    t->quick += r->after_ms >= 0 && r->after_ms < l->r->signals.rated_seconds * 1000;
    if (r->phone.n)
        phone_add(cx, t, str_dup(cx->arena, r->phone));
    return OK;
}

/* How many of the telephones are the most frequent one. */
static int64_t most_from_one(struct tally *t)
{
    int64_t most = 0, same = 0;
    if (t->phones_n)
        qsort(t->phones, t->phones_n, sizeof *t->phones, by_line);
    for (size_t i = 0; i < t->phones_n; i++) {
        same = i && str_eq(t->phones[i], t->phones[i - 1]) ? same + 1 : 1;
        most = same > most ? same : most;
    }
    return most;
}

/* Top grades alone, and half of them or more in seconds or from one telephone. */
static void grades_judge(struct looking *l, struct tally *t)
{
    int64_t one = most_from_one(t), odd = one > 1 && one > t->quick ? one : t->quick;
    bool pressed = t->of[TOP_GRADES] >= l->r->signals.ratings && t->top == t->of[TOP_GRADES] &&
                   odd * 2 >= t->of[TOP_GRADES];
    t->n[TOP_GRADES] = pressed ? odd : 0;
}

static void signals_put(struct looking *l, struct json *w)
{
    json_arr(w);
    for (size_t i = 0; i < l->n; i++)
        for (int s = 0; s < SIGNAL__MAX; s++) {
            const struct tally *t = &l->tallies[i];
            if (!t->n[s])
                continue;
            json_obj(w);
            json_kcstr(w, "kind", signal_names[s]);
            json_kid(w, "unit_id", l->units[i].id);
            json_kstr(w, "unit", l->units[i].name);
            json_ki64(w, "n", t->n[s]);
            json_ki64(w, "of", t->of[s]);
            json_key(w, "nums");
            json_arr(w);
            for (size_t k = 0; k < t->nums[s].n; k++)
                json_str(w, t->nums[s].p[k]);
            json_arr_end(w);
            json_obj_end(w);
        }
    json_arr_end(w);
}

enum err board_signals(struct ctx *cx, const struct board_rule *r, int64_t from, int64_t to,
                       struct str *out)
{
    struct looking l = {.cx = cx, .r = r};
    const struct val when[] = {I64(cx->jid), I64(from), I64(to)};
    const struct val refile[] = {when[0], when[1], when[2],
                                 I64(r->signals.refile_days * MS_PER_DAY)};
    struct buf b;
    struct json w;
    l.n = org_units(cx->app->org, &l.units);
    l.tallies = NEWS(cx->arena, struct tally, l.n + 1);
    TRY(db_each(cx, SQL_BOARD_CLOSED, refile, COUNT(refile), &row_shape, closed_look, &l));
    TRY(db_each(cx, SQL_BOARD_SCREENED, when, COUNT(when), &row_shape, screened_look, &l));
    TRY(db_each(cx, SQL_BOARD_EXTENSIONS, when, COUNT(when), &row_shape, extension_look, &l));
    TRY(db_each(cx, SQL_BOARD_VERDICTS, when, COUNT(when), &row_shape, rating_look, &l));
    for (size_t i = 0; i < l.n; i++)
        grades_judge(&l, &l.tallies[i]);
    buf_init(&b, cx->arena, LINES_MAX);
    json_init(&w, &b);
    signals_put(&l, &w);
    *out = buf_done(&b);
    return buf_ok(&b) ? OK : fail(cx, ERR_TOO_LARGE, "时段太长", "too long a time");
}
