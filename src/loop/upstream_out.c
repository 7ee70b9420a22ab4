/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/upstream_out.h"

#include <string.h>

#include "base/hash.h"
#include "core/app.h"
#include "core/audit.h"
#include "loop/labels.h"
#include "loop/ledger_out_impl.h"

enum { PAGE_ARENA = 1 << 30, MARKS = 200 };

/* One reply being written; the line stands first so that its texts find the reply. */
struct reply {
    struct line line;
    const struct upstream *upstream;
    const struct upstream_table *table;
    int64_t seq; /* of the event whose text of this name tells it */
    const char *name;
    struct str told, row;
    json_t *cells;
    const char *kind;
};

struct sent {
    int64_t demand_id;
    char hash[HASH_HEX];
    struct sent *next;
};

struct outgoing {
    struct ctx *cx;
    const struct upstream_replies *job;
    struct upstream_replied *out;
    struct sheet_out *sheet;
    struct cell *cells;
    struct arena *page, *row;
    struct sent *first, **end;
};

/* ---- what is told ---- */

static const struct {
    enum demand_state state;
    const char *kind, *zh;
} kinds[] = {
    {DEMAND_ANSWERED, "answered", "已答复"},
    {DEMAND_ACCEPTED, "answered", "已答复"},
    {DEMAND_UNREACHABLE, "answered", "已答复"},
    {DEMAND_NO_VERDICT, "answered", "已答复"},
    {DEMAND_SETTLED, "answered", "已答复"},
    {DEMAND_EXPLAINED, "explained", "已解释说明"},
    {DEMAND_REDIRECTED, "redirected", "已告知其他渠道"},
    {DEMAND_REDIRECTED, "returned", "退回"},
    {DEMAND_WITHDRAWN, "withdrawn", "群众撤诉"},
};

static const struct choice *ground_of(const struct line *l)
{
    return l->m ? choice_find(&l->m->grounds_at[AT_REDIRECT], l->d.ground) : NULL;
}

/* NULL: nothing to tell yet. */
static const char *kind_of(const struct line *l)
{
    const struct choice *c = ground_of(l);
    if (l->d.state == DEMAND_REDIRECTED && c && str_eq_c(c->effect, "sender"))
        return "returned";
    for (size_t i = 0; i < COUNT(kinds); i++)
        if ((int)kinds[i].state == l->d.state)
            return kinds[i].kind;
    return NULL;
}

static const char *kind_label(const char *kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].zh;
    return "";
}

static void told_text(struct line *l, int64_t seq, struct str name, struct str body)
{
    struct reply *r = (struct reply *)(void *)l;
    if (str_eq_c(name, "upstream_row"))
        r->row = body;
    else if (r->seq && seq == r->seq && str_eq_c(name, r->name))
        r->told = body;
}

static enum err seq_of(struct ctx *cx, enum subject kind, int64_t id, const char *action,
                       int64_t *out)
{
    return db_i64(cx, SQL_EVENT_SEQ_OF_ACTION,
                  ARGS(I64(cx->jid), TXT(str_c(enum_text(&subject_names, (int)kind))), I64(id),
                       TXT(str_c(action))),
                  0, out);
}

/* The answer of the link, or its correction; what was said where there is none. */
static enum err told_fill(struct ctx *cx, struct reply *r)
{
    struct line *l = &r->line;
    int64_t corrected = 0;
    r->seq = 0;
    r->told = r->row = STR("");
    r->cells = NULL;
    r->name = l->d.state == DEMAND_REDIRECTED  ? "words"
              : l->d.state == DEMAND_WITHDRAWN ? "reason"
                                               : "answer";
    if (l->d.state == DEMAND_REDIRECTED)
        TRY(seq_of(cx, SUBJECT_DEMAND, l->d.id, "redirect", &r->seq));
    if (l->d.state == DEMAND_WITHDRAWN)
        TRY(seq_of(cx, SUBJECT_DEMAND, l->d.id, "withdraw", &r->seq));
    TRY(ledger_texts(cx, (struct ledger_subject){SUBJECT_DEMAND, l->d.id, l->d.version}, l,
                     told_text));
    if (l->has_matter)
        TRY(seq_of(cx, SUBJECT_MATTER, l->matter.id, "correct-answer", &corrected));
    if (corrected > l->link.answer_seq && !r->seq) {
        r->seq = corrected;
        TRY(ledger_texts(
            cx, (struct ledger_subject){SUBJECT_MATTER, l->matter.id, l->matter.version}, l,
            told_text));
    }
    if (!r->told.n)
        r->told = l->answer;
    return r->row.n ? json_read(cx, r->row, &r->cells) : OK;
}

/* A verdict that comes later, or the file it went out with, make no other reply. */
static void reply_hash(struct ctx *cx, const struct reply *r, char *out)
{
    const struct line *l = &r->line;
    struct str key =
        str_fmt(cx->arena, "%s\x1f%lld\x1f%.*s\x1f%.*s\x1f%.*s", r->kind, (long long)l->d.round,
                STR_ARG(l->d.ground), STR_ARG(l->d.redirect_to), STR_ARG(r->told));
    struct str hash = hash_hex(cx->arena, hash_sha256(key));
    memcpy(out, hash.p, hash.n + 1);
}

/* ---- cells ---- */

static struct cell reason_cell(const struct line *l)
{
    const struct choice *c = ground_of(l);
    if (l->d.state == DEMAND_REDIRECTED)
        return ledger_text(l->d.redirect_to);
    if (!c && l->m)
        c = choice_find(&l->m->grounds_at[AT_INVALID], l->d.ground);
    return ledger_text(c ? c->zh : STR(""));
}

static struct cell own_cell(struct reply *r, int target)
{
    struct line *l = &r->line;
    switch (target) {
    case LEDGER_NUMBER:
        return ledger_text(l->d.upstream_no);
    case LEDGER_OWN_NUMBER:
        return ledger_text(l->d.num);
    case LEDGER_REPLY:
        return ledger_text(r->told);
    case LEDGER_REPLY_KIND:
        return ledger_text(str_c(kind_label(r->kind)));
    case LEDGER_REPLY_AT:
        return ledger_time(l->d.answered_at ? l->d.answered_at : l->d.ended_at);
    case LEDGER_REPLY_REASON:
        return reason_cell(l);
    default:
        break;
    }
    const struct ledger_column *c = demand_column(target);
    return c ? c->cell(l) : ledger_text(STR(""));
}

/* What the orders call by that title, where it is the person. */
static struct str person_cell(const struct reply *r, struct str title)
{
    const struct upstream_table *t = &r->upstream->tables[UPSTREAM_ORDERS];
    const struct person_plain *p = &r->line.person;
    const struct {
        int target;
        struct str said;
    } cells[] = {{LEDGER_NAME, p->name},
                 {LEDGER_PHONE, p->phone},
                 {LEDGER_IDNO, p->idno},
                 {LEDGER_ADDRESS, p->address}};
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < COUNT(cells); k++)
            if (t->columns[i].target == cells[k].target && str_eq(t->columns[i].title, title))
                return cells[k].said;
    return STR("");
}

static struct cell echo(const struct reply *r, struct str title)
{
    json_t *v = r->cells ? json_object_getn(r->cells, title.p, title.n) : NULL;
    if (!json_is_string(v))
        return ledger_text(person_cell(r, title));
    return ledger_text((struct str){json_string_value(v), json_string_length(v)});
}

static struct cell cell_of(struct reply *r, const struct upstream_column *c)
{
    const struct upstream_table *t = r->table;
    struct arena *a = r->line.cx->arena;
    if (c->target == LEDGER_NONE)
        return echo(r, c->title);
    struct cell cell = own_cell(r, c->target);
    if (c->target == LEDGER_REPLY_KIND) {
        struct str word = upstream_word(t, c->target, str_c(r->kind));
        if (!str_eq_c(word, r->kind))
            return ledger_text(word);
    }
    if (cell.kind == CELL_TEXT)
        cell.text = upstream_word(t, c->target, cell.text);
    if (cell.kind == CELL_DATE && t->dates.n)
        return ledger_text(upstream_time_text(a, t, cell.at));
    return cell;
}

static enum err row_write(struct outgoing *o, struct reply *r)
{
    for (size_t i = 0; i < r->table->n; i++)
        o->cells[i] = cell_of(r, &r->table->columns[i]);
    o->out->rows++;
    return sheet_out_row(o->cx, o->sheet, o->cells);
}

/* ---- the rows ---- */

static enum err row_take(struct outgoing *o, struct reply *r, const struct demand *d)
{
    struct ctx *cx = r->line.cx;
    char hash[HASH_HEX] = "";
    r->line.d = *d;
    r->kind = kind_of(&r->line);
    if (!r->kind) {
        o->out->open++;
        return OK;
    }
    int64_t at = d->answered_at ? d->answered_at : d->ended_at;
    if (at < o->job->since)
        return OK;
    TRY(demand_line(&r->line, d));
    TRY(told_fill(cx, r));
    reply_hash(cx, r, hash);
    bool same = str_eq_c(d->reply_hash, hash);
    if (same && !o->job->again) {
        o->out->before++;
        return OK;
    }
    o->out->again += d->replied_at != 0;
    struct sent *s = NEW(o->cx->arena, struct sent);
    s->demand_id = d->id;
    memcpy(s->hash, hash, sizeof s->hash);
    *o->end = s;
    o->end = &s->next;
    return row_write(o, r);
}

static enum err page_take(struct outgoing *o, struct reply *r, const struct demand *rows,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum err e = row_take(o, r, &rows[i]);
        if (e != OK && !o->cx->error.message && r->line.cx->error.message)
            e = fail(o->cx, e, "%s", "%s", r->line.cx->error.message);
        arena_reset(o->row);
        TRY(e);
    }
    return OK;
}

static enum err rows_take(struct outgoing *o)
{
    struct ctx page_cx = *o->cx, row_cx = *o->cx;
    const struct upstream *u = o->job->upstream;
    struct str after = STR("");
    int64_t after_id = 0;
    size_t n = EXPORT_PAGE;
    row_cx.arena = o->row;
    row_cx.lang = LANG_ZH;
    page_cx.arena = o->page;
    struct reply r = {
        .line = {.cx = &row_cx,
                 .m = mechanism_get(o->cx->app->mechanisms,
                                    str_c(o->cx->app->register_mechanism), 0),
                 .unmasked = true},
        .upstream = u,
        .table = &u->tables[UPSTREAM_REPLIES],
    };
    TRY(db_snapshot(o->cx));
    while (n == EXPORT_PAGE) {
        struct demand *rows = NULL;
        after = str_dup(o->cx->arena, after);
        arena_reset(o->page);
        enum err e = db_all(
            &page_cx, SQL_DEMAND_PAGE_OF_UPSTREAM,
            ARGS(I64(o->cx->jid), TXT(u->code), TXT(after), I64(after_id), I64(EXPORT_PAGE)),
            &demand_shape, (void **)&rows, &n);
        o->cx->error = page_cx.error;
        TRY(e);
        TRY(page_take(o, &r, rows, n));
        if (n) {
            after = rows[n - 1].upstream_no;
            after_id = rows[n - 1].id;
        }
    }
    return OK;
}

/* ---- what went out ---- */

struct marks {
    const struct outgoing *o;
    const struct sent *from; /* of so many */
    bool last;
};

static enum err sent_put(struct ctx *cx, const struct outgoing *o, const struct sent *s)
{
    struct work *w = work_begin(cx);
    struct demand *d = NULL;
    TRY(work_demand(w, s->demand_id, &d));
    work_roles(w, BIT(ROLE_EXCHANGE));
    struct draft *e = work_event(w, SUBJECT_DEMAND, d->id, "reply-sent", -1, 0);
    draft_str(e, "upstream", o->job->upstream->code);
    draft_str(e, "file", o->job->file_name);
    d->replied_at = cx->now;
    d->reply_hash = str_c(s->hash);
    return work_commit(w);
}

static enum err marks_put(struct ctx *cx, void *arg)
{
    const struct marks *m = arg;
    const struct sent *s = m->from;
    struct buf b;
    struct json w;
    for (int i = 0; i < MARKS && s; i++, s = s->next)
        TRY(sent_put(cx, m->o, s));
    if (!m->last)
        return OK;
    buf_init(&b, cx->arena, 4096);
    json_init(&w, &b);
    json_obj(&w);
    json_key(&w, "note");
    json_obj(&w);
    json_kcstr(&w, "ledger", "replies");
    json_kstr(&w, "upstream", m->o->job->upstream->code);
    json_ki64(&w, "rows", m->o->out->rows);
    json_obj_end(&w);
    json_obj_end(&w);
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "export", buf_done(&b));
}

static enum err marks_all(struct outgoing *o)
{
    struct ctx *cx = o->cx;
    const struct sent *s = o->first;
    do {
        struct marks m = {.o = o, .from = s};
        for (int i = 0; i < MARKS && s; i++)
            s = s->next;
        m.last = !s;
        TRY(db_write(cx, cx->app->store, marks_put, &m));
    } while (s);
    return OK;
}

static enum err sheet_begin(struct outgoing *o)
{
    struct ctx *cx = o->cx;
    const struct upstream_table *t = &o->job->upstream->tables[UPSTREAM_REPLIES];
    struct column *cols = NEWS(cx->arena, struct column, t->n);
    for (size_t i = 0; i < t->n; i++) {
        const struct ledger_column *c =
            t->columns[i].target == LEDGER_NONE ? NULL : demand_column(t->columns[i].target);
        bool time =
            t->columns[i].target == LEDGER_REPLY_AT || (c && c->column.type == COLUMN_DATETIME);
        cols[i] = (struct column){
            .title = str_cdup(cx->arena, t->columns[i].title),
            .width = c ? c->column.width : 20,
            .type = time && !t->dates.n ? COLUMN_DATETIME : COLUMN_TEXT,
        };
    }
    struct sheet_spec spec = {.cols = cols, .n = t->n, .worksheet = "办理回复"};
    TRY(ledger_file_kind(cx, o->job->path, &spec.kind));
    o->cells = NEWS(cx->arena, struct cell, t->n);
    return sheet_out_open(cx, o->job->path, &spec, &o->sheet);
}

enum err upstream_replies(struct ctx *cx, const struct upstream_replies *job,
                          struct upstream_replied *out)
{
    struct upstream_replies own = *job;
    const char *slash = strrchr(job->path, '/');
    if (!own.file_name.n)
        own.file_name = str_c(slash ? slash + 1 : job->path);
    *out = (struct upstream_replied){0};
    struct outgoing o = {.cx = cx, .job = &own, .out = out};
    o.end = &o.first;
    TRY(sheet_begin(&o));
    o.page = arena_open(PAGE_ARENA);
    o.row = arena_open(PAGE_ARENA);
    enum err e = rows_take(&o);
    struct fault why = cx->error;
    if (e == OK)
        e = sheet_out_close(cx, o.sheet);
    else
        sheet_out_drop(o.sheet);
    if (e != OK && why.message) {
        fault_clear(cx);
        e = fail(cx, e, "%s", "%s", why.message);
    }
    arena_close(o.page);
    arena_close(o.row);
    TRY(e);
    return marks_all(&o);
}
