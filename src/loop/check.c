/* SPDX-License-Identifier: Apache-2.0
 * The walk: pages of subjects with everything that is stored about them, whether or not the
 * subject's own row is there.
 */
#include "loop/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "core/app.h"
#include "core/duty.h"
#include "loop/check_impl.h"

enum { PAGE_BYTES = 1 << 30, CHAIN_PAGE = 1000 };

struct text_row {
    int64_t jid;
    int subject_kind;
    int64_t subject_id, seq;
    struct str name, salt, body;
};
static const struct field text_fields[] = {
    FIELD(struct text_row, jid),
    FIELD(struct text_row, subject_kind, .names = &subject_names),
    FIELD(struct text_row, subject_id),
    FIELD(struct text_row, seq),
    FIELD(struct text_row, name),
    FIELD(struct text_row, salt),
    FIELD(struct text_row, body),
};
static const struct shape text_shape = SHAPE("event_text", struct text_row, text_fields);

struct span_row {
    int64_t jid;
    int subject_kind;
    int64_t subject_id;
    struct str dim;
    int64_t from_at, seq, to_at;
    struct str value;
};
static const struct field span_row_fields[] = {
    FIELD(struct span_row, jid),
    FIELD(struct span_row, subject_kind, .names = &subject_names),
    FIELD(struct span_row, subject_id),
    FIELD(struct span_row, dim),
    FIELD(struct span_row, from_at),
    FIELD(struct span_row, seq),
    FIELD(struct span_row, to_at),
    FIELD(struct span_row, value),
};
static const struct shape span_shape = SHAPE("span", struct span_row, span_row_fields);

const struct shape *const part_shapes[PART__MAX] = {
    [PART_EVENTS] = &event_shape,         [PART_TEXTS] = &text_shape,
    [PART_CLOCKS] = &clock_shape,         [PART_LINKS] = &link_shape,
    [PART_STAGES] = &stage_shape,         [PART_QUANTITIES] = &quantity_shape,
    [PART_AGREEMENTS] = &agreement_shape, [PART_AIDS] = &aid_shape,
    [PART_APPRAISALS] = &appraisal_shape, [PART_DUTIES] = &duty_shape,
    [PART_SPANS] = &span_shape,
};

/* Where the parts of a subject are read, and which column says whose they are. */
static const struct part_source {
    const char *key;
    enum sql sql;
    uint32_t of; /* BIT(enum subject): they alone have it, and the statement takes no kind */
} sources[PART__MAX] = {
    [PART_EVENTS] = {"subject_id", SQL_CHECK_EVENTS, 0},
    [PART_TEXTS] = {"subject_id", SQL_CHECK_EVENT_TEXTS, 0},
    [PART_CLOCKS] = {"subject_id", SQL_CHECK_CLOCKS, 0},
    [PART_LINKS] = {"matter_id", SQL_CHECK_LINKS, BIT(SUBJECT_MATTER)},
    [PART_STAGES] = {"matter_id", SQL_CHECK_STAGES, BIT(SUBJECT_MATTER)},
    [PART_QUANTITIES] = {"matter_id", SQL_CHECK_QUANTITIES, BIT(SUBJECT_MATTER)},
    [PART_AGREEMENTS] = {"matter_id", SQL_CHECK_AGREEMENTS, BIT(SUBJECT_MATTER)},
    [PART_AIDS] = {"task_id", SQL_CHECK_AIDS, BIT(SUBJECT_TASK)},
    [PART_APPRAISALS] = {"task_id", SQL_CHECK_APPRAISALS, BIT(SUBJECT_TASK)},
    [PART_DUTIES] = {"subject_id", SQL_CHECK_DUTYS, 0},
    [PART_SPANS] = {"subject_id", SQL_CHECK_SPANS, 0},
};

static const struct kind_source {
    enum subject kind;
    enum sql page;
    const struct shape *shape;
} kinds[] = {
    {SUBJECT_DEMAND, SQL_DEMAND_PAGE, &demand_shape},
    {SUBJECT_MATTER, SQL_MATTER_PAGE, &matter_shape},
    {SUBJECT_TASK, SQL_TASK_PAGE, &task_shape},
};

/* ---- rows as text ---- */

const struct shape *raw_shape(struct arena *a, const struct shape *shape)
{
    struct field *fields = NEWS(a, struct field, shape->n);
    struct shape *out = NEW(a, struct shape);
    for (size_t i = 0; i < shape->n; i++)
        fields[i] = (struct field){.name = shape->fields[i].name,
                                   .kind = FIELD_STR,
                                   .off = offsetof(struct raw, v) + i * sizeof(struct str)};
    *out = (struct shape){
        .name = shape->name, .fields = fields, .n = shape->n, .size = sizeof(struct raw)};
    return out;
}

struct str raw_get(const struct shape *shape, const struct raw *r, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (strcmp(shape->fields[i].name, name) == 0)
            return r->v[i];
    return STR("");
}

int64_t raw_i64(const struct shape *shape, const struct raw *r, const char *name)
{
    int64_t v = 0;
    return str_i64(raw_get(shape, r, name), &v) ? v : 0;
}

const char *raw_read(const struct shape *shape, const struct raw *r, void *out)
{
    for (size_t i = 0; i < shape->n; i++) {
        const struct field *f = &shape->fields[i];
        void *at = (char *)out + f->off;
        int64_t number = 0;
        if (f->kind == FIELD_STR) {
            *(struct str *)at = r->v[i];
            continue;
        }
        if (f->kind == FIELD_ENUM && f->names) {
            int value = enum_value(f->names, r->v[i]);
            if (value < 0)
                return f->name;
            *(int *)at = value;
            continue;
        }
        if (!str_i64(r->v[i], &number))
            return f->name;
        if (f->kind == FIELD_BOOL)
            *(bool *)at = number != 0;
        else if (f->kind == FIELD_ENUM)
            *(int *)at = (int)number;
        else
            *(int64_t *)at = number;
    }
    return NULL;
}

/* ---- findings ---- */

enum err check_found(struct check *k, const char *code, const struct subject_view *s,
                     struct str stored, struct str expected, const char *zh, const char *en,
                     ...)
{
    char text[600];
    va_list args;
    va_start(args, en);
    vsnprintf(text, sizeof text, k->cx->lang == LANG_EN ? en : zh, args);
    va_end(args);
    struct check_finding f = {
        .code = code,
        .subject = s ? enum_text(&subject_names, (int)s->kind) : "",
        .id = s ? s->id : 0,
        .num = s ? s->num : STR(""),
        .what = str_c(text),
        .stored = stored,
        .expected = expected,
    };
    k->out->findings++;
    return k->fn(k->cx, k->arg, &f);
}

enum err check_advised(struct check *k, const char *code, const char *zh, const char *en, ...)
{
    char text[900];
    va_list args;
    va_start(args, en);
    vsnprintf(text, sizeof text, k->cx->lang == LANG_EN ? en : zh, args);
    va_end(args);
    struct check_finding f = {.code = code, .subject = "", .advice = true, .what = str_c(text)};
    return k->fn(k->cx, k->arg, &f);
}

/* ---- the walk ---- */

struct walk {
    struct check *k;
    const struct kind_source *kind;
    const struct shape *raw_row, *raw_parts[PART__MAX];
    struct slice rows, parts[PART__MAX];
    size_t row_at, part_at[PART__MAX];
};

enum err check_page(struct check *k, enum sql sql, const struct val *v, size_t n,
                    const struct shape *shape, void **rows, size_t *rows_n)
{
    struct ctx cx = *k->outer;
    cx.arena = k->page;
    enum err e = db_all(&cx, sql, v, n, shape, rows, rows_n);
    k->outer->error = cx.error;
    return e;
}

static enum err page_read(struct walk *w, enum sql sql, const struct val *v, size_t n,
                          const struct shape *raw, struct slice *out)
{
    return check_page(w->k, sql, v, n, raw, (void **)&out->p, &out->n);
}

static enum err parts_read(struct walk *w, int64_t after, int64_t upto)
{
    struct str kind = str_c(enum_text(&subject_names, (int)w->kind->kind));
    int64_t jid = w->k->outer->jid;
    for (int p = 0; p < PART__MAX; p++) {
        w->parts[p] = (struct slice){0};
        w->part_at[p] = 0;
        if (sources[p].of && !(sources[p].of & BIT(w->kind->kind)))
            continue;
        if (sources[p].of)
            TRY(page_read(w, sources[p].sql, ARGS(I64(jid), I64(after), I64(upto)),
                          w->raw_parts[p], &w->parts[p]));
        else
            TRY(page_read(w, sources[p].sql, ARGS(I64(jid), TXT(kind), I64(after), I64(upto)),
                          w->raw_parts[p], &w->parts[p]));
    }
    return OK;
}

static int64_t part_id(const struct walk *w, int p, size_t i)
{
    return raw_i64(part_shapes[p], &w->parts[p].p[i], sources[p].key);
}

/* The lowest identifier that any of the lists goes on with; false at their end. */
static bool next_id(const struct walk *w, int64_t *out)
{
    bool any = w->row_at < w->rows.n;
    int64_t id = any ? raw_i64(w->kind->shape, &w->rows.p[w->row_at], "id") : INT64_MAX;
    for (int p = 0; p < PART__MAX; p++) {
        if (w->part_at[p] == w->parts[p].n)
            continue;
        int64_t one = part_id(w, p, w->part_at[p]);
        if (!any || one < id)
            id = one;
        any = true;
    }
    *out = id;
    return any;
}

static void view_fill(struct walk *w, int64_t id, struct subject_view *s)
{
    *s = (struct subject_view){.kind = w->kind->kind, .id = id, .shape = w->kind->shape};
    if (w->row_at < w->rows.n && raw_i64(s->shape, &w->rows.p[w->row_at], "id") == id) {
        s->row = &w->rows.p[w->row_at++];
        s->num = raw_get(s->shape, s->row, "num");
    }
    for (int p = 0; p < PART__MAX; p++) {
        size_t from = w->part_at[p];
        while (w->part_at[p] < w->parts[p].n && part_id(w, p, w->part_at[p]) == id)
            w->part_at[p]++;
        s->parts[p] =
            (struct slice){w->parts[p].n ? w->parts[p].p + from : NULL, w->part_at[p] - from};
    }
}

/* What is left of a subject that is gone, besides its events. */
static enum err leftovers(struct check *k, const struct subject_view *s)
{
    static const struct {
        enum part part;
        const char *zh, *en;
    } names[] = {{PART_DUTIES, "工作清单", "list rows"}, {PART_SPANS, "变更区间", "intervals"}};
    for (size_t i = 0; i < COUNT(names); i++)
        if (s->parts[names[i].part].n)
            TRY(check_found(k, "row", s, STR(""), STR(""), "还有它的%s，却没有它本身",
                            "there are %s of it, but not itself",
                            k->cx->lang == LANG_EN ? names[i].en : names[i].zh));
    return OK;
}

static enum err subject_check(struct walk *w, int64_t id)
{
    struct check *k = w->k;
    struct subject_view s;
    view_fill(w, id, &s);
    TRY(check_fold(k, &s));
    TRY(s.row ? check_subject_rules(k, &s) : leftovers(k, &s));
    check_counts_add(k, &s);
    arena_reset(k->cx->arena);
    return OK;
}

static enum err kind_walk(struct walk *w, int64_t *seen)
{
    int64_t after = INT64_MIN, id = 0;
    bool more = true;
    while (more) {
        arena_reset(w->k->page);
        w->row_at = 0;
        TRY(page_read(w, w->kind->page,
                      ARGS(I64(w->k->outer->jid), I64(after), I64(CHECK_PAGE)), w->raw_row,
                      &w->rows));
        more = w->rows.n == CHECK_PAGE;
        int64_t upto =
            more ? raw_i64(w->kind->shape, &w->rows.p[w->rows.n - 1], "id") : INT64_MAX;
        *seen += (int64_t)w->rows.n;
        TRY(parts_read(w, after, upto));
        while (next_id(w, &id))
            TRY(subject_check(w, id));
        after = upto;
    }
    return OK;
}

/* Chains of units, boxes and officers: events alone, in pages of events. */
struct chain {
    struct subject_view s;
    int64_t seq;
    char hash[80];
};

static enum err chain_event(struct walk *w, struct chain *c, const struct raw *raw)
{
    struct check *k = w->k;
    struct event e = {0};
    json_t *data = NULL;
    int64_t id = raw_i64(&event_shape, raw, "subject_id");
    if (id != c->s.id)
        *c = (struct chain){.s = {.kind = c->s.kind, .id = id}};
    struct str hash = str_c(c->hash);
    TRY(check_event(k, &c->s, raw, &c->seq, &hash, &e));
    (void)snprintf(c->hash, sizeof c->hash, "%.*s", STR_ARG(hash));
    if (json_read(k->cx, e.data, &data) != OK) {
        fault_clear(k->cx);
        return check_found(k, "chain", &c->s, STR(""), STR(""), "第 %" PRId64 " 号事件读不懂",
                           "event %" PRId64 " cannot be read", e.seq);
    }
    struct slice texts = {0};
    TRY(check_attached(k, &c->s, e.seq, data));
    struct str kind = str_c(enum_text(&subject_names, (int)c->s.kind));
    TRY(db_all(k->cx, SQL_CHECK_TEXTS_OF_EVENT,
               ARGS(I64(k->cx->jid), TXT(kind), I64(id), I64(e.seq)), w->raw_parts[PART_TEXTS],
               (void **)&texts.p, &texts.n));
    return check_texts(k, &c->s, e.seq, data, texts);
}

static enum err chains_walk(struct walk *w, enum subject kind)
{
    struct chain c = {.s = {.kind = kind, .id = INT64_MIN}};
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    int64_t id = INT64_MIN, seq = INT64_MIN;
    struct slice events = {.n = CHAIN_PAGE};
    while (events.n == CHAIN_PAGE) {
        arena_reset(w->k->page);
        TRY(page_read(
            w, SQL_CHECK_CHAIN,
            ARGS(I64(w->k->outer->jid), TXT(name), I64(id), I64(seq), I64(CHAIN_PAGE)),
            w->raw_parts[PART_EVENTS], &events));
        for (size_t i = 0; i < events.n; i++) {
            TRY(chain_event(w, &c, &events.p[i]));
            id = raw_i64(&event_shape, &events.p[i], "subject_id");
            seq = raw_i64(&event_shape, &events.p[i], "seq");
            arena_reset(w->k->cx->arena);
        }
    }
    return OK;
}

static enum err walk_all(struct check *k)
{
    static enum err (*const parts[])(struct check *) = {
        check_visits,   check_notices, check_spots,          check_bank,
        check_same,     check_schemes, check_questionnaires, check_inspections,
        check_troubles, check_papers,  check_counts_compare, check_references,
        check_messages, check_people,  check_files,
    };
    struct walk w = {.k = k};
    int64_t *seen[] = {&k->out->demands, &k->out->matters, &k->out->tasks};
    for (int p = 0; p < PART__MAX; p++)
        w.raw_parts[p] = raw_shape(k->outer->arena, part_shapes[p]);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        w.kind = &kinds[i];
        w.raw_row = raw_shape(k->outer->arena, kinds[i].shape);
        TRY(kind_walk(&w, seen[i]));
    }
    for (int s = SUBJECT_UNIT; s < SUBJECT__MAX; s++) /* those without rows in `kinds` */
        TRY(chains_walk(&w, (enum subject)s));
    for (size_t i = 0; i < COUNT(parts); i++)
        TRY(parts[i](k));
    return OK;
}

enum err check_register(struct ctx *cx, check_fn *fn, void *arg, struct check_result *out)
{
    struct ctx one = *cx;
    struct check_result result = {0};
    struct check k = {.cx = &one, .outer = cx, .fn = fn, .arg = arg, .out = &result};
    TRY(db_snapshot(cx));
    one.arena = arena_open(PAGE_BYTES);
    k.page = arena_open(PAGE_BYTES);
    k.counts = check_counts_open();
    enum err e = walk_all(&k);
    /* Sentences may lie in an arena that goes now. */
    const char *why = one.error.message ? one.error.message : cx->error.message;
    if (e != OK && why) {
        struct str text = str_dup(cx->arena, str_c(why));
        cx->error = (struct fault){.code = e, .message = text.p};
    }
    check_counts_close(k.counts);
    arena_close(k.page);
    arena_close(one.arena);
    if (e == OK)
        *out = result;
    return e;
}
