/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/ledger_in.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/number.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/app.h"
#include "db/db.h"
#include "loop/ledger_seen.h"
#include "loop/take_over.h"

enum {
    CHUNK = 500, /* rows in one transaction: about a quarter of a second */
    CHUNK_ARENA = 1 << 30,
    MAP_BYTES_MAX = 1 << 20,
    BUSY_TRIES = 60,
};

enum fate { FATE_FRESH, FATE_KNOWN, FATE_CHANGED, FATE_REFUSED };

struct item {
    struct ledger_row row;
    struct take_over take;
    enum fate fate;
    struct str known_num; /* FATE_CHANGED: which demand bears the number */
};

struct run {
    struct ctx *cx;
    const struct ledger_import *job;
    struct ledger_result *out;
    struct ledger_reader reader;
    struct ledger_seen *seen;
    struct arena *arena; /* of the chunk */
    struct item *items;
    size_t n;
    int64_t total; /* rows of the file, when somebody watches */
};

/* ---- mapping ---- */

static enum err file_map(struct ctx *cx, const char *path, size_t max, struct str *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s：%s", "%s: %s", path,
                    strerror(errno));
    void *p = NULL;
    enum err e = OK;
    bool known = fstat(fd, &st) == 0;
    if (known && (size_t)st.st_size > max)
        e = fail(cx, ERR_TOO_LARGE, "%s 过大", "%s is too large", path);
    else if (known && st.st_size > 0)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (!known || p == MAP_FAILED)
        e = fail(cx, ERR_IO, "%s：%s", "%s: %s", path, strerror(errno));
    close(fd);
    if (e == OK)
        *out = (struct str){p ? p : "", (size_t)st.st_size};
    return e;
}

static void file_unmap(struct str s)
{
    if (s.n)
        munmap((void *)(uintptr_t)s.p, s.n);
}

enum err ledger_map_load(struct ctx *cx, const char *path, struct mapping *out)
{
    struct str text = {0};
    json_t *in = NULL;
    TRY(file_map(cx, path, MAP_BYTES_MAX, &text));
    struct str copy = str_dup(cx->arena, text);
    file_unmap(text);
    TRY(json_read(cx, copy, &in));
    return columns_load(cx, in, ledger_targets, out);
}

struct str ledger_map_text(struct ctx *cx, const struct mapping *m)
{
    struct buf b;
    struct json w;
    buf_init(&b, cx->arena, MAP_BYTES_MAX);
    json_init(&w, &b);
    columns_json(&w, m, ledger_targets);
    buf_ch(&b, '\n');
    return buf_done(&b);
}

/* The first required target that no column holds; a title may stand for the words. */
static int missing(const struct mapping *m)
{
    for (size_t t = 0; t < ledger_targets.n; t++) {
        bool there = columns_of(m, (int)t) >= 0;
        if (t == LEDGER_WORDS)
            there |= columns_of(m, LEDGER_TITLE) >= 0;
        if (ledger_targets.p[t].required && !there)
            return (int)t;
    }
    return -1;
}

static struct str titles_of(struct ctx *cx, const struct mapping *m)
{
    struct buf b;
    buf_init(&b, cx->arena, 4096);
    for (size_t i = 0; i < m->n && b.n < 400; i++) {
        if (!m->columns[i].title.n)
            continue;
        buf_c(&b, b.n ? "、" : "");
        buf_str(&b, m->columns[i].title);
    }
    return b.n ? buf_done(&b) : STR("");
}

static enum err map_given(struct ctx *cx, struct sheet *s, const struct mapping *m)
{
    struct row header = {0};
    bool more = true;
    TRY(sheet_rewind(cx, s));
    while (more && header.number < m->header_row)
        TRY(sheet_row(cx, s, &header, &more));
    if (!more || header.number != m->header_row || !columns_fit(m, &header))
        return fail(cx, ERR_INPUT, "列映射与文件“%s”第 %" PRId64 " 行的表头不符",
                    "the mapping does not fit file \"%s\", header in row %" PRId64,
                    sheet_name(s), m->header_row);
    return OK;
}

static enum err map_choose(struct ctx *cx, struct sheet *s, const struct ledger_import *job,
                           struct mapping *out)
{
    if (job->map) {
        *out = *job->map;
        TRY(map_given(cx, s, out));
    } else {
        TRY(columns_find(cx, s, ledger_targets, out));
    }
    int t = missing(out);
    if (t < 0)
        return OK;
    return fail(cx, ERR_INPUT,
                "文件“%s”里没有找到“%s”一列（第 %" PRId64
                " 行：%.*s）；可用 --save-map 存出列映射，改好后用 --map 给出",
                "file \"%s\" has no column for \"%s\" (row %" PRId64
                ": %.*s); save the mapping with --save-map, correct it, give it with --map",
                sheet_name(s), ledger_title((enum ledger_target)t), out->header_row,
                STR_ARG(titles_of(cx, out)));
}

/* ---- batch ---- */

struct batch_job {
    int64_t id;
    struct str name, file_name, sha256, map;
    const struct ledger_result *result;
};

static enum err batch_begin(struct ctx *cx, void *arg)
{
    const struct batch_job *b = arg;
    return db_exec(cx, SQL_BATCH_INSERT,
                   ARGS(I64(cx->jid), I64(b->id), TXT(b->name), TXT(b->file_name),
                        TXT(b->sha256), TXT(b->map), I64(cx->actor->officer_id), I64(cx->now)),
                   NULL);
}

static enum err batch_end(struct ctx *cx, void *arg)
{
    const struct batch_job *b = arg;
    const struct ledger_result *r = b->result;
    return db_exec(cx, SQL_BATCH_FINISH,
                   ARGS(I64(cx->jid), I64(b->id), I64(cx->now), I64(r->rows),
                        I64(r->known + r->repeated), I64(r->rejected)),
                   NULL);
}

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_c(slash ? slash + 1 : path);
}

static enum err batch_open(struct run *r)
{
    struct ctx *cx = r->cx;
    struct batch_job b = {.file_name = base_name(r->job->path)};
    struct str bytes = {0};
    TRY(file_map(cx, r->job->path, SIZE_MAX / 2, &bytes));
    b.sha256 = hash_hex(cx->arena, hash_sha256(bytes));
    file_unmap(bytes);
    b.name = r->job->batch.n ? r->job->batch : b.file_name;
    b.map = ledger_map_text(cx, &r->out->map);
    TRY(db_i64(cx, SQL_BATCH_UNFINISHED, ARGS(I64(cx->jid), TXT(b.sha256), TXT(b.name)), 0,
               &r->out->batch_id));
    if (r->out->batch_id) {
        r->out->resumed = true;
        return OK;
    }
    b.id = r->out->batch_id = app_id(cx);
    return db_write(cx, cx->app->store, batch_begin, &b);
}

/* ---- one chunk ---- */

struct found {
    int64_t batch_id, demand_id, line;
};
static const struct field found_fields[] = {
    FIELD(struct found, batch_id),
    FIELD(struct found, demand_id),
    FIELD(struct found, line),
};
static const struct shape found_shape = SHAPE("batch_row", struct found, found_fields);

static enum err known_by(struct ctx *cx, const char *hash, struct found *out, bool *known)
{
    *known = false;
    if (!hash[0])
        return OK;
    return db_one(cx, SQL_BATCH_ROW_FIND, ARGS(I64(cx->jid), TXT(str_c(hash))), &found_shape,
                  out, known);
}

struct known_demand {
    struct str num, title;
    int64_t said_at;
};
static const struct field known_fields[] = {
    FIELD(struct known_demand, num),
    FIELD(struct known_demand, title),
    FIELD(struct known_demand, said_at),
};
static const struct shape known_shape =
    SHAPE("known_demand", struct known_demand, known_fields);

/* A row of a ledger that was exported here. Another register of the same division may have
 * given the same number to something else, so the demand itself is looked at. */
static enum err is_ours(struct ctx *cx, const struct ledger_row *row, bool *ours)
{
    struct known_demand d = {0};
    *ours = false;
    if (!number_valid(row->number))
        return OK;
    TRY(db_one(cx, SQL_DEMAND_KNOWN_BY_NUM, ARGS(I64(cx->jid), TXT(row->number)), &known_shape,
               &d, ours));
    *ours = *ours && d.said_at / MS_PER_SECOND == row->said_at / MS_PER_SECOND &&
            str_eq(d.title, row->title);
    return OK;
}

/* A row that is known by its number but not by its content was changed in the ledger. */
static enum err fate_of(struct ctx *cx, struct item *it)
{
    struct found f = {0};
    struct known_demand d = {0};
    bool known = false;
    it->fate = FATE_KNOWN;
    TRY(known_by(cx, it->row.content_hash, &f, &known));
    if (!known)
        TRY(is_ours(cx, &it->row, &known));
    if (known)
        return OK;
    TRY(known_by(cx, it->row.number_hash, &f, &known));
    it->fate = known ? FATE_CHANGED : FATE_FRESH;
    if (!known)
        return OK;
    TRY(db_one(cx, SQL_DEMAND_KNOWN, ARGS(I64(cx->jid), I64(f.demand_id)), &known_shape, &d,
               &known));
    it->known_num = d.num;
    return OK;
}

static enum err mark_taken(struct ctx *cx, const struct item *it, int64_t batch_id)
{
    const char *const hashes[] = {it->row.content_hash, it->row.number_hash};
    for (size_t i = 0; i < COUNT(hashes); i++) {
        if (!hashes[i][0])
            continue;
        TRY(db_exec(cx, SQL_BATCH_ROW_INSERT,
                    ARGS(I64(cx->jid), TXT(str_c(hashes[i])), I64(batch_id),
                         I64(it->take.demand_id), I64(it->row.line)),
                    NULL));
    }
    return OK;
}

struct chunk {
    struct item *items;
    size_t n;
    int64_t batch_id;
};

static enum err chunk_write(struct ctx *cx, void *arg)
{
    const struct chunk *c = arg;
    for (size_t i = 0; i < c->n; i++) {
        struct item *it = &c->items[i];
        if (it->fate == FATE_REFUSED)
            continue;
        TRY(fate_of(cx, it));
        if (it->fate != FATE_FRESH)
            continue;
        TRY(take_over_put(cx, &it->take, c->batch_id));
        TRY(mark_taken(cx, it, c->batch_id));
    }
    return OK;
}

/* Another process may be writing for a while. */
static enum err write_patiently(struct ctx *cx, db_write_fn *fn, void *arg)
{
    enum err e = OK;
    for (int i = 0; i < BUSY_TRIES; i++) {
        e = db_write(cx, cx->app->store, fn, arg);
        if (e != ERR_BUSY)
            return e;
        int64_t wait_s = cx->error.retry_after_s > 0 ? cx->error.retry_after_s : 1;
        fault_clear(cx);
        nanosleep(&(struct timespec){.tv_sec = wait_s}, NULL);
    }
    return fail(cx, ERR_BUSY, "数据库一直忙，请稍后再次运行同一命令续导",
                "the database stays busy: run the same command again later to go on");
}

static enum err refuse(struct run *r, const struct ledger_fault *fault)
{
    r->out->rejected++;
    return r->job->rejected ? r->job->rejected(r->cx, r->job->arg, fault) : OK;
}

/* What a refusal names: a field of the person is a column of the file. */
static enum err refuse_item(struct run *r, struct ctx *cx, struct item *it)
{
    static const struct {
        const char *field;
        enum ledger_target target;
    } fields[] = {{"phone", LEDGER_PHONE}, {"idno", LEDGER_IDNO}, {"name", LEDGER_NAME}};
    struct ledger_fault fault = {.line = it->row.line, .number = it->row.number};
    for (size_t i = 0; cx->error.field && i < COUNT(fields); i++) {
        int column = columns_of(&r->out->map, (int)fields[i].target);
        if (strcmp(fields[i].field, cx->error.field) == 0 && column >= 0)
            fault.column = r->out->map.columns[column].title;
    }
    fault.reason = str_c(cx->error.message ? cx->error.message : err_code(cx->error.code));
    fault_clear(cx);
    it->fate = FATE_REFUSED;
    return refuse(r, &fault);
}

static bool is_refusal(enum err e)
{
    return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_TOO_LARGE ||
           e == ERR_DENIED;
}

/* Numbers, identifiers and sealed persons of the whole chunk. */
static enum err chunk_draw(struct run *r, struct ctx *cx)
{
    struct str nums[CHUNK * 2];
    size_t want = 0, at = 0;
    for (size_t i = 0; i < r->n; i++)
        want += take_over_numbers(&r->items[i].row);
    TRY(app_numbers(cx, want, nums));
    for (size_t i = 0; i < r->n; i++) {
        struct item *it = &r->items[i];
        enum err e = take_over_draw(cx, &it->row, nums + at, &it->take);
        at += take_over_numbers(&it->row);
        if (is_refusal(e))
            e = refuse_item(r, cx, it);
        TRY(e);
    }
    return OK;
}

/* One refused row undoes its transaction: each row then gets one of its own. */
static enum err chunk_put(struct run *r, struct ctx *cx)
{
    struct chunk all = {.items = r->items, .n = r->n, .batch_id = r->out->batch_id};
    TRY(chunk_draw(r, cx));
    enum err e = write_patiently(cx, chunk_write, &all);
    if (!is_refusal(e))
        return e;
    fault_clear(cx);
    for (size_t i = 0; i < r->n; i++) {
        struct chunk one = {.items = &r->items[i], .n = 1, .batch_id = r->out->batch_id};
        e = write_patiently(cx, chunk_write, &one);
        if (is_refusal(e))
            e = refuse_item(r, cx, &r->items[i]);
        TRY(e);
    }
    return OK;
}

static enum err chunk_look(struct run *r, struct ctx *cx)
{
    for (size_t i = 0; i < r->n; i++) {
        struct item *it = &r->items[i];
        enum err e = take_over_look(cx, &it->row);
        if (is_refusal(e))
            e = refuse_item(r, cx, it);
        TRY(e);
        if (it->fate != FATE_REFUSED)
            TRY(fate_of(cx, it));
    }
    return OK;
}

static enum err chunk_count(struct run *r, struct ctx *cx)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct item *it = &r->items[i];
        r->out->fresh += it->fate == FATE_FRESH;
        r->out->known += it->fate == FATE_KNOWN;
        if (it->fate != FATE_CHANGED)
            continue;
        int column = columns_of(&r->out->map, LEDGER_NUMBER);
        struct ledger_fault fault = {
            .line = it->row.line,
            .number = it->row.number,
            .column = column < 0 ? STR("") : r->out->map.columns[column].title,
            .reason = str_fmt(cx->arena,
                              cx->lang == LANG_EN
                                  ? "the number was taken over before as %.*s, with other "
                                    "content: left as it is"
                                  : "这个编号已承接为诉求 %.*s，本行内容与当时不同，未作改动",
                              STR_ARG(it->known_num)),
        };
        TRY(refuse(r, &fault));
    }
    return OK;
}

static enum err chunk_flush(struct run *r)
{
    struct ctx cx = *r->cx;
    cx.arena = r->arena;
    cx.actor = &actor_import;
    enum err e = r->job->dry_run ? chunk_look(r, &cx) : chunk_put(r, &cx);
    if (e == OK)
        e = chunk_count(r, &cx);
    if (e != OK && cx.error.message)
        e = fail(r->cx, e, "%s", "%s", cx.error.message);
    r->n = 0;
    arena_reset(r->arena);
    if (e == OK && r->job->progress)
        r->job->progress(r->job->arg, r->out->rows, r->total);
    return e;
}

/* ---- the rows ---- */

static enum err row_same_number(struct run *r, const struct ledger_row *row, int64_t line)
{
    int column = columns_of(&r->out->map, LEDGER_NUMBER);
    struct ledger_fault fault = {
        .line = row->line,
        .number = row->number,
        .column = column < 0 ? STR("") : r->out->map.columns[column].title,
        .reason = str_fmt(r->arena,
                          r->cx->lang == LANG_EN ? "the same number as row %" PRId64
                                                   ", with other content"
                                                 : "编号与第 %" PRId64 " 行相同，内容不同",
                          line),
    };
    return refuse(r, &fault);
}

static enum err row_take(struct run *r, const struct row *row)
{
    struct ctx cx = *r->cx;
    struct ledger_fault fault = {0};
    struct item *it = &r->items[r->n];
    *it = (struct item){0};
    cx.arena = r->arena;
    r->out->rows++;
    if (!ledger_row_read(&cx, &r->reader, row, &it->row, &fault))
        return refuse(r, &fault);
    if (ledger_seen_line(r->seen, it->row.content_hash, row->number)) {
        r->out->repeated++;
        return OK;
    }
    if (it->row.number_hash[0]) {
        int64_t line = ledger_seen_line(r->seen, it->row.number_hash, row->number);
        if (line)
            return row_same_number(r, &it->row, line);
    }
    r->n++;
    return r->n == CHUNK ? chunk_flush(r) : OK;
}

static enum err rows_take(struct run *r, struct sheet *s)
{
    for (;;) {
        struct row row;
        bool more = false;
        TRY(sheet_row(r->cx, s, &row, &more));
        if (!more)
            break;
        TRY(row_take(r, &row));
    }
    return chunk_flush(r);
}

static enum err rows_count(struct run *r, struct sheet *s)
{
    bool more = true;
    while (more) {
        struct row row;
        TRY(sheet_row(r->cx, s, &row, &more));
        r->total += more;
    }
    return columns_start(r->cx, s, &r->out->map);
}

static enum err run(struct run *r, struct sheet *s)
{
    struct batch_job end = {.result = r->out};
    TRY(map_choose(r->cx, s, r->job, &r->out->map));
    if (r->job->progress)
        TRY(rows_count(r, s));
    if (!r->job->dry_run)
        TRY(batch_open(r));
    TRY(rows_take(r, s));
    if (r->job->dry_run)
        return OK;
    end.id = r->out->batch_id;
    return write_patiently(r->cx, batch_end, &end);
}

enum err ledger_import(struct ctx *cx, const struct ledger_import *job,
                       struct ledger_result *out)
{
    struct ctx own = *cx;
    own.actor = &actor_import;
    struct run r = {.cx = &own, .job = job, .out = out};
    struct sheet *s = NULL;
    *out = (struct ledger_result){0};
    TRY(sheet_open(cx, job->path, &s));
    r.reader = (struct ledger_reader){
        .map = &out->map,
        .ledger = job->series,
        .unknown_units_to_root = job->unknown_units_to_root,
    };
    r.seen = ledger_seen_open();
    r.arena = arena_open(CHUNK_ARENA);
    r.items = NEWS(cx->arena, struct item, CHUNK);
    enum err e = run(&r, s);
    cx->error = own.error;
    arena_close(r.arena);
    ledger_seen_close(r.seen);
    sheet_close(s);
    return e;
}
