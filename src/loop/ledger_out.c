/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_out.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "core/audit.h"
#include "core/event_row.h"
#include "loop/labels.h"
#include "loop/ledger_as_of.h"
#include "loop/ledger_out_impl.h"
#include "loop/ledger_words.h"

enum { PAGE_ARENA = 1 << 30, SALT_BYTES = 16 };

enum err ledger_file_kind(struct ctx *cx, const char *path, enum sheet_out_kind *out)
{
    static const struct {
        const char *end;
        enum sheet_out_kind kind;
    } kinds[] = {{".xlsx", SHEET_OUT_XLSX}, {".csv", SHEET_OUT_CSV}};
    size_t n = strlen(path);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t end = strlen(kinds[i].end);
        if (n > end && strcasecmp(path + n - end, kinds[i].end) == 0) {
            *out = kinds[i].kind;
            return OK;
        }
    }
    return fail(cx, ERR_INPUT, "文件名须以 .xlsx 或 .csv 结尾：%s",
                "the file's name must end in .xlsx or .csv: %s", path);
}

/* ---- cells ---- */

struct cell ledger_text(struct str s)
{
    return (struct cell){.kind = s.n ? CELL_TEXT : CELL_EMPTY, .text = s};
}

struct cell ledger_words(const struct line *l)
{
    bool kept = l->d.privacy == PRIVACY_CONFIDENTIAL && !l->unmasked && l->words.n;
    return ledger_text(kept ? label_in_confidence(l->cx) : l->words);
}

struct cell ledger_int(int64_t v)
{
    return (struct cell){.kind = CELL_NUMBER, .number = (double)v};
}

struct cell ledger_time(int64_t at)
{
    return (struct cell){.kind = at ? CELL_DATE : CELL_EMPTY, .at = at};
}

struct cell ledger_day_end(int64_t at)
{
    if (!at || at != time_day_start(time_day(at)))
        return ledger_time(at);
    return (struct cell){
        .kind = CELL_DATE, .at = time_day_start(time_day(at) - 1), .date_only = true};
}

struct cell ledger_label_of(const struct line *l, const struct enum_names *names, int value)
{
    return ledger_text(value ? str_c(enum_label(names, value, (int)l->cx->lang)) : STR(""));
}

struct cell ledger_unit_cell(const struct line *l, int64_t unit)
{
    return ledger_text(ledger_unit_name(l->cx->arena, l->cx->app->org, unit));
}

/* ---- what stands beside a row ---- */

struct text {
    int64_t seq;
    struct str name, salt, body;
};
static const struct field text_fields[] = {
    FIELD(struct text, seq),
    FIELD(struct text, name),
    FIELD(struct text, salt),
    FIELD(struct text, body),
};
static const struct shape text_shape = SHAPE("event_text", struct text, text_fields);

enum err ledger_texts(struct ctx *cx, struct ledger_subject of, struct line *l,
                      ledger_text_fn *fn)
{
    struct text *texts = NULL;
    size_t n = 0;
    struct str name = str_c(enum_text(&subject_names, (int)of.kind));
    TRY(db_all(cx, SQL_EVENT_TEXT_BY_SUBJECT, ARGS(I64(cx->jid), TXT(name), I64(of.id)),
               &text_shape, (void **)&texts, &n));
    for (size_t i = 0; i < n; i++)
        if (texts[i].seq <= of.version)
            fn(l, texts[i].seq, texts[i].name, texts[i].body);
    return OK;
}

enum err ledger_tasks(struct ctx *cx, struct line *l)
{
    struct task *tasks = NULL;
    struct buf b;
    size_t n = 0;
    buf_init(&b, cx->arena, 8192);
    TRY(db_all(cx, SQL_TASK_BY_MATTER, ARGS(I64(cx->jid), I64(l->matter.id)), &task_shape,
               (void **)&tasks, &n));
    for (size_t i = 0; i < n; i++) {
        if (l->at)
            TRY(as_of_task(cx, tasks[i].id, l->at, &tasks[i]));
        if (!tasks[i].id || tasks[i].state == TASK_WITHDRAWN)
            continue;
        if (tasks[i].role == TASK_LEAD) {
            l->task = tasks[i];
            l->has_lead = true;
        } else if (tasks[i].role == TASK_HELPER) {
            buf_c(&b, b.n ? "、" : "");
            buf_str(&b, ledger_unit_name(cx->arena, cx->app->org, tasks[i].unit_id));
        }
    }
    l->helpers = b.n ? buf_done(&b) : STR("");
    return OK;
}

/* ---- the run ---- */

static const struct ledger *ledger_at(size_t i)
{
    if (i < demand_ledgers_n)
        return &demand_ledgers[i];
    i -= demand_ledgers_n;
    return i < matter_ledgers_n ? &matter_ledgers[i] : NULL;
}

const char *ledger_name(size_t i)
{
    return ledger_at(i) ? ledger_at(i)->name : NULL;
}

const char *ledger_label(size_t i, enum lang lang)
{
    const struct ledger *l = ledger_at(i);
    if (!l)
        return NULL;
    return lang == LANG_EN ? l->en : l->zh;
}

static enum err ledger_find(struct ctx *cx, struct str name, const struct ledger **out)
{
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; ledger_name(i); i++) {
        if (str_eq_c(name, ledger_name(i))) {
            *out = ledger_at(i);
            return OK;
        }
        buf_fmt(&b, "%s%s", i ? ", " : "", ledger_name(i));
    }
    return fail(cx, ERR_INPUT, "没有台账“%.*s”，可选：%.*s",
                "no ledger \"%.*s\", there are: %.*s", STR_ARG(name), STR_ARG(buf_done(&b)));
}

enum err export_line(struct export *e, struct line *l)
{
    l->serial = ++e->rows;
    for (size_t i = 0; i < e->ledger->n; i++)
        e->cells[i] = e->ledger->columns[i].cell(l);
    if (e->days) {
        const struct scheme_at at = scheme_days_at(
            e->days, &(struct scheme_asked){l->d.id, l->d.class, l->d.recorded_at});
        e->cells[e->ledger->n] = ledger_text(scheme_at_text(l->cx, &at));
    }
    enum err err = sheet_out_row(e->cx, e->out, e->cells);
    arena_reset(e->row);
    return err;
}

/* ---- the same ledger coming back ---- */

static const struct cell *title_find(const struct row *header, const char *title)
{
    for (size_t i = 0; i < header->n; i++)
        if (header->cells[i].kind == CELL_TEXT &&
            str_eq_c(str_trim(header->cells[i].text), title))
            return &header->cells[i];
    return NULL;
}

bool ledger_of_header(struct ctx *cx, const struct row *header, struct mapping *out,
                      const char **record)
{
    const struct ledger *ledger = NULL;
    for (size_t i = 0; !ledger && ledger_at(i); i++) {
        bool all = true;
        ledger = ledger_at(i);
        for (size_t k = 0; k < ledger->n && all; k++)
            all = (ledger->columns[k].marks & COLUMN_LATE) ||
                  title_find(header, ledger->columns[k].column.title) != NULL;
        if (!all)
            ledger = NULL;
    }
    if (!ledger)
        return false;
    struct mapping m = {.header_row = header->number,
                        .columns = NEWS(cx->arena, struct mapping_column, header->n),
                        .n = header->n};
    for (size_t i = 0; i < header->n; i++)
        m.columns[i] = (struct mapping_column){
            .title = header->cells[i].kind == CELL_EMPTY
                         ? STR("")
                         : str_dup(cx->arena, header->cells[i].text),
            .target = LEDGER_NONE,
        };
    *record = ledger->name;
    for (size_t k = 0; k < ledger->n; k++) {
        const struct ledger_column *c = &ledger->columns[k];
        const struct cell *at = title_find(header, c->column.title);
        if (!at)
            continue;
        struct mapping_column *to = &m.columns[at - header->cells];
        to->target = c->target;
        to->score = c->target < 0 ? 0 : COLUMNS_NAME;
        if (c->target >= 0)
            *record = NULL;
    }
    *out = m;
    return true;
}

struct record {
    const struct export *e;
    struct str salt;
};

/* Who took a file out: an event of the root unit; the reason is free text and stands beside. */
static enum err export_record(struct ctx *cx, void *arg)
{
    const struct record *r = arg;
    const struct ledger_export *job = r->e->job;
    struct buf b;
    struct json w;
    struct event last = {0};
    bool found = false;
    int64_t unit = cx->app->root_unit;
    buf_init(&b, cx->arena, 4096);
    json_init(&w, &b);
    json_obj(&w);
    json_key(&w, "note");
    json_obj(&w);
    json_kcstr(&w, "ledger", r->e->ledger->name);
    json_ki64(&w, "rows", r->e->rows);
    json_kbool(&w, "unmasked", job->unmasked);
    if (job->at)
        json_ktime(&w, "as_of", job->at);
    if (job->picked.n) {
        json_key(&w, "picked_by");
        json_raw(&w, job->picked);
    } else {
        json_ki64(&w, "system_user", (int64_t)getuid());
    }
    json_obj_end(&w);
    if (job->reason.n) {
        json_key(&w, "texts");
        json_obj(&w);
        json_kstr(&w, "reason", hash_hex(cx->arena, hash_sha256_2(r->salt, job->reason)));
        json_obj_end(&w);
    }
    json_obj_end(&w);
    TRY(audit_put(cx, SUBJECT_UNIT, unit, "export", buf_done(&b)));
    if (!job->reason.n)
        return OK;
    struct str kind = str_c(enum_text(&subject_names, SUBJECT_UNIT));
    TRY(db_one(cx, SQL_EVENT_LAST, ARGS(I64(cx->jid), TXT(kind), I64(unit)), &event_shape,
               &last, &found));
    return db_exec(cx, SQL_EVENT_TEXT_INSERT,
                   ARGS(I64(cx->jid), TXT(kind), I64(unit), I64(last.seq), TXT(STR("reason")),
                        TXT(r->salt), TXT(job->reason)),
                   NULL);
}

static enum err export_open(struct export *e)
{
    struct ctx *cx = e->cx;
    struct column *cols = NEWS(cx->arena, struct column, e->ledger->n + 1);
    size_t n = e->ledger->n;
    for (size_t i = 0; i < n; i++)
        cols[i] = e->ledger->columns[i].column;
    if (e->days)
        cols[n++] = (struct column){str_fmt(cx->arena, "分类：%.*s", STR_ARG(e->days->name)).p,
                                    20, COLUMN_TEXT};
    struct sheet_spec spec = {
        .cols = cols,
        .n = n,
        .worksheet = e->ledger->zh,
        .watermark = label_not_real(cx),
    };
    TRY(ledger_file_kind(cx, e->job->path, &spec.kind));
    e->cells = NEWS(cx->arena, struct cell, n);
    return sheet_out_open(cx, e->job->path, &spec, &e->out);
}

static enum err export_run(struct export *e)
{
    struct ctx *cx = e->cx;
    struct record record = {.e = e, .salt = rand_hex(cx->arena, SALT_BYTES)};
    struct ctx row_cx = *cx;
    row_cx.arena = e->row;
    struct line l = {
        .cx = &row_cx,
        .m = mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0),
        .unmasked = e->job->unmasked,
        .at = e->job->at,
    };
    TRY(db_snapshot(cx));
    enum err err = e->ledger->rows(e, &l, e->ledger->book);
    if (err != OK && !cx->error.message)
        cx->error = row_cx.error;
    TRY(err);
    if (e->job->picked.n) { /* nobody waits for the writer with a reader in hand */
        db_release(cx->db);
        cx->db = NULL;
    }
    struct ctx write_cx = *cx;
    write_cx.actor = cx->actor ? cx->actor : &actor_system;
    err = db_write(&write_cx, cx->app->store, export_record, &record);
    cx->error = write_cx.error;
    return err;
}

enum err ledger_export(struct ctx *cx, const struct ledger_export *job, int64_t *rows)
{
    struct export e = {.cx = cx, .job = job};
    TRY(ledger_find(cx, job->ledger, &e.ledger));
    if (job->unmasked && str_trim(job->reason).n == 0)
        return fail_at(cx, ERR_INPUT, "reason", "导出不脱敏的数据须用 --reason 写明理由",
                       "unmasked data needs a reason: --reason");
    if (job->at && !e.ledger->book)
        return fail_at(cx, ERR_INPUT, "as_of", "只有诉求台账可以按日期回看",
                       "only ledgers of demands are shown as of a day");
    if (job->scheme.n && !e.ledger->book)
        return fail_at(cx, ERR_INPUT, "scheme", "只有诉求台账可以带分类体系",
                       "only ledgers of demands have classes of a scheme");
    if (job->scheme.n)
        TRY(scheme_days_open(cx, job->scheme, job->at ? job->at : INT64_MAX, &e.days));
    TRY(export_open(&e));
    e.page = arena_open(PAGE_ARENA);
    e.row = arena_open(PAGE_ARENA);
    enum err err = export_run(&e);
    struct fault why = cx->error;
    if (err == OK)
        err = sheet_out_close(cx, e.out);
    else
        sheet_out_drop(e.out);
    /* The sentence may lie in an arena that goes now. */
    if (err != OK && why.message) {
        fault_clear(cx);
        err = fail(cx, err, "%s", "%s", why.message);
    }
    arena_close(e.page);
    arena_close(e.row);
    if (err == OK)
        *rows = e.rows;
    return err;
}
