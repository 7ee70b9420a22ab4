/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/upstream.h"

#include <string.h>

#include "base/ctx.h"
#include "base/time.h"
#include "core/clock_row.h"
#include "db/db.h"

enum { COLUMNS_MAX = 200, VALUES_MAX = 1000, DATES_MAX = 10, TITLE_MAX = 100 };

/* ---- the file as tables: they drive the parser and the schema ---- */

static const struct field head_fields[] = {
    FIELD(struct upstream, code, .required = true, .max = 40),
    FIELD(struct upstream, kind, .required = true, .names = &upstream_kind_names),
    FIELD(struct upstream, zh, .required = true, .max = 60),
    FIELD(struct upstream, en, .max = 60),
    FIELD(struct upstream, why, .max = 1000),
    FIELD(struct upstream, return_length, .min = 0, .max = 10000),
    FIELD(struct upstream, return_span, .names = &span_unit_names),
};
static const struct shape head_shape = SHAPE("upstream", struct upstream, head_fields);

static const struct field column_fields[] = {
    FIELD(struct upstream_column, title, .required = true, .max = TITLE_MAX),
    FIELD(struct upstream_column, field, .max = 40),
};
static const struct shape column_shape =
    SHAPE("upstream_column", struct upstream_column, column_fields);

static const struct field value_fields[] = {
    FIELD(struct upstream_value, field, .required = true, .max = 40),
    FIELD(struct upstream_value, said, .required = true, .max = 100),
    FIELD(struct upstream_value, value, .required = true, .max = 100),
};
static const struct shape value_shape =
    SHAPE("upstream_value", struct upstream_value, value_fields);

/* Which fields a table may have, ended by LEDGER__MAX, and which it must have. */
static const int order_targets[] = {
    LEDGER_NUMBER,  LEDGER_ORIGINAL_NO,   LEDGER_REDO,    LEDGER_TITLE,        LEDGER_WORDS,
    LEDGER_SAID_AT, LEDGER_DISPATCHED_AT, LEDGER_DUE,     LEDGER_RETURN_UNTIL, LEDGER_NAME,
    LEDGER_PHONE,   LEDGER_IDNO,          LEDGER_ADDRESS, LEDGER_HEAD_COUNT,   LEDGER_CLASS,
    LEDGER_KIND,    LEDGER_DISTRICT,      LEDGER_TOWN,    LEDGER_PLACE,        LEDGER_POINT,
    LEDGER__MAX};
static const int reply_targets[] = {
    LEDGER_NUMBER,   LEDGER_OWN_NUMBER,   LEDGER_REPLY,         LEDGER_REPLY_KIND,
    LEDGER_REPLY_AT, LEDGER_REPLY_REASON, LEDGER_TITLE,         LEDGER_WORDS,
    LEDGER_NAME,     LEDGER_PHONE,        LEDGER_ADDRESS,       LEDGER_SAID_AT,
    LEDGER_CLASS,    LEDGER_KIND,         LEDGER_PLACE,         LEDGER_UNIT,
    LEDGER_HELPERS,  LEDGER_STATE,        LEDGER_VALID,         LEDGER_OUTCOME,
    LEDGER_REPORT,   LEDGER_REACHED,      LEDGER_SOLVED,        LEDGER_GRADE,
    LEDGER_DUE,      LEDGER_REPORTED_AT,  LEDGER_DISPATCHED_AT, LEDGER_CLOSED_AT,
    LEDGER__MAX};
static const int verdict_targets[] = {LEDGER_NUMBER, LEDGER_REACHED,   LEDGER_SOLVED,
                                      LEDGER_GRADE,  LEDGER_CALLED_AT, LEDGER_PROGRESS,
                                      LEDGER__MAX};

static const struct {
    const char *name;
    const int *targets;
} sheets[UPSTREAM_SHEETS] = {
    [UPSTREAM_ORDERS] = {"orders", order_targets},
    [UPSTREAM_REPLIES] = {"replies", reply_targets},
    [UPSTREAM_VERDICTS] = {"verdicts", verdict_targets},
};

const char *upstream_sheet_name(int sheet)
{
    return sheets[sheet].name;
}

static bool target_find(int sheet, struct str field, int *out)
{
    for (const int *t = sheets[sheet].targets; *t != LEDGER__MAX; t++)
        if (str_eq_c(field, ledger_targets.p[*t].name)) {
            *out = *t;
            return true;
        }
    return false;
}

/* ---- parsing ---- */

struct origin_file {
    struct ctx *cx;
    const char *file;
    int sheet;
};

static enum err refuse(const struct origin_file *s, const char *zh, const char *en,
                       struct str what)
{
    struct ctx *cx = s->cx;
    const char *sheet = s->sheet < 0 ? "" : sheets[s->sheet].name;
    fault_clear(cx);
    return fail(cx, ERR_INPUT, "%s：%s%s%s“%.*s”", "%s: %s%s%s \"%.*s\"", s->file, sheet,
                *sheet ? ": " : "", cx->lang == LANG_EN ? en : zh, STR_ARG(what));
}

/* What the shape says is wrong, with the file's name before it. */
static enum err part_parse(const struct origin_file *s, const struct shape *shape, json_t *in,
                           void *out)
{
    struct ctx *cx = s->cx;
    if (!json_is_object(in))
        return refuse(s, "应为对象：", "an object expected:", str_c(shape->name));
    enum err e = shape_parse(cx, shape, in, out);
    if (e == OK)
        return OK;
    const char *why = cx->error.message, *field = cx->error.field;
    return refuse(s, why ? why : "有误", why ? why : "wrong", str_c(field ? field : ""));
}

static enum err dates_parse(const struct origin_file *s, json_t *list, struct strs *out)
{
    size_t n = json_array_size(list);
    *out = (struct strs){NEWS(s->cx->arena, struct str, n), 0};
    if ((list && !json_is_array(list)) || n > DATES_MAX)
        return refuse(s, "日期格式应为列表：",
                      "a list of date formats expected:", STR("dates"));
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (!text || !strstr(text, "YYYY") || strlen(text) > 40)
            return refuse(s, "日期格式须含 YYYY：",
                          "a date format has YYYY:", str_c(text ? text : ""));
        out->p[out->n++] = str_dup(s->cx->arena, str_c(text));
    }
    return OK;
}

static enum err columns_parse(const struct origin_file *s, json_t *list,
                              struct upstream_table *t)
{
    size_t n = json_array_size(list);
    if (!json_is_array(list) || !n || n > COLUMNS_MAX)
        return refuse(s, "列表有误：", "a list is wrong:", STR("columns"));
    t->columns = NEWS(s->cx->arena, struct upstream_column, n);
    for (; t->n < n; t->n++) {
        struct upstream_column *c = &t->columns[t->n];
        TRY(part_parse(s, &column_shape, json_array_get(list, t->n), c));
        c->target = LEDGER_NONE;
        if (c->field.n && !target_find(s->sheet, c->field, &c->target))
            return refuse(s, "这张表没有字段", "this table has no field", c->field);
        for (size_t i = 0; i < t->n; i++)
            if (str_eq(t->columns[i].title, c->title))
                return refuse(s, "列名重复：", "the title stands twice:", c->title);
    }
    return OK;
}

static enum err values_parse(const struct origin_file *s, json_t *list,
                             struct upstream_table *t)
{
    size_t n = json_array_size(list);
    if ((list && !json_is_array(list)) || n > VALUES_MAX)
        return refuse(s, "列表有误：", "a list is wrong:", STR("values"));
    t->values = NEWS(s->cx->arena, struct upstream_value, n);
    for (; t->values_n < n; t->values_n++) {
        struct upstream_value *v = &t->values[t->values_n];
        TRY(part_parse(s, &value_shape, json_array_get(list, t->values_n), v));
        if (!target_find(s->sheet, v->field, &v->target))
            return refuse(s, "这张表没有字段", "this table has no field", v->field);
    }
    return OK;
}

static bool has(const struct upstream_table *t, int target)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->columns[i].target == target)
            return true;
    return false;
}

static enum err table_complete(const struct origin_file *s, const struct upstream_table *t)
{
    bool text = has(t, LEDGER_WORDS) || has(t, LEDGER_TITLE);
    bool verdict = has(t, LEDGER_REACHED) || has(t, LEDGER_SOLVED) || has(t, LEDGER_GRADE);
    if (!has(t, LEDGER_NUMBER))
        return refuse(s, "缺少字段", "a field is missing:", STR("number"));
    if (s->sheet == UPSTREAM_ORDERS && !text)
        return refuse(s, "缺少字段", "a field is missing:", STR("words"));
    if (s->sheet == UPSTREAM_REPLIES && !has(t, LEDGER_REPLY))
        return refuse(s, "缺少字段", "a field is missing:", STR("reply"));
    if (s->sheet == UPSTREAM_VERDICTS && !verdict)
        return refuse(s, "缺少字段", "a field is missing:", STR("grade"));
    return OK;
}

static enum err table_parse(const struct origin_file *s, json_t *in, struct upstream_table *t)
{
    static const char *const keys[] = {"columns", "values", "dates"};
    const char *key;
    json_t *value;
    if (!json_is_object(in))
        return refuse(s, "缺少表", "a table is missing:", str_c(sheets[s->sheet].name));
    json_object_foreach(in, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < COUNT(keys); i++)
            known |= strcmp(keys[i], key) == 0;
        if (!known)
            return refuse(s, "不认识", "unknown:", str_c(key));
    }
    TRY(columns_parse(s, json_object_get(in, "columns"), t));
    TRY(values_parse(s, json_object_get(in, "values"), t));
    TRY(dates_parse(s, json_object_get(in, "dates"), &t->dates));
    return table_complete(s, t);
}

static bool code_is_fine(struct str code)
{
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    /* What a ledger's own numbers are kept under. */
    return code.n > 0 && !str_eq_c(code, "ledger");
}

enum err upstream_parse(struct ctx *cx, const char *file, struct str text, struct upstream *out)
{
    struct origin_file s = {.cx = cx, .file = file, .sheet = -1};
    struct upstream u = {0};
    json_t *root = NULL, *tables[UPSTREAM_SHEETS] = {NULL};
    TRY(json_read(cx, text, &root));
    if (!json_is_object(root))
        return refuse(&s, "应为对象：", "an object expected:", STR("upstream"));
    char *dump = json_dumps(root, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    if (!dump)
        return fail(cx, ERR_BUG, "无法写出 JSON", "the JSON cannot be written");
    struct str body = str_dup(cx->arena, str_c(dump));
    free(dump);
    for (int i = 0; i < UPSTREAM_SHEETS; i++)
        tables[i] = json_incref(json_object_get(root, sheets[i].name));
    for (int i = 0; i < UPSTREAM_SHEETS; i++)
        (void)json_object_del(root, sheets[i].name);
    enum err e = part_parse(&s, &head_shape, root, &u);
    if (e == OK && !code_is_fine(u.code))
        e = refuse(&s, "代号只用小写字母、数字、_ 和 -：",
                   "a code is lower-case letters, digits, _ and -:", u.code);
    for (int i = 0; i < UPSTREAM_SHEETS && e == OK; i++) {
        s.sheet = i;
        e = table_parse(&s, tables[i], &u.tables[i]);
    }
    for (int i = 0; i < UPSTREAM_SHEETS; i++)
        json_decref(tables[i]);
    TRY(e);
    u.body = body;
    *out = u;
    return OK;
}

/* ---- the store ---- */

struct stored {
    struct str code, body;
};
static const struct field stored_fields[] = {
    FIELD(struct stored, code),
    FIELD(struct stored, body, .max = UPSTREAM_FILE_MAX),
};
static const struct shape stored_shape = SHAPE("upstream_row", struct stored, stored_fields);

enum err upstream_all(struct ctx *cx, struct upstream **out, size_t *n)
{
    struct stored *rows = NULL;
    size_t count = 0;
    TRY(db_all(cx, SQL_UPSTREAM_ALL, NULL, 0, &stored_shape, (void **)&rows, &count));
    struct upstream *all = NEWS(cx->arena, struct upstream, count);
    for (size_t i = 0; i < count; i++)
        TRY(upstream_parse(cx, str_cdup(cx->arena, rows[i].code), rows[i].body, &all[i]));
    *out = all;
    *n = count;
    return OK;
}

enum err upstream_get(struct ctx *cx, struct str code, struct upstream *out)
{
    struct stored row = {0};
    struct upstream *all = NULL;
    struct buf b;
    size_t n = 0;
    bool found = false;
    TRY(db_one(cx, SQL_UPSTREAM_GET, ARGS(TXT(code)), &stored_shape, &row, &found));
    if (found)
        return upstream_parse(cx, str_cdup(cx->arena, code), row.body, out);
    buf_init(&b, cx->arena, 8192);
    TRY(upstream_all(cx, &all, &n));
    for (size_t i = 0; i < n && b.n < 4000; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(all[i].code));
    return fail_at(cx, ERR_NOT_FOUND, "upstream", "没有上级平台“%.*s”，已有：%s",
                   "no upstream \"%.*s\"; there are: %s", STR_ARG(code),
                   b.n ? buf_done(&b).p : "-");
}

enum err upstream_put(struct ctx *cx, const struct upstream *u)
{
    return db_exec(cx, SQL_UPSTREAM_PUT, ARGS(TXT(u->code), TXT(u->body), I64(cx->wall)), NULL);
}

/* ---- the schema ---- */

static void schema_list(struct json *w, const char *key, const struct shape *items,
                        const int *targets)
{
    json_key(w, key);
    json_obj(w);
    json_kcstr(w, "type", "array");
    json_key(w, "items");
    json_obj(w);
    json_key(w, "allOf");
    json_arr(w);
    shape_schema(w, items);
    json_obj(w);
    json_key(w, "properties");
    json_obj(w);
    json_key(w, "field");
    json_obj(w);
    json_key(w, "enum");
    json_arr(w);
    json_nil(w);
    for (const int *t = targets; *t != LEDGER__MAX; t++)
        json_cstr(w, ledger_targets.p[*t].name);
    json_arr_end(w);
    json_obj_end(w);
    json_obj_end(w);
    json_obj_end(w);
    json_arr_end(w);
    json_obj_end(w);
    json_obj_end(w);
}

static void schema_table(struct json *w, int sheet)
{
    json_key(w, sheets[sheet].name);
    json_obj(w);
    json_kcstr(w, "type", "object");
    json_kbool(w, "additionalProperties", false);
    json_key(w, "required");
    json_arr(w);
    json_cstr(w, "columns");
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    schema_list(w, "columns", &column_shape, sheets[sheet].targets);
    schema_list(w, "values", &value_shape, sheets[sheet].targets);
    json_key(w, "dates");
    json_obj(w);
    json_kcstr(w, "type", "array");
    json_key(w, "items");
    json_obj(w);
    json_kcstr(w, "type", "string");
    json_kcstr(w, "pattern", "YYYY");
    json_obj_end(w);
    json_obj_end(w);
    json_obj_end(w);
    json_obj_end(w);
}

void upstream_schema(struct json *w)
{
    json_obj(w);
    json_kcstr(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_kcstr(w, "title", "Upstream");
    json_kcstr(
        w, "description",
        "Who hands orders down as tables: what it calls its columns, words and dates. "
        "Made by the program (huiyin upstream schema) and checked against it by a test.");
    json_key(w, "allOf");
    json_arr(w);
    json_obj(w);
    json_kcstr(w, "type", "object");
    json_key(w, "required");
    json_arr(w);
    for (int i = 0; i < UPSTREAM_SHEETS; i++)
        json_cstr(w, sheets[i].name);
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    for (int i = 0; i < UPSTREAM_SHEETS; i++)
        schema_table(w, i);
    json_obj_end(w);
    json_obj_end(w);
    json_arr_end(w);
    json_key(w, "properties");
    json_obj(w);
    for (size_t i = 0; i < head_shape.n; i++) {
        const struct field *f = &head_shape.fields[i];
        json_key(w, f->name);
        json_obj(w);
        json_kcstr(w, "type", f->kind == FIELD_I64 ? "integer" : "string");
        if (f->names) {
            json_key(w, "enum");
            json_arr(w);
            for (int v = 0; v < f->names->n; v++)
                json_cstr(w, f->names->text[v]);
            json_arr_end(w);
        }
        json_obj_end(w);
    }
    json_obj_end(w);
    json_obj_end(w);
}

/* ---- words and dates ---- */

struct str upstream_value(const struct upstream_table *t, int target, struct str said)
{
    for (size_t i = 0; i < t->values_n; i++)
        if (t->values[i].target == target && str_eq(t->values[i].said, said))
            return t->values[i].value;
    return said;
}

struct str upstream_word(const struct upstream_table *t, int target, struct str ours)
{
    for (size_t i = 0; i < t->values_n; i++)
        if (t->values[i].target == target && str_eq(t->values[i].value, ours))
            return t->values[i].said;
    return ours;
}

enum { PART_YEAR, PART_MONTH, PART_DAY, PART_HOUR, PART_MINUTE, PART_SECOND, PARTS };

static const struct part {
    const char *text;
    int part, least, most; /* digits */
} parts[] = {
    {"YYYY", PART_YEAR, 4, 4}, {"MM", PART_MONTH, 2, 2},  {"DD", PART_DAY, 2, 2},
    {"HH", PART_HOUR, 2, 2},   {"mm", PART_MINUTE, 2, 2}, {"ss", PART_SECOND, 2, 2},
    {"M", PART_MONTH, 1, 2},   {"D", PART_DAY, 1, 2},     {"H", PART_HOUR, 1, 2},
    {"m", PART_MINUTE, 1, 2},  {"s", PART_SECOND, 1, 2},
};

static const struct part *part_at(const char *format)
{
    for (size_t i = 0; i < COUNT(parts); i++)
        if (strncmp(format, parts[i].text, strlen(parts[i].text)) == 0)
            return &parts[i];
    return NULL;
}

static bool digits_take(struct str *s, const struct part *p, int *out)
{
    int n = 0, value = 0;
    while (n < p->most && (size_t)n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        value = value * 10 + (s->p[n++] - '0');
    if (n < p->least)
        return false;
    *out = value;
    *s = str_sub(*s, (size_t)n, s->n);
    return true;
}

static bool format_fits(const char *format, struct str said, int *value)
{
    while (*format) {
        const struct part *p = part_at(format);
        if (p && !digits_take(&said, p, &value[p->part]))
            return false;
        if (!p && (!said.n || *said.p != *format))
            return false;
        if (!p)
            said = str_sub(said, 1, said.n);
        format += p ? strlen(p->text) : 1;
    }
    return said.n == 0;
}

bool upstream_time(const struct upstream_table *t, struct str said, int64_t *at,
                   bool *date_only)
{
    for (size_t i = 0; i < t->dates.n; i++) {
        int v[PARTS] = {0, 1, 1, -1, 0, 0};
        char text[TIME_TEXT];
        if (!format_fits(t->dates.p[i].p, said, v))
            continue;
        bool day = v[PART_HOUR] < 0;
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", v[PART_YEAR],
                       v[PART_MONTH], v[PART_DAY], day ? 0 : v[PART_HOUR], v[PART_MINUTE],
                       v[PART_SECOND]);
        /* What is no date (31 February) is refused there. */
        if (!time_parse(str_c(text), at, date_only))
            continue;
        *date_only = day;
        return true;
    }
    return false;
}

struct str upstream_time_text(struct arena *a, const struct upstream_table *t, int64_t at)
{
    char human[TIME_TEXT];
    int v[PARTS] = {0};
    struct buf b;
    if (!t->dates.n || !at)
        return STR("");
    /* 2026-11-22T09:08:07.123+08:00 */
    time_rfc3339(human, at);
    if (!format_fits("YYYY-MM-DDTHH:mm:ss", str_sub(str_c(human), 0, 19), v))
        return STR("");
    buf_init(&b, a, 256);
    for (const char *f = t->dates.p[0].p; *f;) {
        const struct part *p = part_at(f);
        if (p)
            buf_fmt(&b, "%0*d", p->least, v[p->part]);
        else
            buf_ch(&b, *f);
        f += p ? strlen(p->text) : 1;
    }
    return buf_done(&b);
}
