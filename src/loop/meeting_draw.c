/* SPDX-License-Identifier: Apache-2.0
 * What stands on an agenda and why.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/org.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/meeting.h"
#include "loop/topic.h"

enum { EARLIER = 12, NAMES_SHOWN = 4, PATH = 16, TOPIC_MOST = 50 };

struct candidate {
    int64_t id;
    struct str num, class;
    int64_t place_id, lead_unit, due_at, demands;
    bool urgent, supervised;
    int64_t sponsor_id;
    struct str track;
    uint32_t why; /* BIT(enum meeting_draw) */
};
static const struct field candidate_fields[] = {
    FIELD(struct candidate, id),         FIELD(struct candidate, num),
    FIELD(struct candidate, class),      FIELD(struct candidate, place_id),
    FIELD(struct candidate, lead_unit),  FIELD(struct candidate, due_at),
    FIELD(struct candidate, demands),    FIELD(struct candidate, urgent),
    FIELD(struct candidate, supervised), FIELD(struct candidate, sponsor_id),
    FIELD(struct candidate, track),
};
static const struct shape candidate_shape =
    SHAPE("candidate", struct candidate, candidate_fields);

struct part {
    int64_t matter_id, unit_id;
};
static const struct field part_fields[] = {FIELD(struct part, matter_id),
                                           FIELD(struct part, unit_id)};
static const struct shape part_shape = SHAPE("part", struct part, part_fields);

struct said {
    int64_t matter_id, place_id;
    struct str class;
};
static const struct field said_fields[] = {
    FIELD(struct said, matter_id), FIELD(struct said, place_id), FIELD(struct said, class)};
static const struct shape said_shape = SHAPE("said", struct said, said_fields);

struct drawing {
    struct candidate *m;
    size_t n;
    struct part *parts;
    size_t parts_n;
    struct said *said;
    size_t said_n;
};

/* Both rows begin with the number that they are sorted by. */
static int by_first(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static size_t first_of(const void *rows, size_t n, size_t size, int64_t id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const int64_t *at = (const void *)((const char *)rows + mid * size);
        if (*at < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* A few different things by their names; the count goes on. */
struct several {
    int64_t ids[NAMES_SHOWN];
    struct str codes[NAMES_SHOWN];
    int n;
};

static void add_id(struct several *s, int64_t id)
{
    for (int i = 0; i < s->n && i < NAMES_SHOWN; i++)
        if (s->ids[i] == id)
            return;
    if (id && s->n < NAMES_SHOWN)
        s->ids[s->n++] = id;
}

static void add_code(struct several *s, struct str code)
{
    for (int i = 0; i < s->n && i < NAMES_SHOWN; i++)
        if (str_eq(s->codes[i], code))
            return;
    if (code.n && s->n < NAMES_SHOWN)
        s->codes[s->n++] = code;
}

/* A department or street: the unit's ancestor right below the root. */
static int64_t branch(const struct ctx *cx, int64_t unit)
{
    int64_t path[PATH];
    size_t n = org_unit_path(cx->app->org, unit, path, PATH);
    return n >= 2 ? path[n - 2] : 0;
}

/* A street. */
static int64_t area(const struct ctx *cx, int64_t place)
{
    return org_place_below(cx->app->org, place, cx->app->root_place);
}

static struct str trade(const struct ctx *cx, struct str class)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    const struct choice *c = m && class.n ? choice_find(&m->classes, class) : NULL;
    for (int i = 0; c && c->parent.n && i < PATH; i++) {
        class = c->parent;
        c = choice_find(&m->classes, class);
    }
    return class;
}

struct crossing {
    struct several units, trades, areas;
};

static void crossing_of(const struct ctx *cx, const struct drawing *d,
                        const struct candidate *m, struct crossing *out)
{
    *out = (struct crossing){0};
    add_id(&out->units, branch(cx, m->lead_unit));
    add_id(&out->areas, area(cx, m->place_id));
    add_code(&out->trades, trade(cx, m->class));
    for (size_t i = first_of(d->parts, d->parts_n, sizeof *d->parts, m->id);
         i < d->parts_n && d->parts[i].matter_id == m->id; i++)
        add_id(&out->units, branch(cx, d->parts[i].unit_id));
    for (size_t i = first_of(d->said, d->said_n, sizeof *d->said, m->id);
         i < d->said_n && d->said[i].matter_id == m->id; i++) {
        add_id(&out->areas, area(cx, d->said[i].place_id));
        add_code(&out->trades, trade(cx, d->said[i].class));
    }
}

static uint32_t why_of(const struct ctx *cx, const struct drawing *d, const struct candidate *m)
{
    struct crossing x;
    crossing_of(cx, d, m, &x);
    return (x.units.n > 1 ? BIT(DRAW_UNIT) : 0) | (x.trades.n > 1 ? BIT(DRAW_TRADE) : 0) |
           (x.areas.n > 1 ? BIT(DRAW_AREA) : 0) |
           (m->supervised || m->sponsor_id || m->urgent ? BIT(DRAW_KEY) : 0) |
           (m->due_at && m->due_at < cx->now ? BIT(DRAW_OVERDUE) : 0);
}

/* ---- the reason, in words ---- */

static struct str names(struct ctx *cx, const struct several *s, enum meeting_draw what)
{
    struct str all = STR("");
    for (int i = 0; i < s->n; i++) {
        struct str one = what == DRAW_UNIT    ? label_unit(cx, s->ids[i])
                         : what == DRAW_TRADE ? label_class(cx, s->codes[i])
                                              : label_place(cx, s->ids[i]);
        all = str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(all), i ? "、" : "", STR_ARG(one));
    }
    return all;
}

static struct str key_text(struct ctx *cx, const struct candidate *m)
{
    static const char *const words[] = {"重点督办", "领导包案", "要情"};
    const bool is[] = {m->supervised, m->sponsor_id != 0, m->urgent};
    struct str s = STR("");
    for (size_t i = 0; i < COUNT(is); i++)
        if (is[i])
            s = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(s), s.n ? "、" : "", words[i]);
    return s;
}

static void reason_of(struct ctx *cx, const struct drawing *d, const struct candidate *m,
                      uint32_t why, struct str *codes, struct str *text)
{
    struct crossing x;
    crossing_of(cx, d, m, &x);
    *codes = *text = STR("");
    for (int i = 0; i < MEETING_DRAW__MAX; i++) {
        if (!(why & BIT(i)))
            continue;
        struct str detail = i == DRAW_UNIT      ? names(cx, &x.units, DRAW_UNIT)
                            : i == DRAW_TRADE   ? names(cx, &x.trades, DRAW_TRADE)
                            : i == DRAW_AREA    ? names(cx, &x.areas, DRAW_AREA)
                            : i == DRAW_OVERDUE ? str_fmt(cx->arena, "时限 %.*s",
                                                          STR_ARG(label_when(cx, m->due_at)))
                                                : key_text(cx, m);
        *codes = str_fmt(cx->arena, "%.*s%s%s", STR_ARG(*codes), codes->n ? "," : "",
                         enum_text(&meeting_draw_names, i));
        *text = str_fmt(cx->arena, "%.*s%s%s：%.*s", STR_ARG(*text), text->n ? "；" : "",
                        enum_label(&meeting_draw_names, i, LANG_ZH), STR_ARG(detail));
    }
}

/* ---- read ---- */

static enum err drawing_read(struct ctx *cx, struct drawing *d)
{
    TRY(db_all(cx, SQL_MEETING_MATTERS, ARGS(I64(cx->jid)), &candidate_shape, (void **)&d->m,
               &d->n));
    TRY(db_all(cx, SQL_MEETING_MATTER_UNITS, ARGS(I64(cx->jid)), &part_shape,
               (void **)&d->parts, &d->parts_n));
    TRY(db_all(cx, SQL_MEETING_MATTER_SAID, ARGS(I64(cx->jid)), &said_shape, (void **)&d->said,
               &d->said_n));
    if (d->parts_n)
        qsort(d->parts, d->parts_n, sizeof *d->parts, by_first);
    if (d->said_n)
        qsort(d->said, d->said_n, sizeof *d->said, by_first);
    for (size_t i = 0; i < d->n; i++)
        d->m[i].why = why_of(cx, d, &d->m[i]);
    return OK;
}

static int flags(uint32_t why)
{
    int n = 0;
    for (int i = 0; i < MEETING_DRAW__MAX; i++)
        n += (why & BIT(i)) != 0;
    return n;
}

/* More reasons first, then more citizens, then what is due sooner, then the older. */
static int weightier(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int fx = flags(x->why), fy = flags(y->why);
    if (fx != fy)
        return fy - fx;
    if (x->demands != y->demands)
        return (x->demands < y->demands) - (x->demands > y->demands);
    int64_t dx = x->due_at ? x->due_at : INT64_MAX, dy = y->due_at ? y->due_at : INT64_MAX;
    if (dx != dy)
        return (dx > dy) - (dx < dy);
    return (x->id > y->id) - (x->id < y->id);
}

static uint32_t draws_of(struct ctx *cx, const struct meeting_kind *k)
{
    struct strs codes = str_split(cx->arena, k->draws, ',');
    uint32_t mask = 0;
    for (size_t i = 0; k->draws.n && i < codes.n; i++) {
        int v = enum_value(&meeting_draw_names, codes.p[i]);
        mask |= v >= 0 ? BIT(v) : 0;
    }
    return mask;
}

/* ---- the agenda ---- */

struct agenda {
    const struct meeting *m;
    struct meeting_item *p;
    size_t n, room;
};

static struct meeting_item *item_add(struct agenda *a)
{
    if (a->n == a->room)
        return NULL;
    struct meeting_item *i = &a->p[a->n++];
    *i = (struct meeting_item){
        .jid = a->m->jid, .meeting_id = a->m->id, .serial = (int64_t)a->n};
    return i;
}

static bool on_it(const struct agenda *a, struct str matter)
{
    for (size_t i = 0; i < a->n; i++)
        if (matter.n && str_eq(a->p[i].matter, matter))
            return true;
    return false;
}

/* What was decided and is not done, of one earlier meeting. */
static enum err carry(struct ctx *cx, struct agenda *a, const struct meeting *from)
{
    struct meeting_item *rows = NULL;
    size_t n = 0;
    TRY(meeting_items(cx, from->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct meeting_standing s = {0};
        if (rows[i].act != ACT_INSTRUCT && rows[i].act != ACT_DISPATCH)
            continue;
        TRY(meeting_stands(cx, &rows[i], &s));
        if (strcmp(s.state, "done") == 0 || on_it(a, rows[i].matter))
            continue;
        struct meeting_item *it = item_add(a);
        if (!it)
            return OK;
        it->state = STR("carried");
        it->matter = rows[i].matter;
        it->title = rows[i].title;
        it->reason = str_fmt(cx->arena, "%.*s议定：%.*s", STR_ARG(from->title),
                             STR_ARG(rows[i].decision));
        it->from_meeting = from->id;
        it->from_serial = rows[i].serial;
    }
    return OK;
}

static enum err draw(struct ctx *cx, struct agenda *a, const struct meeting_kind *k)
{
    struct drawing d = {0};
    struct work *w = work_begin(cx);
    uint32_t wanted = draws_of(cx, k);
    int64_t drawn = 0;
    if (!wanted || !k->most)
        return OK;
    TRY(drawing_read(cx, &d));
    for (size_t i = 0; i < d.n; i++)
        d.m[i].why &= wanted;
    if (d.n)
        qsort(d.m, d.n, sizeof *d.m, weightier);
    for (size_t i = 0; i < d.n && d.m[i].why && drawn < k->most; i++) {
        bool seen = false;
        TRY(work_visible(w, SUBJECT_MATTER, d.m[i].id, &seen));
        if (!seen || on_it(a, d.m[i].num))
            continue;
        struct meeting_item *it = item_add(a);
        if (!it)
            return OK;
        it->state = STR("drawn");
        it->matter = d.m[i].num;
        reason_of(cx, &d, &d.m[i], d.m[i].why, &it->why, &it->reason);
        drawn++;
    }
    return OK;
}

/* A topic's meeting is about nothing else: the matters of what was kept for it (ZY-23). */
static enum err draw_topic(struct ctx *cx, struct agenda *a, const struct meeting_kind *k)
{
    struct topic t = {0};
    struct topic_matter *rows = NULL;
    struct work *w = work_begin(cx);
    size_t n = 0;
    TRY(topic_find(cx, a->m->topic, &t));
    TRY(topic_matters(cx, t.id, k->most ? k->most : TOPIC_MOST, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        TRY(work_visible(w, SUBJECT_MATTER, rows[i].id, &seen));
        if (!seen || on_it(a, rows[i].num))
            continue;
        struct meeting_item *it = item_add(a);
        if (!it)
            return OK;
        it->state = STR("drawn");
        it->matter = rows[i].num;
        it->why = str_c(enum_text(&meeting_draw_names, DRAW_TOPIC));
        it->reason =
            str_fmt(cx->arena, "当月主题“%.*s”：列入%" PRId64 "件诉求%s", STR_ARG(t.name),
                    rows[i].demands, rows[i].chosen ? "，有代表性" : "");
    }
    return OK;
}

enum err meeting_draw(struct ctx *cx, const struct meeting_kind *k, const struct meeting *m,
                      struct meeting_item **out, size_t *n)
{
    enum { ROOM = 300 };
    struct agenda a = {.m = m, .p = NEWS(cx->arena, struct meeting_item, ROOM), .room = ROOM};
    struct meeting *earlier = NULL;
    size_t earlier_n = 0;
    TRY(db_all(cx, SQL_MEETING_BEFORE,
               ARGS(I64(cx->jid), TXT(k->code), I64(m->starts_at), I64(EARLIER)),
               &meeting_shape, (void **)&earlier, &earlier_n));
    for (size_t i = 0; i < earlier_n; i++)
        TRY(carry(cx, &a, &earlier[i]));
    TRY(m->topic.n ? draw_topic(cx, &a, k) : draw(cx, &a, k));
    *out = a.p;
    *n = a.n;
    return OK;
}

enum err meeting_why(struct ctx *cx, struct str matter, struct str *why, struct str *reason)
{
    struct drawing d = {0};
    *why = *reason = STR("");
    TRY(drawing_read(cx, &d));
    for (size_t i = 0; i < d.n; i++)
        if (str_eq(d.m[i].num, matter))
            reason_of(cx, &d, &d.m[i], d.m[i].why, why, reason);
    return OK;
}
