/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "core/app.h"
#include "core/secret.h"
#include "loop/handover.h"
#include "loop/staff_plan_impl.h"

enum {
    SAID_MAX = 64 << 10,
    LARGE = 30, /* from so many officers on nobody needs to hold both sides of a pair */
    GRANTS_MAX = 200,
};

struct people {
    struct planner *p;
    const struct staff_sheet *s;
    struct template_set templates;
    struct pinyin *pinyin; /* loaded when first needed */
    struct officer *was;   /* by login */
    size_t was_n;
    struct role_row *roles; /* by officer */
    size_t roles_n;
    struct staff_index logins, homes; /* of `was`: login; name and unit */
    struct staff_index given;         /* of the file: login */
    struct staff_index stand;         /* of the file: name and code of the unit */
    bool *matched;                    /* of `was` */
    struct str *made;                 /* logins made for this file */
    size_t made_n;
};

static struct str home_key(struct arena *a, struct str name, int64_t unit)
{
    return str_fmt(a, "%.*s\n%lld", STR_ARG(name), (long long)unit);
}

static struct str stand_key(struct arena *a, const struct staff_row *r)
{
    return str_fmt(a, "%.*s\n%.*s", STR_ARG(r->cell[SO_NAME]), STR_ARG(r->cell[SO_UNIT]));
}

static enum err people_load(struct people *q)
{
    struct ctx *cx = q->p->cx;
    TRY(template_load(cx, &q->templates));
    TRY(officer_list(cx, &q->was, &q->was_n));
    TRY(role_list_all(cx, &q->roles, &q->roles_n));
    struct str *logins = NEWS(cx->arena, struct str, q->was_n + 1);
    struct str *homes = NEWS(cx->arena, struct str, q->was_n + 1);
    struct str *given = NEWS(cx->arena, struct str, q->s->n + 1);
    struct str *stand = NEWS(cx->arena, struct str, q->s->n + 1);
    for (size_t i = 0; i < q->was_n; i++) {
        logins[i] = q->was[i].login;
        homes[i] = home_key(cx->arena, q->was[i].name, q->was[i].unit_id);
    }
    for (size_t i = 0; i < q->s->n; i++) {
        given[i] = utf8_fold(cx->arena, q->s->rows[i].cell[SO_LOGIN]);
        stand[i] = stand_key(cx->arena, &q->s->rows[i]);
    }
    q->logins = staff_index(cx->arena, logins, q->was_n);
    q->homes = staff_index(cx->arena, homes, q->was_n);
    q->given = staff_index(cx->arena, given, q->s->n);
    q->stand = staff_index(cx->arena, stand, q->s->n);
    q->matched = NEWS(cx->arena, bool, q->was_n + 1);
    q->made = NEWS(cx->arena, struct str, q->s->n + 1);
    return OK;
}

/* ---- which officer a row means ---- */

static const struct officer *by_login(struct people *q, struct str login)
{
    size_t at = staff_index_find(&q->logins, login);
    return at < q->logins.n ? &q->was[q->logins.row[at]] : NULL;
}

/* Of several of one name in a unit, the first that no row before has taken. */
static const struct officer *by_home(struct people *q, struct str name, int64_t unit)
{
    struct str key = home_key(q->p->cx->arena, name, unit);
    size_t at = staff_index_find(&q->homes, key);
    for (; at < q->homes.n && str_eq(q->homes.key[at], key); at++) {
        size_t row = q->homes.row[at];
        bool named = staff_index_find(&q->given, q->was[row].login) < q->given.n;
        if (!q->matched[row] && !q->was[row].disabled_at && !named)
            return &q->was[row];
    }
    return NULL;
}

static bool login_used(struct people *q, struct str login)
{
    if (by_login(q, login) || staff_index_find(&q->given, login) < q->given.n)
        return true;
    for (size_t i = 0; i < q->made_n; i++)
        if (str_eq(q->made[i], login))
            return true;
    return false;
}

static enum err login_make(struct people *q, const struct staff_row *r, struct str *out)
{
    struct ctx *cx = q->p->cx;
    if (!q->pinyin)
        TRY(pinyin_load(cx, &q->pinyin));
    struct str base = pinyin_of(cx, q->pinyin, r->cell[SO_NAME]), login = base;
    if (!r->cell[SO_NAME].n) { /* the name itself is what is missing */
        *out = STR("");
        return OK;
    }
    if (base.n < 2) {
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_LOGIN, false, "“%.*s”读不出拼音，请填写登录名",
              "no pinyin for \"%.*s\": give a log-in name", STR_ARG(r->cell[SO_NAME]));
        *out = STR("");
        return OK;
    }
    for (int i = 2; login_used(q, login); i++)
        login = str_fmt(cx->arena, "%.*s%d", STR_ARG(base), i);
    q->made[q->made_n++] = *out = login;
    return OK;
}

static void login_twice(struct people *q, const struct staff_row *r, struct str login)
{
    size_t at = staff_index_find(&q->given, login);
    if (at + 1 < q->given.n && str_eq(q->given.key[at + 1], login) &&
        q->s->rows[q->given.row[at]].line != r->line)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_LOGIN, false, "登录名“%.*s”与第 %lld 行重复",
              "the log-in name \"%.*s\" stands in row %lld already", STR_ARG(login),
              (long long)q->s->rows[q->given.row[at]].line);
}

/* One name in one unit is one person, unless each of the rows says by which log-in. */
static void person_twice(struct people *q, const struct staff_row *r)
{
    struct str key = stand_key(q->p->cx->arena, r);
    size_t at = staff_index_find(&q->stand, key);
    const struct staff_row *first = &q->s->rows[q->stand.row[at]];
    if (!r->cell[SO_NAME].n || first->line == r->line ||
        (first->cell[SO_LOGIN].n && r->cell[SO_LOGIN].n))
        return;
    FAULT(q->p, STAFF_OFFICERS, r->line, SO_NAME, false,
          "“%.*s”在同一单位与第 %lld 行重复；确是两个人的，请各填登录名",
          "\"%.*s\" of the same unit stands in row %lld already; if they are two persons, give "
          "each a log-in name",
          STR_ARG(r->cell[SO_NAME]), (long long)first->line);
}

static enum err who_is_it(struct people *q, const struct staff_row *r, int64_t unit,
                          const struct officer **was, struct str *login)
{
    struct ctx *cx = q->p->cx;
    person_twice(q, r);
    if (r->cell[SO_LOGIN].n) {
        *login = utf8_fold(cx->arena, r->cell[SO_LOGIN]);
        *was = by_login(q, *login);
        login_twice(q, r, *login);
        if (officer_login_check(cx, *login) != OK) {
            planner_fault(q->p, STAFF_OFFICERS, r->line, SO_LOGIN, false,
                          str_c(cx->error.message));
            fault_clear(cx);
        }
    } else {
        *was = by_home(q, r->cell[SO_NAME], unit);
        if (!*was)
            return login_make(q, r, login);
        *login = (*was)->login;
    }
    if (*was)
        q->matched[*was - q->was] = true;
    return OK;
}

/* ---- roles ---- */

struct wanted {
    struct role_row row[GRANTS_MAX];
    size_t n;
};

static void want(struct wanted *w, int64_t officer, int64_t unit, int role)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->row[i].unit_id == unit && w->row[i].role == role)
            return;
    if (w->n < GRANTS_MAX)
        w->row[w->n++] =
            (struct role_row){.officer_id = officer, .unit_id = unit, .role = role};
}

static void want_templates(struct people *q, struct wanted *w, const struct officer *o,
                           struct str names)
{
    const struct unit *home = planner_unit_row(q->p, o->unit_id);
    struct strs list = staff_list(q->p->cx->arena, names);
    for (size_t i = 0; i < list.n; i++) {
        const struct role_template *t = template_find(&q->templates, list.p[i]);
        for (size_t g = 0; t && home && g < t->n; g++)
            want(w, o->id, template_unit(q->p->cx, &t->grants[g], home), t->grants[g].role);
    }
}

/* Names known to the register's templates, as they are stored: ',' between. */
static struct str templates_of(struct people *q, const struct staff_row *r)
{
    struct buf b;
    struct strs list = staff_list(q->p->cx->arena, r->cell[SO_TEMPLATES]);
    buf_init(&b, q->p->cx->arena, SAID_MAX);
    for (size_t i = 0; i < list.n; i++) {
        const struct role_template *t = template_find(&q->templates, list.p[i]);
        if (!t)
            FAULT(q->p, STAFF_OFFICERS, r->line, SO_TEMPLATES, false,
                  "没有岗位模板“%.*s”，见 huiyin user templates",
                  "there is no role template \"%.*s\": see huiyin user templates",
                  STR_ARG(list.p[i]));
        else
            buf_fmt(&b, "%s%.*s", b.n ? "," : "", STR_ARG(t->zh));
    }
    return buf_done(&b);
}

/* role@unit, or the role alone for the own unit. */
static void want_more(struct people *q, struct wanted *w, const struct officer *o,
                      const struct staff_row *r)
{
    struct strs list = staff_list(q->p->cx->arena, r->cell[SO_ROLES]);
    for (size_t i = 0; i < list.n; i++) {
        struct str word = list.p[i];
        const char *at = memchr(word.p, '@', word.n);
        size_t head = at ? (size_t)(at - word.p) : word.n;
        int role = staff_word(&role_names, str_trim(str_sub(word, 0, head)));
        int64_t unit =
            at ? planner_unit(q->p, str_trim(str_sub(word, head + 1, word.n))) : o->unit_id;
        if (role < 0 || (BIT(role) & ROLES_NOBODYS) || !unit)
            FAULT(q->p, STAFF_OFFICERS, r->line, SO_ROLES, false, "“%.*s”不是“角色@单位代码”",
                  "\"%.*s\" is not role@unit", STR_ARG(word));
        else
            want(w, o->id, unit, role);
    }
}

static struct role_row *roles_held(struct people *q, int64_t officer, size_t *n)
{
    size_t lo = 0, hi = q->roles_n;
    *n = 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (q->roles[mid].officer_id < officer)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + *n < q->roles_n && q->roles[lo + *n].officer_id == officer)
        ++*n;
    return q->roles + lo;
}

static bool among(const struct role_row *rows, size_t n, const struct role_row *r)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].unit_id == r->unit_id && rows[i].role == r->role)
            return true;
    return false;
}

static struct str role_text(struct people *q, const struct role_row *r)
{
    const struct unit *u = planner_unit_row(q->p, r->unit_id);
    return str_fmt(q->p->cx->arena, "%s@%.*s", role_names.zh[r->role],
                   STR_ARG(u ? u->code : STR("?")));
}

static bool ended(const struct ctx *cx, const struct role_row *r)
{
    return r->valid_to != 0 && r->valid_to <= cx->now;
}

/* What is given and taken, against what is held and has not ended. */
static void roles_differ(struct people *q, const struct wanted *w, int64_t officer,
                         struct staff_officer *o, struct buf *said)
{
    struct ctx *cx = q->p->cx;
    size_t held_n = 0;
    const struct role_row *held = roles_held(q, officer, &held_n);
    o->grant = NEWS(cx->arena, struct role_row, w->n + 1);
    o->take = NEWS(cx->arena, struct role_row, held_n + 1);
    struct role_row *runs = NEWS(cx->arena, struct role_row, held_n + 1);
    size_t runs_n = 0;
    for (size_t i = 0; i < held_n; i++)
        if (!ended(cx, &held[i]))
            runs[runs_n++] = held[i];
    for (size_t i = 0; i < w->n; i++)
        if (!among(runs, runs_n, &w->row[i]))
            o->grant[o->grants++] = w->row[i];
    for (size_t i = 0; i < runs_n; i++)
        if (!among(w->row, w->n, &runs[i]))
            o->take[o->takes++] = runs[i];
    for (size_t i = 0; i < o->grants + o->takes; i++) {
        bool gives = i < o->grants;
        struct str text = role_text(q, gives ? &o->grant[i] : &o->take[i - o->grants]);
        buf_fmt(said, "%s%s%.*s", said->n ? (cx->lang == LANG_EN ? "; " : "；") : "",
                gives ? "+" : "−", STR_ARG(text));
    }
}

static void roles_judge(struct people *q, const struct staff_row *r, const struct wanted *w)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < w->n; i++)
        roles |= BIT(w->row[i].role);
    uint32_t admins = roles & ROLES_ADMIN;
    const char *clash = template_clash(q->p->cx, roles);
    if (admins & (admins - 1))
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_TEMPLATES, false,
              "%.*s：系统、安全、审计三类管理员必须由不同的人担任",
              "%.*s: system, security and audit administrators are separate persons",
              STR_ARG(r->cell[SO_NAME]));
    if (clash && q->s->n >= LARGE)
        FAULT(
            q->p, STAFF_OFFICERS, r->line, SO_TEMPLATES, true,
            "%.*s 同时是%s：自己办的事自己不能把关，系统会逐件拒绝；人手够时请分给两个人",
            "%.*s is both %s: nobody judges what they handled, each such act is refused; with "
            "enough people let two do it",
            STR_ARG(r->cell[SO_NAME]), clash);
}

/* Roles stand in two columns; the one that is missing leaves its part as it is. */
static void roles_plan(struct people *q, const struct staff_row *r, const struct officer *was,
                       struct staff_officer *o, struct buf *said)
{
    const bool *has = q->s->has;
    struct wanted *w = NEW(q->p->cx->arena, struct wanted), old = {0};
    size_t held_n = 0;
    if (!has[SO_TEMPLATES] && !has[SO_ROLES])
        return;
    if (has[SO_TEMPLATES])
        o->now.templates = templates_of(q, r);
    want_templates(q, w, &o->now, o->now.templates);
    if (has[SO_ROLES]) {
        want_more(q, w, &o->now, r);
    } else if (was) {
        const struct role_row *held = roles_held(q, was->id, &held_n);
        want_templates(q, &old, was, was->templates);
        for (size_t i = 0; i < held_n; i++)
            if (!ended(q->p->cx, &held[i]) && !among(old.row, old.n, &held[i]))
                want(w, was->id, held[i].unit_id, held[i].role);
    }
    roles_judge(q, r, w);
    roles_differ(q, w, o->now.id, o, said);
}

/* ---- one row ---- */

static void row_texts(struct people *q, const struct staff_row *r, struct officer *o)
{
    const bool *has = q->s->has;
    o->name = r->cell[SO_NAME];
    if (has[SO_TITLE])
        o->title = r->cell[SO_TITLE];
    if (has[SO_MAIL])
        o->mail = r->cell[SO_MAIL];
    if (!o->name.n || utf8_count(o->name) > 50)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_NAME, false, "姓名须为 1 至 %d 个字",
              "a name has 1 to %d characters", 50);
    if (utf8_count(o->title) > 50)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_TITLE, false, "职务最多 %d 个字",
              "a job title has at most %d characters", 50);
    if (o->mail.n && (!str_has(o->mail, "@") || utf8_count(o->mail) > 200))
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_MAIL, false, "“%.*s”不是邮箱",
              "\"%.*s\" is no mail address", STR_ARG(o->mail));
    if (utf8_count(r->cell[SO_PHONE]) > 30)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_PHONE, false, "电话最多 %d 位",
              "a telephone has at most %d digits", 30);
}

static int64_t row_unit(struct people *q, const struct staff_row *r)
{
    int64_t id = planner_unit(q->p, r->cell[SO_UNIT]);
    const struct unit *u = org_unit(q->p->org, id);
    if (!id)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_UNIT, false, "没有代码为“%.*s”的单位",
              "there is no unit with the code \"%.*s\"", STR_ARG(r->cell[SO_UNIT]));
    else if (u && u->valid_to && u->valid_to <= q->p->cx->now)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_UNIT, false, "单位“%.*s”已停用",
              "the unit \"%.*s\" is closed", STR_ARG(u->name));
    return id;
}

/* Who leaves a unit, or its handling, hands over first (loop/handover.h). */
static enum err queue_check(struct people *q, const struct staff_row *r,
                            const struct officer *was, const struct staff_officer *o)
{
    struct ctx *cx = q->p->cx;
    struct handover_queue open = {0};
    bool goes = was->unit_id != o->now.unit_id;
    for (size_t i = 0; i < o->takes; i++)
        goes |= (BIT(o->take[i].role) &
                 (BIT(ROLE_HANDLER) | BIT(ROLE_HEAD) | BIT(ROLE_LEADER))) != 0;
    if (!goes)
        return OK;
    TRY(handover_queue(cx, was->id, &open));
    if (open.n)
        FAULT(q->p, STAFF_OFFICERS, r->line, SO_UNIT, false,
              "%.*s 手上还有 %lld 件未了结，请先 huiyin user transfer %.*s … --to 交接",
              "%.*s still has %lld open items: hand over first, huiyin user transfer %.*s … "
              "--to",
              STR_ARG(was->name), (long long)open.n, STR_ARG(was->login));
    return OK;
}

static enum err changes(struct people *q, const struct staff_row *r, const struct officer *was,
                        struct staff_officer *o, struct buf *b)
{
    struct planner *p = q->p;
    struct ctx *cx = p->cx;
    struct str phone = {0};
    const struct unit *from = planner_unit_row(p, was->unit_id);
    const struct unit *to = planner_unit_row(p, o->now.unit_id);
    if (was->disabled_at)
        FAULT(p, STAFF_OFFICERS, r->line, SO_LOGIN, false,
              "账号“%.*s”已停用，请先 huiyin user enable",
              "\"%.*s\" is disabled: huiyin user "
              "enable first",
              STR_ARG(was->login));
    o->changed =
        planner_change(p, b, staff_title(STAFF_OFFICERS, SO_NAME), was->name, o->now.name);
    o->changed |= planner_change(p, b, staff_title(STAFF_OFFICERS, SO_UNIT),
                                 from ? from->code : STR(""), to ? to->code : STR(""));
    o->changed |=
        planner_change(p, b, staff_title(STAFF_OFFICERS, SO_TITLE), was->title, o->now.title);
    o->changed |=
        planner_change(p, b, staff_title(STAFF_OFFICERS, SO_MAIL), was->mail, o->now.mail);
    o->changed |= planner_change(p, b, staff_title(STAFF_OFFICERS, SO_TEMPLATES),
                                 was->templates, o->now.templates);
    if (!q->s->has[SO_PHONE])
        return OK;
    if (was->phone_enc.n)
        TRY(secret_unseal(cx, "officer.phone", was->id, was->phone_enc, &phone));
    /* A number is not written into a difference: it is sealed in the register. */
    if (!str_eq(phone, o->phone)) {
        o->changed = true;
        buf_fmt(b, "%s%s", b->n ? (cx->lang == LANG_EN ? "; " : "；") : "",
                cx->lang == LANG_EN ? "telephone" : staff_title(STAFF_OFFICERS, SO_PHONE));
    }
    return OK;
}

static enum err officer_row(struct people *q, size_t i)
{
    struct planner *p = q->p;
    struct ctx *cx = p->cx;
    const struct staff_row *r = &q->s->rows[i];
    struct staff_officer *o = &p->out->officers[i];
    const struct officer *was = NULL;
    struct str login = {0};
    struct buf b;
    size_t wrong = p->out->wrong;
    int64_t unit = row_unit(q, r);
    TRY(who_is_it(q, r, unit, &was, &login));
    o->fresh = !was;
    o->now = was ? *was
                 : (struct officer){.id = r->id,
                                    .login = login,
                                    .must_change = 1,
                                    .created_at = cx->now,
                                    .version = 1};
    o->now.unit_id = unit;
    o->phone = secret_fold(cx->arena, "phone", r->cell[SO_PHONE]);
    row_texts(q, r, &o->now);
    if (p->out->wrong != wrong)
        return OK;
    buf_init(&b, cx->arena, SAID_MAX);
    if (was)
        TRY(changes(q, r, was, o, &b));
    roles_plan(q, r, was, o, &b);
    o->changed |= was && o->grants + o->takes > 0;
    if (was)
        TRY(queue_check(q, r, was, o));
    if (o->fresh || o->changed)
        planner_diff(p, STAFF_OFFICERS, o->fresh ? STAFF_ADDED : STAFF_CHANGED, o->now.login,
                     o->now.name, buf_done(&b));
    return OK;
}

/* ---- stand-ins: they may stand further down in the file ---- */

static int64_t officer_of(struct people *q, struct str login)
{
    const struct staff_plan *out = q->p->out;
    const struct officer *was = by_login(q, login);
    if (was && !was->disabled_at)
        return was->id;
    for (size_t i = 0; i < out->officers_n; i++)
        if (str_eq(out->officers[i].now.login, login))
            return out->officers[i].now.id;
    return 0;
}

static struct str login_of(struct people *q, int64_t id)
{
    for (size_t i = 0; id && i < q->was_n; i++)
        if (q->was[i].id == id)
            return q->was[i].login;
    return STR("");
}

static void stand_in_row(struct people *q, size_t i)
{
    struct planner *p = q->p;
    const struct staff_row *r = &q->s->rows[i];
    struct staff_officer *o = &p->out->officers[i];
    struct str login = utf8_fold(p->cx->arena, r->cell[SO_STAND_IN]);
    int64_t id = login.n ? officer_of(q, login) : 0;
    struct buf b;
    if (!o->now.id)
        return;
    if (login.n && (!id || id == o->now.id)) {
        FAULT(p, STAFF_OFFICERS, r->line, SO_STAND_IN, false, "没有登录名为“%.*s”的另一个人",
              "there is nobody else with the log-in \"%.*s\"", STR_ARG(login));
        return;
    }
    if (o->now.stand_in_id == id)
        return;
    buf_init(&b, p->cx->arena, SAID_MAX);
    if (!o->fresh)
        planner_change(p, &b, staff_title(STAFF_OFFICERS, SO_STAND_IN),
                       login_of(q, o->now.stand_in_id), login);
    o->now.stand_in_id = id;
    if (o->fresh)
        return;
    struct str said = buf_done(&b);
    for (size_t d = 0; d < p->out->diffs_n && o->changed; d++) {
        struct staff_diff *x = &p->out->diffs[d];
        if (x->part == STAFF_OFFICERS && str_eq(x->code, o->now.login))
            x->said = str_fmt(p->cx->arena, "%.*s；%.*s", STR_ARG(x->said), STR_ARG(said));
    }
    if (!o->changed)
        planner_diff(p, STAFF_OFFICERS, STAFF_CHANGED, o->now.login, o->now.name, said);
    o->changed = true;
}

enum err staff_plan_officers(struct planner *p)
{
    struct people q = {.p = p, .s = &p->f->part[STAFF_OFFICERS]};
    p->out->officers_n = q.s->n;
    p->out->officers = NEWS(p->cx->arena, struct staff_officer, q.s->n + 1);
    if (!q.s->present)
        return OK;
    TRY(people_load(&q));
    for (size_t i = 0; i < q.s->n; i++)
        TRY(officer_row(&q, i));
    for (size_t i = 0; i < q.s->n && q.s->has[SO_STAND_IN]; i++)
        stand_in_row(&q, i);
    for (size_t i = 0; i < q.was_n; i++)
        if (!q.matched[i] && !q.was[i].disabled_at)
            planner_diff(p, STAFF_OFFICERS, STAFF_MISSING, q.was[i].login, q.was[i].name,
                         STR(""));
    return OK;
}
