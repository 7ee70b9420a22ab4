/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/script.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"

ENUM_NAMES(script, SCRIPT_LIST_ALL);

const struct lead leads[LEADS] = {
    {"zjj", "zhujian1", "zhujian2"},  {"cgj", "chengguan1", "chengguan2"},
    {"gs", "gongshui1", "gongshui2"}, {"jjdd", "jiaojing1", "jiaojing2"},
    {"rsj", "renshe1", "renshe2"},    {"gj", "gongjiao1", "gongjiao2"},
    {"zrj", "ziran1", "ziran2"},      {"jtj", "jiaotong1", "jiaotong2"},
    {"wjj", "weijian1", "weijian2"},  {"mzj", "minzheng1", "minzheng2"},
};
const char *const cast_logins[CAST_HANDLER] = {
    [CAST_SCREENER] = "xinfang1", [CAST_OPENER] = "xinfang3",   [CAST_DISPATCHER] = "xinfang4",
    [CAST_REVIEWER] = "quwei1",   [CAST_CALLBACK] = "xinfang5", [CAST_CLOSER] = "xinfang7",
};

/* The life of a demand and its matter in the mechanism of Bazhou, every person's act a request.
 * An empty body is written by the script. */
static const struct {
    enum subject subject; /* of the first: what comes into being */
    enum cast who;
    const char *name, *body;
} life[LIFE_STEPS] = {
    {SUBJECT_DEMAND, CAST_CITIZEN, "receive", ""},
    {SUBJECT_DEMAND, CAST_SCREENER, "screen-valid", ""},
    {SUBJECT_DEMAND, CAST_OPENER, "open-matter", ""},
    {SUBJECT_MATTER, CAST_OPENER, "level", "{\"lvl\":\"district\"}"},
    {SUBJECT_MATTER, CAST_DISPATCHER, "dispatch", ""},
    {SUBJECT_TASK, CAST_HANDLER, "sign", "{}"},
    {SUBJECT_TASK, CAST_HANDLER, "verify",
     "{\"truth\":\"属实\",\"legality\":\"合法\",\"words\":\"到现场查看，与反映的情况一致，已"
     "和几位住户当面核对\"}"},
    {SUBJECT_TASK, CAST_HANDLER, "report",
     "{\"words\":\"已安排人员到场维修更换，恢复正常使用，并列入每月巡查；现场照片已存档\","
     "\"result\":\"solved\",\"cause\":\"设施老化\"}"},
    {SUBJECT_TASK, CAST_HEAD, "agree", "{}"},
    {SUBJECT_MATTER, CAST_REVIEWER, "review-agree", "{\"reason\":\"情况属实，同意\"}"},
    {SUBJECT_MATTER, CAST_HANDLER, "answer",
     "{\"words\":\"您反映的问题已经处理完毕，今后每月巡查一次。如再有问题请随时与我们联系，"
     "谢谢您的监督\"}"},
    {SUBJECT_DEMAND, CAST_CALLBACK, "verdict",
     "{\"reached\":\"yes\",\"solved\":\"yes\",\"grade\":\"satisfied\",\"words\":\"已经修"
     "好了\"}"},
    {SUBJECT_MATTER, CAST_CLOSER, "close", "{\"words\":\"群众认可\"}"},
};

/* Pages that an officer looks at; each is turned a few times. */
static const char *const lists[] = {
    "list=act&sort=due&dir=asc",
    "list=open&sort=due&dir=asc",
    "list=open&sort=changed&dir=desc",
    "list=open&sort=born&dir=desc",
    "list=open&sort=num&dir=asc",
    "list=urgent&sort=due&dir=asc",
    "list=overdue&sort=due&dir=asc",
    "list=part&sort=due&dir=asc",
    "list=act&sort=changed&dir=desc",
    "list=state&subject=matter&state=handling&sort=due&dir=asc",
};
enum { PAGES = 5, BODY_MOST = 8192, NUM_LEAST = 4 };

void script_init(struct script *s, enum script_kind kind, const struct ground *g,
                 struct arena *a, uint64_t seed)
{
    *s = (struct script){.kind = kind,
                         .ground = g,
                         .arena = a,
                         .dice = {seed * UINT64_C(0x2545f4914f6cdd1d) + 1},
                         .stop = LIFE_STEPS};
    s->list = (int)dice_below(&s->dice, COUNT(lists));
}

const char *script_step_name(const struct script *s)
{
    return s->kind == SCRIPT_LIFE ? life[s->step].name : enum_text(&script_names, (int)s->kind);
}

/* ---- bodies ---- */

static struct json *body_begin(struct script *s, struct buf *b, struct json *w)
{
    buf_init(b, s->arena, BODY_MOST);
    json_init(w, b);
    json_obj(w);
    return w;
}

static struct str receive_body(struct script *s)
{
    struct buf b, words;
    struct json w;
    const struct ground *g = s->ground;
    size_t place = (size_t)dice_zipf(&s->dice, 64) * g->places_n / 64;
    place = (place + (size_t)dice_below(&s->dice, 7)) % g->places_n;
    s->topic = topic_throw(&s->dice);
    for (s->lead = 0; strcmp(leads[s->lead].unit, s->topic->unit) != 0; s->lead++)
        ;
    buf_init(&words, s->arena, BODY_MOST);
    words_put(&words, &s->dice, s->topic, str_c(g->places[place].name));
    body_begin(s, &b, &w);
    json_kstr(&w, "words", buf_done(&words));
    json_kid(&w, "place_id", g->places[place].id);
    json_kcstr(&w, "privacy", "named");
    json_kstr(&w, "name", words_name(s->arena, &s->dice));
    json_kstr(&w, "phone", words_phone(s->arena, &s->dice));
    json_obj_end(&w);
    return buf_done(&b);
}

static struct str life_body(struct script *s)
{
    struct buf b;
    struct json w;
    const char *name = life[s->step].name;
    if (s->step == 0)
        return receive_body(s);
    if (life[s->step].body[0])
        return str_c(life[s->step].body);
    body_begin(s, &b, &w);
    if (strcmp(name, "screen-valid") == 0) {
        json_kcstr(&w, "kind", "other");
        json_kcstr(&w, "class", s->topic->class);
    } else if (strcmp(name, "open-matter") == 0) {
        json_kcstr(&w, "title", s->topic->title);
    } else {
        json_kid(&w, "lead", s->ground->lead_units[s->lead]);
        json_kcstr(&w, "words", "请按时限办理并书面反馈");
    }
    json_obj_end(&w);
    return buf_done(&b);
}

/* ---- requests ---- */

static void pass_of(const struct script *s, enum cast who, struct ask *out)
{
    size_t at = (size_t)who;
    if (who == CAST_CITIZEN)
        return;
    if (who >= CAST_HANDLER)
        at = CAST_HANDLER + 2 * (size_t)s->lead + (who == CAST_HEAD);
    out->token = s->ground->passes[at].token;
    out->csrf = s->ground->passes[at].csrf;
}

static const char *subject_path(struct script *s)
{
    if (s->step == 0)
        return NULL;
    if (life[s->step].subject == SUBJECT_DEMAND)
        return str_fmt(s->arena, "/api/v1/demands/%s", s->num).p;
    if (life[s->step].subject == SUBJECT_MATTER)
        return str_fmt(s->arena, "/api/v1/matters/%s", s->matter).p;
    return str_fmt(s->arena, "/api/v1/tasks/%s-1", s->matter).p;
}

const char *script_subject(struct script *s, const char **token)
{
    struct ask a = {0};
    arena_reset(s->arena);
    pass_of(s, life[s->step].who, &a);
    *token = a.token;
    return subject_path(s);
}

static void ask_life(struct script *s, struct ask *out)
{
    const char *subject = subject_path(s);
    out->post = true;
    out->keyed = true;
    out->path = subject ? str_fmt(s->arena, "%s/%s", subject, life[s->step].name)
                        : STR("/api/v1/demands");
    out->body = life_body(s);
    out->if_match = s->ground->versions[s->step];
    pass_of(s, life[s->step].who, out);
}

static struct str any_num(struct script *s)
{
    return str_c(s->ground->nums[dice_below(&s->dice, (int64_t)s->ground->nums_n)]);
}

static void ask_list(struct script *s, struct ask *out)
{
    pass_of(s, CAST_OPENER, out);
    out->path = STR("/api/v1/work");
    out->query =
        str_fmt(s->arena, "%s&unit=%lld%s%.*s", lists[s->list], (long long)s->ground->root_unit,
                s->cursor.n ? "&after=" : "", STR_ARG(s->cursor));
}

/* The newest twenty: an estate and a thing, as it is asked for; or a common thing alone, in one
 * place and one state. */
static void ask_search(struct script *s, struct ask *out)
{
    const struct topic *t = topic_throw(&s->dice);
    size_t place = (size_t)dice_below(&s->dice, (int64_t)s->ground->places_n);
    const char *thing = t->things[dice_below(&s->dice, COUNT(t->things))];
    pass_of(s, CAST_OPENER, out);
    out->post = true;
    out->path = STR("/api/v1/search");
    if (s->kind == SCRIPT_SEARCH)
        out->body = str_fmt(s->arena, "{\"q\":\"%.*s %s\"}",
                            STR_ARG(estate_name(s->arena, &s->dice)), thing);
    else
        out->body =
            str_fmt(s->arena, "{\"q\":\"%s\",\"place\":\"%lld\",\"state\":\"received\"}",
                    topics[0].things[0], (long long)s->ground->places[place].id);
}

/* While it is being said: words, and for "same again?" place and class, without the person,
 * whose search would be an event. */
static void ask_while_said(struct script *s, struct ask *out)
{
    struct buf b, words;
    struct json w;
    const struct topic *t = topic_throw(&s->dice);
    size_t place = (size_t)dice_below(&s->dice, (int64_t)s->ground->places_n);
    buf_init(&words, s->arena, BODY_MOST);
    words_put(&words, &s->dice, t, str_c(s->ground->places[place].name));
    body_begin(s, &b, &w);
    json_kstr(&w, "words", buf_done(&words));
    if (s->kind == SCRIPT_SAME) {
        json_kid(&w, "place_id", s->ground->places[place].id);
        json_kcstr(&w, "class", t->class);
    }
    json_obj_end(&w);
    pass_of(s, CAST_OPENER, out);
    out->post = true;
    out->path = s->kind == SCRIPT_SAME ? STR("/api/v1/same") : STR("/api/v1/suggestions");
    out->body = buf_done(&b);
}

void script_ask(struct script *s, struct ask *out)
{
    *out = (struct ask){0};
    arena_reset(s->arena);
    switch (s->kind) {
    case SCRIPT_BARE:
        out->path = STR("/health");
        break;
    case SCRIPT_SUBMIT:
    case SCRIPT_LIFE:
        ask_life(s, out);
        break;
    case SCRIPT_FIND:
        pass_of(s, CAST_OPENER, out);
        out->path = STR("/api/v1/find");
        out->query = str_fmt(s->arena, "num=%s", any_num(s).p);
        break;
    case SCRIPT_READ:
        pass_of(s, CAST_OPENER, out);
        out->path = str_fmt(s->arena, "/api/v1/matters/%s", any_num(s).p);
        break;
    case SCRIPT_LIST:
        ask_list(s, out);
        break;
    case SCRIPT_SEARCH:
    case SCRIPT_SEARCH_RARE:
        ask_search(s, out);
        break;
    case SCRIPT_SAME:
    case SCRIPT_SUGGEST:
        ask_while_said(s, out);
        break;
    case SCRIPT__MAX:
        break;
    }
}

/* ---- answers ---- */

/* The value of a member that is a plain string: our own answers, written without blanks. */
static struct str member(struct arena *a, struct str body, const char *name)
{
    struct str key = str_fmt(a, "\"%s\":\"", name);
    const char *p = memmem(body.p, body.n, key.p, key.n);
    if (!p)
        return STR("");
    p += key.n;
    const char *end = memchr(p, '"', body.n - (size_t)(p - body.p));
    return end ? (struct str){p, (size_t)(end - p)} : STR("");
}

static bool keep_num(char *to, struct str num)
{
    if (num.n < NUM_LEAST || num.n >= NUM_BYTES)
        return false;
    memcpy(to, num.p, num.n);
    to[num.n] = '\0';
    return true;
}

static enum took took_life(struct script *s, int status, struct str body)
{
    if (status != (s->step ? 200 : 201))
        return TOOK_WRONG;
    if (s->step == 0 && !keep_num(s->num, member(s->arena, body, "num")))
        return TOOK_WRONG;
    if (strcmp(life[s->step].name, "open-matter") == 0 &&
        !keep_num(s->matter, member(s->arena, body, "created")))
        return TOOK_WRONG;
    s->step++;
    if (s->kind == SCRIPT_LIFE && s->step < s->stop)
        return TOOK_MORE;
    s->step = 0;
    return TOOK_DONE;
}

/* A cursor holds '|' and signs that a query must not. */
static struct str cursor_of(struct script *s, struct str next)
{
    size_t n = 0;
    for (size_t i = 0; i < next.n && n + 4 < sizeof s->keep; i++) {
        unsigned char c = (unsigned char)next.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
        n += (size_t)snprintf(s->keep + n, sizeof s->keep - n, plain ? "%c" : "%%%02X", c);
    }
    return (struct str){s->keep, n};
}

static enum took took_list(struct script *s, int status, struct str body)
{
    if (status != 200)
        return TOOK_WRONG;
    s->cursor = cursor_of(s, member(s->arena, body, "next"));
    if (s->cursor.n && ++s->page < PAGES)
        return TOOK_DONE;
    s->cursor = (struct str){0};
    s->page = 0;
    s->list = (s->list + 1) % (int)COUNT(lists);
    return TOOK_DONE;
}

enum took script_took(struct script *s, int status, struct str body)
{
    if (s->kind == SCRIPT_SUBMIT || s->kind == SCRIPT_LIFE)
        return took_life(s, status, body);
    if (s->kind == SCRIPT_LIST)
        return took_list(s, status, body);
    return status == 200 ? TOOK_DONE : TOOK_WRONG;
}
