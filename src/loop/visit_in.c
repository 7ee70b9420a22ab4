/* SPDX-License-Identifier: Apache-2.0
 * A table of visits is entered: each with the demands that were said at its door.
 */
#include <inttypes.h>
#include <string.h>

#include "core/app.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/work.h"
#include "db/db.h"
#include "loop/directory_json.h"
#include "loop/intake.h"
#include "loop/visit_file.h"

enum { CHUNK = 100, ANSWER_BYTES = 1 << 20 };

struct bringing {
    const struct visit_bring *in;
    struct visits_brought *out;
    struct visit_new *rows; /* of read.rows */
    struct visit_done *done;
    struct str channel;
    bool read_back;
};

/* The part that is entered in one transaction. */
struct chunk {
    struct bringing *b;
    size_t from, n;
    int64_t *ids;
    struct visit_new *rows;
    struct visit_line *lines;
    struct intake_drawn **drawn;
    struct visit_done *done;
};

/* Nobody reads back what a table says: that is recorded where the mechanism asks for it. */
static struct demand_new demand_of(const struct bringing *b, const struct visit_line *l,
                                   size_t k)
{
    return (struct demand_new){
        .words = l->said.p[k],
        .class = k < l->classes.n ? l->classes.p[k] : STR(""),
        .channel = b->channel,
        .address = l->in.address,
        .place_id = l->in.place_id,
        .privacy = l->name.n || l->phone.n ? PRIVACY_NAMED : PRIVACY_ANONYMOUS,
        .name = l->name,
        .phone = l->phone,
        .said_at = l->in.visited_at,
        .read_back = b->read_back ? READ_BACK_NOT : READ_BACK_NONE,
        .not_read_why = b->read_back ? STR("由走访表导入") : STR(""),
    };
}

/* ---- looked at ---- */

static enum err channel_of(struct ctx *cx, struct bringing *b)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!m)
        return fail(cx, ERR_BUG, "没有装入机制", "no mechanism is loaded");
    const struct choice *c = choice_find(&m->channels, STR("visit"));
    b->channel = c ? c->code : STR("");
    b->read_back = c && c->read_back;
    return OK;
}

static int column_of(const char *field)
{
    static const struct {
        const char *field;
        enum visit_column column;
    } all[] = {
        {"place_id", VISIT_PLACE},  {"visited_at", VISIT_DATE}, {"said_at", VISIT_DATE},
        {"outcome", VISIT_OUTCOME}, {"team", VISIT_TEAM},       {"words", VISIT_SAID},
        {"class", VISIT_CLASS},     {"name", VISIT_NAME},       {"phone", VISIT_PHONE},
        {"address", VISIT_ADDRESS},
    };
    for (size_t i = 0; field && i < COUNT(all); i++)
        if (strcmp(field, all[i].field) == 0)
            return (int)all[i].column;
    return -1;
}

static void refuse(struct ctx *cx, struct visits_brought *o, const struct visit_line *l,
                   const char *field, const char *why)
{
    visit_fault(cx, &o->read, l->row, column_of(field), str_c(why));
}

static enum err demands_look(struct ctx *cx, struct bringing *b, size_t i)
{
    struct visit_done *d = &b->done[i];
    const struct visit_line *l = &b->out->read.rows[i];
    for (size_t k = 0; k < l->said.n && !d->why; k++) {
        struct demand_new said = demand_of(b, l, k);
        struct demand row;
        enum err e = intake_look(cx, &said, &row);
        if (e == ERR_IO || e == ERR_BUG)
            return e;
        if (e != OK) {
            d->why = cx->error.message;
            d->field = cx->error.field;
            fault_clear(cx);
        }
    }
    return OK;
}

static const char CHANGED_ZH[] = "这次走访已经登记，本行内容与当时不同，未作改动：请在走访"
                                 "记录里更正";
static const char CHANGED_EN[] = "entered before with other content, and left as it is: "
                                 "correct the visit itself";

static enum err look_all(struct ctx *cx, struct bringing *b)
{
    struct visits_brought *o = b->out;
    const struct visit_bring *in = b->in;
    struct campaign c;
    TRY(campaign_find(cx, in->campaign, &c));
    TRY(visit_file_read(cx, in->path, in->name, in->campaign, &o->read));
    TRY(channel_of(cx, b));
    b->rows = NEWS(cx->arena, struct visit_new, o->read.n + 1);
    b->done = NEWS(cx->arena, struct visit_done, o->read.n + 1);
    for (size_t i = 0; i < o->read.n; i++)
        b->rows[i] = o->read.rows[i].in;
    TRY(visits_look(cx, b->rows, o->read.n, b->done));
    for (size_t i = 0; i < o->read.n; i++) {
        const struct visit_line *l = &o->read.rows[i];
        struct visit_done *d = &b->done[i];
        if (!d->why && !d->known)
            TRY(demands_look(cx, b, i));
        if (d->why)
            refuse(cx, o, l, d->field, d->why);
        else if (d->changed)
            refuse(cx, o, l, NULL, cx->lang == LANG_EN ? CHANGED_EN : CHANGED_ZH);
        else if (d->known)
            o->known++;
        else {
            o->fresh++;
            o->demands += (int64_t)l->said.n;
        }
    }
    return OK;
}

/* ---- entered ---- */

/* Between the look and the write somebody else may have entered the row. */
static enum err chunk_run(struct ctx *cx, void *arg)
{
    const struct chunk *c = arg;
    struct work *w = work_begin(cx);
    size_t raised = 0;
    TRY(visits_enter(cx, c->rows, c->n, c->ids, c->done));
    for (size_t i = 0; i < c->n; i++) {
        const struct visit_line *l = &c->lines[i];
        for (size_t k = 0; k < l->said.n && !c->done[i].why && !c->done[i].known; k++) {
            struct demand_new said = demand_of(c->b, l, k);
            struct demand *d = NULL;
            said.visit = c->done[i].id;
            TRY(intake_put(cx, w, &said, &c->drawn[i][k], &d));
            raised++;
        }
    }
    return raised ? work_commit(w) : OK;
}

static enum err chunk_draw(struct ctx *cx, struct chunk *c, const struct visit_line *l)
{
    size_t at = c->n++;
    c->ids[at] = app_id(cx);
    c->rows[at] = l->in;
    c->lines[at] = *l;
    c->drawn[at] = NEWS(cx->arena, struct intake_drawn, l->said.n + 1);
    for (size_t k = 0; k < l->said.n; k++)
        TRY(intake_draw(cx, &c->drawn[at][k]));
    return OK;
}

static enum err chunk_enter(struct ctx *cx, struct chunk *c)
{
    struct visits_brought *o = c->b->out;
    if (!c->n)
        return OK;
    TRY(db_write(cx, cx->app->store, chunk_run, c));
    for (size_t i = 0; i < c->n; i++) {
        const struct visit_done *d = &c->done[i];
        if (!d->why && !d->known)
            continue;
        o->fresh--;
        o->demands -= (int64_t)c->lines[i].said.n;
        if (d->why)
            refuse(cx, o, &c->lines[i], d->field, d->why);
        else
            o->known++;
    }
    c->n = 0;
    return OK;
}

static enum err enter_all(struct ctx *cx, struct bringing *b)
{
    struct visits_read *r = &b->out->read;
    struct chunk c = {
        .b = b,
        .ids = NEWS(cx->arena, int64_t, CHUNK),
        .rows = NEWS(cx->arena, struct visit_new, CHUNK),
        .lines = NEWS(cx->arena, struct visit_line, CHUNK),
        .drawn = NEWS(cx->arena, struct intake_drawn *, CHUNK),
        .done = NEWS(cx->arena, struct visit_done, CHUNK),
    };
    for (size_t i = 0; i < r->n; i++) {
        if (b->done[i].why || b->done[i].known)
            continue;
        TRY(chunk_draw(cx, &c, &r->rows[i]));
        if (c.n == CHUNK)
            TRY(chunk_enter(cx, &c));
    }
    return chunk_enter(cx, &c);
}

/* ---- told ---- */

static struct str answer_of(struct ctx *cx, const struct bringing *b)
{
    const struct visits_brought *o = b->out;
    struct buf out;
    struct json j;
    buf_init(&out, cx->arena, ANSWER_BYTES);
    json_init(&j, &out);
    json_obj(&j);
    json_kbool(&j, "dry_run", b->in->dry_run);
    json_ki64(&j, "rows", o->read.read);
    json_ki64(&j, "new", o->fresh);
    json_ki64(&j, "demands", o->demands);
    json_ki64(&j, "known", o->known);
    json_ki64(&j, "repeated", o->read.repeated);
    json_ki64(&j, "refused", o->read.read - o->fresh - o->known - o->read.repeated);
    directory_faults_json(&j, o->read.faults, o->read.faults_n, o->read.faults_all);
    json_obj_end(&j);
    return buf_done(&out);
}

static enum err told_run(struct ctx *cx, void *arg)
{
    const struct bringing *b = arg;
    const struct visits_brought *o = b->out;
    if (o->fresh)
        TRY(audit_put(cx, SUBJECT_OFFICER, cx->actor->officer_id, "visits-brought",
                      str_fmt(cx->arena,
                              "{\"note\":{\"rows\":%" PRId64 ",\"made\":%" PRId64
                              ",\"demands\":%" PRId64 "}}",
                              o->read.read, o->fresh, o->demands)));
    return idem_put(cx, 200, answer_of(cx, b));
}

static enum err look_alone(struct ctx *cx, struct bringing *b)
{
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = look_all(cx, b);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

enum err visits_bring(struct ctx *cx, const struct visit_bring *in, struct visits_brought *out,
                      struct str *answer)
{
    struct bringing b = {.in = in, .out = out};
    *out = (struct visits_brought){0};
    enum err e = cx->db ? look_all(cx, &b) : look_alone(cx, &b);
    TRY(e);
    if (!in->dry_run) {
        TRY(enter_all(cx, &b));
        TRY(db_write(cx, cx->app->store, told_run, &b));
    }
    *answer = answer_of(cx, &b);
    return OK;
}
