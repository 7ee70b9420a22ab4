/* SPDX-License-Identifier: Apache-2.0
 * The calendar for the administrator: two years of it, and another one taken over with the
 * limits that it moves.
 */
#include <string.h>

#include "api/call.h"
#include "api/handlers.h"
#include "core/app_open.h"
#include "core/audit.h"
#include "core/calendar.h"
#include "loop/reckon.h"

enum { TOLD_MAX = 200, TOLD_BYTES = 128 * 1024 };

struct calendar_args {
    bool dry_run;
};
static const struct field query_fields[] = {
    FIELD(struct calendar_args, dry_run, .zh = "只看，不写入", .en = "Look only"),
};
const struct shape calendar_query = SHAPE("calendar_query", struct calendar_args, query_fields);

enum err calendar_get(struct call *c)
{
    TRY(db_snapshot(&c->cx));
    return calendar_json(&c->cx, call_json(c, 200));
}

/* Limits that move; the first are told, all are counted. */
struct told {
    struct ctx *cx;
    struct buf out;
    struct json w;
    size_t n;
};

static void tell(void *arg, const struct reckon_moved *m)
{
    struct told *t = arg;
    if (t->n++ >= TOLD_MAX)
        return;
    json_obj(&t->w);
    json_kstr(&t->w, "num", m->num);
    json_kcstr(&t->w, "clock_text", enum_label(&clock_kind_names, m->kind, (int)t->cx->lang));
    json_ktime(&t->w, "before", m->before);
    json_ktime(&t->w, "after", m->after);
    json_obj_end(&t->w);
}

struct load {
    struct str text;
    int64_t changed;
};

static enum err load_write(struct ctx *cx, void *arg)
{
    struct load *l = arg;
    TRY(calendar_store(cx, l->text, &l->changed));
    return audit_put(cx, SUBJECT_UNIT, cx->app->root_unit, "calendar-loaded",
                     str_fmt(cx->arena, "{\"changed\":%lld}", (long long)l->changed));
}

static enum err take(struct call *c, struct load *l, struct told *t, size_t *moved)
{
    TRY(db_write(&c->cx, c->cx.app->store, load_write, l));
    TRY(app_reload(&c->cx));
    return reckon_all(&c->cx, tell, t, moved);
}

static enum err look(struct call *c, struct load *l, struct told *t, size_t *moved)
{
    const struct calendar *calendar = NULL;
    TRY(call_read(c));
    TRY(db_snapshot(&c->cx));
    TRY(calendar_look(&c->cx, l->text, &l->changed, &calendar));
    TRY(reckon_look(&c->cx, calendar, tell, t, moved));
    call_read_end(c);
    return OK;
}

/* What a table programme writes in front of UTF-8. */
static struct str without_mark(struct str s)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t n = sizeof mark - 1;
    return s.n >= n && memcmp(s.p, mark, n) == 0 ? (struct str){s.p + n, s.n - n} : s;
}

enum err calendar_post(struct call *c)
{
    const struct calendar_args *q = c->query;
    struct load l = {.text = without_mark(c->req->body)};
    struct told t = {.cx = &c->cx};
    size_t moved = 0;
    if (l.text.n == 0)
        return fail_at(&c->cx, ERR_INPUT, "file", "文件是空的", "the file is empty");
    buf_init(&t.out, c->cx.arena, TOLD_BYTES);
    json_init(&t.w, &t.out);
    json_arr(&t.w);
    TRY(q->dry_run ? look(c, &l, &t, &moved) : take(c, &l, &t, &moved));
    json_arr_end(&t.w);
    struct json *w = call_json(c, 200);
    json_ki64(w, "changed", l.changed);
    json_ki64(w, "moved_all", (int64_t)moved);
    json_key(w, "moved");
    json_raw(w, buf_done(&t.out));
    return OK;
}
