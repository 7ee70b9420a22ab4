/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism_change.h"

#include "core/actor.h"
#include "core/app.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/idem.h"
#include "core/mechanism_node.h"
#include "db/db.h"

enum { BODY_MAX = 1 << 20, NUMBERS_MAX = 1000, WHERE_BYTES = 1024, ANSWER_BYTES = 2048 };

static const struct field change_fields[] = {
    FIELD(struct mechanism_change, path, .required = true, .max = 100, .zh = "哪一项",
          .en = "Which"),
    FIELD(struct mechanism_change, value, .required = true, .min = 0, .max = 1000000,
          .zh = "改为", .en = "New value"),
    FIELD(struct mechanism_change, reason, .required = true, .min = 2, .max = 500,
          .zh = "理由和依据", .en = "Why"),
    FIELD(struct mechanism_change, dry_run, .zh = "只看，不写入", .en = "Look only"),
};
const struct shape mechanism_change_shape =
    SHAPE("mechanism_change", struct mechanism_change, change_fields);

struct stored {
    int64_t version;
    struct str body;
};
static const struct field stored_fields[] = {
    FIELD(struct stored, version),
    FIELD(struct stored, body, .max = BODY_MAX),
};
static const struct shape stored_shape =
    SHAPE("stored_mechanism", struct stored, stored_fields);

struct past {
    struct str action, data, name, reason;
    int64_t occurred_at;
};
static const struct field past_fields[] = {
    FIELD(struct past, action),
    FIELD(struct past, data, .max = BODY_MAX),
    FIELD(struct past, name),
    FIELD(struct past, reason, .max = BODY_MAX),
    FIELD(struct past, occurred_at, .as = AS_TIME),
};
static const struct shape past_shape = SHAPE("mechanism_past", struct past, past_fields);

/* A number in the file: where it stands and what it may be. */
struct number {
    const char *path, *group;
    const struct node *node;
    json_t *at, *in; /* in: the object that it is a member of */
    bool limit;      /* of a row of limits */
};
struct numbers {
    struct ctx *cx;
    struct number p[NUMBERS_MAX];
    size_t n;
};

static void walk(struct numbers *s, const char *group, const char *path, const struct node *n,
                 json_t *in, bool limit);

static void walk_rows(struct numbers *s, const char *group, const char *path,
                      const struct node *n, json_t *rows)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
        walk(s, group, str_fmt(s->cx->arena, "%s/%zu", path, i).p, n, row, true);
}

static void walk(struct numbers *s, const char *group, const char *path, const struct node *n,
                 json_t *in, bool limit)
{
    for (size_t i = 0; i < n->kids_n; i++) {
        const struct node *kid = &n->kids[i];
        json_t *v = json_object_get(in, kid->key);
        const char *here = str_fmt(s->cx->arena, "%s/%s", path, kid->key).p;
        const char *of = group ? group : kid->key;
        if (!v)
            continue;
        if (kid->kind == NODE_I64 && s->n < NUMBERS_MAX)
            s->p[s->n++] = (struct number){here, of, kid, v, in, limit};
        else if (kid->kind == NODE_OBJECT || kid->kind == NODE_SPAN)
            walk(s, of, here, kid, v, false);
        else if (kid->kind == NODE_LIST && kid->off == offsetof(struct mechanism, limits))
            walk_rows(s, of, here, kid, v);
    }
}

static enum err in_force(struct ctx *cx, struct stored *out)
{
    bool found = false;
    TRY(db_one(cx, SQL_MECHANISM_NEWEST, ARGS(TXT(str_c(cx->app->register_mechanism))),
               &stored_shape, out, &found));
    return found ? OK : fail(cx, ERR_CONFLICT, "还没有装入机制", "no mechanism is loaded");
}

static enum err numbers_read(struct ctx *cx, struct str body, json_t **root,
                             struct numbers **out)
{
    struct numbers *s = NEW(cx->arena, struct numbers);
    s->cx = cx;
    TRY(json_read(cx, body, root));
    walk(s, NULL, "", &mechanism_root, *root, false);
    *out = s;
    return OK;
}

/* ---- told ---- */

static struct str member(const struct number *n, const char *key)
{
    json_t *v = json_object_get(n->in, key);
    return v ? (struct str){.p = json_string_value(v), .n = json_string_length(v)} : STR("");
}

static struct str word(struct ctx *cx, const struct enum_names *names, struct str code)
{
    return code.n ? str_c(enum_label(names, enum_value(names, code), (int)cx->lang)) : STR("");
}

/* Level, kind, class and difficulty that a row is for; "" for every one. */
static struct str where_text(struct ctx *cx, const struct mechanism *m, const struct number *n)
{
    const struct {
        const char *key;
        const struct choices *of;
    } by[] = {{"kind", &m->kinds}, {"class", &m->classes}, {"difficulty", &m->difficulties}};
    struct buf b;
    buf_init(&b, cx->arena, WHERE_BYTES);
    buf_str(&b, word(cx, &level_names, member(n, "level")));
    for (size_t i = 0; i < COUNT(by); i++) {
        const struct choice *c = choice_find(by[i].of, member(n, by[i].key));
        if (!c)
            continue;
        buf_c(&b, b.n ? " · " : "");
        buf_str(&b, cx->lang == LANG_EN ? c->en : c->zh);
    }
    return b.n ? buf_done(&b) : STR("");
}

static void number_json(struct ctx *cx, struct json *w, const struct mechanism *m,
                        const struct number *n)
{
    json_obj(w);
    json_kcstr(w, "path", n->path);
    json_kcstr(w, "group", n->group);
    json_kcstr(w, "key", n->node->key);
    json_kstr(w, "clock_text",
              n->limit ? word(cx, &clock_kind_names, member(n, "clock")) : STR(""));
    json_kstr(w, "where", n->limit ? where_text(cx, m, n) : STR(""));
    json_kstr(w, "unit_text", word(cx, &span_unit_names, member(n, "unit")));
    json_kstr(w, "why", member(n, "why"));
    json_ki64(w, "value", json_integer_value(n->at));
    json_ki64(w, "min", n->node->min);
    json_ki64(w, "max", n->node->max);
    json_obj_end(w);
}

/* Of an event's data: which version, and of a change what became of which number. */
static enum err data_json(struct ctx *cx, struct json *w, struct str data)
{
    static const char *const keys[] = {"name", "mechanism", "version",
                                       "path", "before",    "after"};
    json_t *d = NULL;
    TRY(json_read(cx, data, &d));
    for (size_t i = 0; i < COUNT(keys); i++) {
        const json_t *v = json_object_get(d, keys[i]);
        if (json_is_integer(v))
            json_ki64(w, keys[i], json_integer_value(v));
        else if (v)
            json_kcstr(w, keys[i], json_string_value(v));
    }
    return OK;
}

static enum err history_json(struct ctx *cx, struct json *w)
{
    void *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_MECHANISM_HISTORY, ARGS(I64(cx->jid), I64(cx->app->root_unit)),
               &past_shape, &rows, &n));
    json_key(w, "history");
    json_arr(w);
    for (size_t i = 0; i < n; i++) {
        const struct past *p = (const struct past *)rows + i;
        json_obj(w);
        json_kstr(w, "action", p->action);
        json_ktime(w, "at", p->occurred_at);
        json_kstr(w, "by", p->name);
        json_kstr(w, "reason", p->reason);
        TRY(data_json(cx, w, p->data));
        json_obj_end(w);
    }
    json_arr_end(w);
    return OK;
}

enum err mechanism_numbers_json(struct ctx *cx, struct json *w, int64_t *version)
{
    struct stored now = {0};
    struct numbers *s = NULL;
    const struct mechanism *m = NULL;
    json_t *root = NULL;
    TRY(in_force(cx, &now));
    TRY(mechanism_parse(cx, cx->arena, cx->app->register_mechanism, now.body, &m));
    TRY(numbers_read(cx, now.body, &root, &s));
    json_kstr(w, "name", m->name);
    json_kstr(w, "label", cx->lang == LANG_EN ? m->en : m->zh);
    json_ki64(w, "version", now.version);
    json_key(w, "numbers");
    json_arr(w);
    for (size_t i = 0; i < s->n; i++)
        number_json(cx, w, m, &s->p[i]);
    json_arr_end(w);
    *version = now.version;
    return history_json(cx, w);
}

/* ---- changed ---- */

struct change_job {
    const struct mechanism_change *in;
    int64_t expected, version;
    struct str answer;
};

static enum err find(struct ctx *cx, const struct numbers *s, struct str path,
                     const struct number **out)
{
    for (size_t i = 0; i < s->n; i++) {
        if (str_eq_c(path, s->p[i].path)) {
            *out = &s->p[i];
            return OK;
        }
    }
    return fail_at(cx, ERR_INPUT, "path", "机制里没有这一项，或不能在页面上改",
                   "the mechanism has no such number, or it is not changed on a page");
}

/* {"name","version","path","before","after"}, and what the answer says besides. */
static struct str change_json(struct ctx *cx, const struct change_job *j, int64_t before,
                              const int64_t *keeping)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, ANSWER_BYTES);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "name", cx->app->register_mechanism);
    json_ki64(&w, "version", j->version);
    json_kstr(&w, "path", j->in->path);
    json_ki64(&w, "before", before);
    json_ki64(&w, "after", j->in->value);
    if (keeping)
        json_ki64(&w, "keeping", *keeping);
    if (keeping)
        json_kbool(&w, "dry_run", j->in->dry_run);
    json_obj_end(&w);
    return buf_done(&b);
}

static enum err put(struct ctx *cx, struct change_job *j, struct str body, int64_t before)
{
    const struct audit_text text[] = {{"reason", j->in->reason}};
    TRY(mechanism_store(cx, cx->app->register_mechanism, body, &j->version));
    const struct audit a = {.kind = SUBJECT_UNIT,
                            .id = cx->app->root_unit,
                            .action = "mechanism-changed",
                            .data = change_json(cx, j, before, NULL),
                            .text = text,
                            .texts = COUNT(text)};
    return audit_write(cx, &a);
}

/* The text with the one number changed, found good. */
static enum err changed(struct ctx *cx, const struct change_job *j, struct str *body,
                        int64_t *before, struct str *clock)
{
    struct stored now = {0};
    struct numbers *s = NULL;
    const struct number *n = NULL;
    const struct mechanism *m = NULL;
    json_t *root = NULL;
    TRY(in_force(cx, &now));
    if (now.version != j->expected)
        return fail(cx, ERR_STALE, "您打开之后有人改过", "it was changed meanwhile");
    TRY(numbers_read(cx, now.body, &root, &s));
    TRY(find(cx, s, j->in->path, &n));
    *before = json_integer_value(n->at);
    *clock = n->limit ? member(n, "clock") : STR("");
    if (*before == j->in->value)
        return fail_at(cx, ERR_INPUT, "value", "与现行的一样", "it is what holds already");
    if (j->in->value < n->node->min || j->in->value > n->node->max)
        return fail_at(cx, ERR_INPUT, "value", "应为%lld至%lld", "%lld to %lld expected",
                       (long long)n->node->min, (long long)n->node->max);
    if (json_integer_set(n->at, j->in->value) != 0)
        return fail(cx, ERR_BUG, "不是数字", "not a number");
    TRY(mechanism_canonical(cx, root, body));
    return mechanism_parse(cx, cx->arena, cx->app->register_mechanism, *body, &m);
}

static enum err change_run(struct ctx *cx, void *arg)
{
    struct change_job *j = arg;
    struct str body = {0}, clock = {0};
    int64_t before = 0, keeping = 0;
    TRY(changed(cx, j, &body, &before, &clock));
    if (clock.n)
        TRY(db_i64(cx, SQL_MECHANISM_KEEPING, ARGS(I64(cx->jid), TXT(clock)), 0, &keeping));
    j->version = j->expected;
    if (!j->in->dry_run)
        TRY(put(cx, j, body, before));
    j->answer = change_json(cx, j, before, &keeping);
    return j->in->dry_run ? OK : idem_put(cx, 200, j->answer);
}

enum err mechanism_change(struct ctx *cx, const struct mechanism_change *b, int64_t expected,
                          struct str *answer, int64_t *version)
{
    struct change_job j = {.in = b, .expected = expected};
    if (b->dry_run) {
        TRY(db_acquire(cx, cx->app->store, &cx->db));
        enum err e = change_run(cx, &j);
        db_release(cx->db);
        cx->db = NULL;
        TRY(e);
    } else {
        TRY(db_write(cx, cx->app->store, change_run, &j));
        TRY(app_reload(cx));
    }
    *answer = j.answer;
    *version = j.version;
    return OK;
}
