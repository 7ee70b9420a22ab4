/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/subject.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "core/mechanism.h"

enum { PASSWORD_LINE = 1024 };

enum err unit_named(struct cmd *c, struct str text, const struct unit **out)
{
    int64_t id = 0;
    *out = org_unit_code(c->app->org, text);
    if (!*out && str_i64(text, &id))
        *out = org_unit(c->app->org, id);
    if (*out)
        return OK;
    return fail(&c->cx, ERR_NOT_FOUND, "没有代码为“%.*s”的单位，见 huiyin unit list",
                "no unit with the code \"%.*s\": see huiyin unit list", STR_ARG(text));
}

enum err unit_open_named(struct cmd *c, struct str text, const struct unit **out)
{
    TRY(unit_named(c, text, out));
    if ((*out)->valid_to == 0 || c->cx.now < (*out)->valid_to)
        return OK;
    return fail(&c->cx, ERR_CONFLICT, "单位“%.*s”已停用", "the unit \"%.*s\" is closed",
                STR_ARG((*out)->name));
}

enum err place_named(struct cmd *c, struct str text, const struct place **out)
{
    int64_t id = 0;
    *out = org_place_code(c->app->org, text);
    if (!*out && str_i64(text, &id))
        *out = org_place(c->app->org, id);
    if (*out)
        return OK;
    return fail(&c->cx, ERR_NOT_FOUND, "没有代码为“%.*s”的区划，见 huiyin place list",
                "no place with the code \"%.*s\": see huiyin place list", STR_ARG(text));
}

static enum err find_demand(struct work *w, struct str num, struct found *out)
{
    struct demand *d = NULL;
    TRY(work_demand_num(w, num, &d));
    *out = (struct found){
        SUBJECT_DEMAND, d->id,  d->version,
        d->state,       d->num, work_mechanism(w, d->mechanism, d->mechanism_version)};
    return OK;
}

static enum err find_matter(struct work *w, struct str num, struct found *out)
{
    struct matter *m = NULL;
    TRY(work_matter_num(w, num, &m));
    *out = (struct found){
        SUBJECT_MATTER, m->id,  m->version,
        m->state,       m->num, work_mechanism(w, m->mechanism, m->mechanism_version)};
    return OK;
}

static enum err find_task(struct work *w, struct str num, struct found *out)
{
    struct task *t = NULL;
    struct matter *m = NULL;
    TRY(work_task_num(w, num, &t));
    TRY(work_matter(w, t->matter_id, &m));
    *out = (struct found){SUBJECT_TASK, t->id,
                          t->version,   t->state,
                          t->num,       work_mechanism(w, m->mechanism, m->mechanism_version)};
    return OK;
}

enum err subject_named(struct cmd *c, struct work *w, enum subject kind, struct str num,
                       struct found *out)
{
    if (kind == SUBJECT__MAX && str_has(num, "-"))
        kind = SUBJECT_TASK;
    enum err e = ERR_NOT_FOUND;
    if (kind == SUBJECT_DEMAND || kind == SUBJECT__MAX)
        e = find_demand(w, num, out);
    if (e == ERR_NOT_FOUND && (kind == SUBJECT_MATTER || kind == SUBJECT__MAX)) {
        fault_clear(&c->cx);
        e = find_matter(w, num, out);
    }
    if (kind == SUBJECT_TASK) {
        fault_clear(&c->cx);
        e = find_task(w, num, out);
    }
    TRY(e);
    return out->mechanism ? OK
                          : fail(&c->cx, ERR_BUG, "找不到所用的机制版本",
                                 "the mechanism version is not loaded");
}

/* ---- words ---- */

static struct str words_all(struct cmd *c, const struct enum_names *names)
{
    struct buf b;
    buf_init(&b, c->cx.arena, 4096);
    for (int i = 0; i < names->n; i++)
        if (names->text[i] && names->text[i][0])
            buf_fmt(&b, "%s%s", b.n ? ", " : "", names->text[i]);
    return buf_done(&b);
}

enum err word_value(struct cmd *c, const struct enum_names *names, struct str text, int *out)
{
    int v = text.n > 0 ? enum_value(names, text) : -1;
    if (v < 0)
        return fail(&c->cx, ERR_INPUT, "没有“%.*s”，可用的有：%s", "no \"%.*s\"; there are: %s",
                    STR_ARG(text), words_all(c, names).p);
    *out = v;
    return OK;
}

enum err words_bits(struct cmd *c, const struct enum_names *names, const char *text,
                    uint32_t *out)
{
    struct strs parts = str_split(c->cx.arena, str_c(text), ',');
    *out = 0;
    for (size_t i = 0; i < parts.n; i++) {
        int v = 0;
        struct str one = str_trim(parts.p[i]);
        if (one.n == 0 && parts.n == 1)
            return OK;
        TRY(word_value(c, names, one, &v));
        *out |= BIT(v);
    }
    return OK;
}

struct str bits_labels(struct cmd *c, const struct enum_names *names, uint32_t bits)
{
    struct buf b;
    buf_init(&b, c->cx.arena, 8192);
    for (int i = 0; i < names->n && i < 32; i++)
        if (bits & BIT(i))
            buf_fmt(&b, "%s%s", b.n ? cmd_word(c, "、", ", ") : "",
                    enum_label(names, i, (int)c->cx.lang));
    return b.n ? buf_done(&b) : STR("");
}

void bits_json(struct json *w, const struct enum_names *names, uint32_t bits)
{
    json_arr(w);
    for (int i = 0; i < names->n && i < 32; i++)
        if (bits & BIT(i))
            json_cstr(w, enum_text(names, i));
    json_arr_end(w);
}

/* ---- input ---- */

enum err stdin_read(struct cmd *c, size_t max, struct str *out)
{
    char block[8192];
    size_t n = 0;
    struct buf b;
    buf_init(&b, c->cx.arena, max);
    buf_c(&b, "");
    while ((n = fread(block, 1, sizeof block, stdin)) > 0)
        buf_put(&b, block, n);
    if (ferror(stdin))
        return fail(&c->cx, ERR_IO, "读标准输入失败", "cannot read standard input");
    if (!buf_ok(&b))
        return fail(&c->cx, ERR_TOO_LARGE, "标准输入过长", "standard input is too long");
    *out = buf_done(&b);
    return OK;
}

enum err moment_parse(struct cmd *c, const char *text, int64_t *at)
{
    bool date_only = false;
    if (time_parse(str_c(text), at, &date_only))
        return OK;
    return fail(&c->cx, ERR_INPUT, "“%s”不是日期或时间，如 2026-11-22 或 \"2026-11-22 09:30\"",
                "\"%s\" is no date or time, such as 2026-11-22 or \"2026-11-22 09:30\"", text);
}

enum err actor_named(struct cmd *c)
{
    struct actor *actor = NEW(c->cx.arena, struct actor);
    const char *login = cmd_option(c, "--as");
    struct officer officer;
    char line[PASSWORD_LINE] = "";
    if (!login)
        return fail(&c->cx, ERR_INPUT, "请用 --as 指明工作人员的登录名",
                    "say by --as whose act it is (log-in name)");
    TRY(officer_get_login(&c->cx, str_c(login), &officer));
    TRY(actor_load(&c->cx, officer.id, actor));
    c->cx.actor = actor;
    if (c->app->register_kind != REGISTER_LIVE)
        return OK;
    if (!fgets(line, sizeof line, stdin))
        return fail(&c->cx, ERR_DENIED, "正式库：请从标准输入给出 %s 的密码",
                    "a live register: give the password of %s on standard input", login);
    line[strcspn(line, "\r\n")] = '\0';
    return officer_confirm(&c->cx, officer.id, str_c(line));
}
