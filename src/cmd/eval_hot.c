/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/eval_hot.h"

#include "base/time.h"
#include "cmd/share.h"

enum { GOLD_BYTES = 1 << 20 };

enum column { NUMBER, PERSON, TITLE, WHEN, BODY, LIKES, COLUMN__MAX };
static const char *const titles[COLUMN__MAX] = {"留言编号", "留言用户", "留言主题",
                                                "留言时间", "留言详情", "点赞数"};

/* ---- the messages ---- */

static enum err when_of(struct ctx *cx, const struct cell *c, int64_t *out)
{
    size_t n = 0;
    int64_t day = 0;
    if (c->kind == CELL_DATE) {
        *out = c->at;
        return OK;
    }
    struct str s = str_trim(c->text);
    while (n < s.n && s.p[n] != ' ')
        n++;
    if (!day_parse(str_sub(s, 0, n), &day))
        return fail(cx, ERR_INPUT, "看不懂的时间“%.*s”", "no time: \"%.*s\"", STR_ARG(s));
    *out = time_day_start(day);
    return OK;
}

static enum err message_take(void *arg, const struct row *row, const size_t *at)
{
    struct hot *s = arg;
    static const struct cell empty = {.text = STR_INIT("")};
    struct ctx *cx = &s->e->c->cx;
    const struct cell *c[COLUMN__MAX];
    for (int i = 0; i < COLUMN__MAX; i++)
        c[i] = at[i] < row->n ? &row->cells[at[i]] : &empty;
    if (s->n == s->cap) {
        struct message *more = NEWS(s->a, struct message, s->cap * 2 + 1024);
        if (s->n)
            memcpy(more, s->m, s->n * sizeof *more);
        s->m = more;
        s->cap = s->cap * 2 + 1024;
    }
    struct message *m = &s->m[s->n++];
    *m = (struct message){.person = str_dup(s->a, str_trim(c[PERSON]->text)),
                          .title = str_dup(s->a, str_trim(c[TITLE]->text)),
                          .body = str_dup(s->a, str_trim(c[BODY]->text))};
    if (!str_i64(str_trim(c[NUMBER]->text), &m->number))
        return fail(cx, ERR_INPUT, "第 %lld 行没有编号", "row %lld has no number",
                    (long long)row->number);
    if (!str_i64(str_trim(c[LIKES]->text), &m->likes))
        m->likes = 0;
    return when_of(cx, c[WHEN], &m->at);
}

static enum err messages_read(struct hot *s)
{
    return eval_read(s->e, "messages-2019-hot.xlsx", titles, COLUMN__MAX, message_take, s);
}

/* ---- the groups made by hand ---- */

static enum err made_take(struct hot *s, struct str line)
{
    struct strs part = str_split(s->a, str_trim(line), ',');
    int64_t number = 0, sure = 0;
    if (part.n != 3 || !str_i64(part.p[1], &number) || !str_i64(part.p[2], &sure))
        return fail(&s->e->c->cx, ERR_INPUT, "看不懂的一行：%.*s", "no such line: %.*s",
                    STR_ARG(line));
    struct made *g = s->made_n ? &s->made[s->made_n - 1] : NULL;
    if (!g || !str_eq(g->name, part.p[0])) {
        g = &s->made[s->made_n++];
        *g = (struct made){.name = part.p[0],
                           .sure = NEWS(s->a, int64_t, 200),
                           .doubtful = NEWS(s->a, int64_t, 200)};
    }
    if (g->sure_n == 200 || g->doubtful_n == 200)
        return fail(&s->e->c->cx, ERR_INPUT, "组太大", "the group is too large");
    if (sure)
        g->sure[g->sure_n++] = number;
    else
        g->doubtful[g->doubtful_n++] = number;
    return OK;
}

static enum err made_read(struct hot *s)
{
    struct ctx *cx = &s->e->c->cx;
    const char *path = NULL;
    struct str text;
    TRY(share_path(cx, "data/eval/hotspots-2019.csv", &path));
    TRY(file_read(cx, path, GOLD_BYTES, &text));
    struct strs lines = str_split(s->a, text, '\n');
    s->made = NEWS(s->a, struct made, lines.n + 1);
    for (size_t i = 0; i < lines.n; i++)
        if (lines.p[i].n && lines.p[i].p[0] != '#' && !str_starts(lines.p[i], "group,"))
            TRY(made_take(s, lines.p[i]));
    return OK;
}

enum err hot_read(struct eval *e, struct arena *a, struct hot *out)
{
    *out = (struct hot){.e = e, .a = a};
    TRY(messages_read(out));
    return made_read(out);
}
