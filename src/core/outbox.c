/* SPDX-License-Identifier: Apache-2.0 */
#include "core/outbox.h"

#include <assert.h>
#include <sodium.h>

#include "base/log.h"
#include "base/time.h"
#include "base/utf8.h"
#include "core/absence.h"
#include "core/app.h"
#include "core/officer.h"
#include "core/org.h"
#include "core/outbox_text.h"
#include "core/person.h"
#include "core/roster.h"
#include "core/secret.h"
#include "db/db.h"

enum {
    ROLES_TOLD = 3, /* parameters of officer_of_unit */
    CLAIM_MS = 10 * MS_PER_MINUTE,
    SMS_CHARACTERS = 300,
    PROBLEM_CHARACTERS = 200,
    UNITS_DEEP = 32,
    OUTBOX_TOLD_MAX = 256,
    ON_DUTY_MAX = 8,
    RUN_MS = 5000, /* a slow channel goes on in the next run: the caller has a lease to renew */
};

ENUM_NAMES(outbox_state, OUTBOX_STATE_LIST);

/* ---- putting ---- */

/* Columns are text. */
static struct str file_text(struct ctx *cx, struct str file)
{
    if (!file.n)
        return STR("");
    size_t n = sodium_base64_encoded_len(file.n, sodium_base64_VARIANT_ORIGINAL);
    char *out = arena_alloc(cx->arena, n);
    sodium_bin2base64(out, n, (const unsigned char *)file.p, file.n,
                      sodium_base64_VARIANT_ORIGINAL);
    return (struct str){out, n - 1};
}

enum err outbox_put(struct ctx *cx, const struct outbox_note *n)
{
    assert((n->officer_id != 0) + (n->person_id != 0) + (n->address_id != 0) == 1);
    struct str subject, text;
    int64_t id = app_id(cx);
    TRY(outbox_text(cx, n, &subject, &text));
    if (str_eq_c(n->channel, "sms") && utf8_count(text) > SMS_CHARACTERS)
        text = str_fmt(cx->arena, "%.*s…", STR_ARG(utf8_head(text, SMS_CHARACTERS)));
    struct str body = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(subject), STR_ARG(text));
    bool live = cx->app->register_kind == REGISTER_LIVE;
    return db_exec(
        cx, SQL_OUTBOX_INSERT,
        ARGS(I64(cx->jid), I64(id), TXT(n->channel), I64(n->officer_id), I64(n->person_id),
             TXT(str_c(enum_text(&subject_names, n->subject_kind))), I64(n->subject_id),
             TXT(n->template_name), TXT(secret_seal(cx, "outbox.body", id, body)),
             TXT(live ? STR("waiting") : STR("held")), I64(cx->wall), TXT(n->file_name),
             TXT(file_text(cx, n->file)), I64(n->address_id), TXT(n->page)),
        NULL);
}

bool outbox_address_right(struct str s)
{
    static const char special[] = "<>\"\\,;:()[]";
    const char *at = s.n ? memchr(s.p, '@', s.n) : NULL;
    if (!at || at == s.p || at == s.p + s.n - 1 || s.n > OUTBOX_ADDRESS_MAX ||
        memchr(at + 1, '@', (size_t)(s.p + s.n - at) - 1))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x7f || strchr(special, c))
            return false;
    }
    return true;
}

struct holder {
    int64_t id;
    struct str mail, phone_enc;
};
static const struct field holder_fields[] = {
    FIELD(struct holder, id),
    FIELD(struct holder, mail),
    FIELD(struct holder, phone_enc),
};
static const struct shape holder_shape = SHAPE("holder", struct holder, holder_fields);

/* Who was told already: a role twice, a stand-in who holds it too, or the one on duty. */
struct told {
    int64_t id[OUTBOX_TOLD_MAX];
    size_t n;
};

static bool told_now(struct told *t, int64_t officer)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->id[i] == officer)
            return true;
    if (t->n < COUNT(t->id))
        t->id[t->n++] = officer;
    return false;
}

static enum err put_one(struct ctx *cx, const struct holder *h, struct outbox_note *note)
{
    if (h->mail.n == 0 && h->phone_enc.n == 0)
        return OK;
    note->officer_id = h->id;
    note->channel = h->mail.n > 0 ? STR("mail") : STR("sms");
    return outbox_put(cx, note);
}

static enum err put_officer(struct ctx *cx, int64_t id, struct told *told,
                            struct outbox_note *note)
{
    struct officer o;
    TRY(officer_get(cx, id, &o));
    struct holder h = {o.id, o.mail, o.phone_enc};
    return o.disabled_at || told_now(told, id) ? OK : put_one(cx, &h, note);
}

enum err outbox_put_officer(struct ctx *cx, int64_t officer_id, const struct outbox_note *n)
{
    struct told told = {0};
    struct outbox_note note = *n;
    int64_t stand_in = absence_stand_in(cx, officer_id);
    return put_officer(cx, stand_in ? stand_in : officer_id, &told, &note);
}

/* Also who is on duty at the unit, in office hours or out of them; away, their stand-in. */
static enum err put_on_duty(struct ctx *cx, int64_t unit_id, struct told *told,
                            struct outbox_note *note)
{
    const struct roster_row *turns[ON_DUTY_MAX];
    size_t n = roster_on_duty(cx, unit_id, turns, ON_DUTY_MAX);
    for (size_t i = 0; i < n; i++) {
        int64_t stand_in = absence_stand_in(cx, turns[i]->officer_id);
        TRY(put_officer(cx, stand_in ? stand_in : turns[i]->officer_id, told, note));
    }
    return OK;
}

/* told->n: how many hold one of the roles here, reachable or not; away, their stand-ins. */
static enum err put_holders(struct ctx *cx, int64_t unit_id, uint32_t roles,
                            struct outbox_note *note, struct told *told)
{
    void *rows = NULL;
    size_t n = 0;
    struct val v[2 + ROLES_TOLD] = {I64(unit_id), I64(cx->now), TXT(STR("")), TXT(STR("")),
                                    TXT(STR(""))};
    size_t k = 2;
    for (int role = 0; role < ROLE__MAX; role++)
        if (roles & BIT(role)) {
            assert(k < COUNT(v) && "a message goes to few roles");
            v[k++] = TXT(str_c(enum_text(&role_names, role)));
        }
    TRY(db_all(cx, SQL_OFFICER_OF_UNIT, v, COUNT(v), &holder_shape, &rows, &n));
    const struct holder *h = rows;
    for (size_t i = 0; i < n; i++) {
        int64_t stand_in = absence_stand_in(cx, h[i].id);
        if (stand_in)
            TRY(put_officer(cx, stand_in, told, note));
        else if (!told_now(told, h[i].id))
            TRY(put_one(cx, &h[i], note));
    }
    return OK;
}

enum err outbox_put_unit(struct ctx *cx, int64_t unit_id, uint32_t roles, int kind,
                         int64_t subject_id, struct str template_name, struct str num)
{
    int64_t path[UNITS_DEEP];
    size_t deep = org_unit_path(cx->app->org, unit_id, path, UNITS_DEEP);
    struct told told = {0};
    struct outbox_note note = {
        .subject_kind = kind,
        .subject_id = subject_id,
        .template_name = template_name,
        .num = num,
    };
    for (size_t i = 0; i < deep && told.n == 0; i++)
        TRY(put_holders(cx, path[i], roles, &note, &told));
    return put_on_duty(cx, unit_id, &told, &note);
}

/* ---- sending ---- */

struct due {
    int64_t id, officer_id, person_id, address_id, tries;
    struct str channel, body_enc, page, file_name, file;
};
static const struct field due_fields[] = {
    FIELD(struct due, id),        FIELD(struct due, officer_id), FIELD(struct due, person_id),
    FIELD(struct due, tries),     FIELD(struct due, channel),    FIELD(struct due, body_enc),
    FIELD(struct due, file_name), FIELD(struct due, file),       FIELD(struct due, address_id),
    FIELD(struct due, page),
};
static const struct shape due_shape = SHAPE("due", struct due, due_fields);

struct claim_job {
    struct str channel;
    int64_t wall;
    struct due due;
    bool found;
};

static enum err claim_write(struct ctx *cx, void *arg)
{
    struct claim_job *j = arg;
    int64_t changed = 0;
    TRY(db_one(cx, SQL_OUTBOX_DUE, ARGS(I64(cx->jid), I64(j->wall), TXT(j->channel)),
               &due_shape, &j->due, &j->found));
    if (!j->found)
        return OK;
    /* A last try that was claimed and never marked is made once more, as the last. */
    if (j->due.tries >= OUTBOX_TRIES_MAX)
        j->due.tries = OUTBOX_TRIES_MAX - 1;
    TRY(db_exec(cx, SQL_OUTBOX_CLAIM,
                ARGS(I64(cx->jid), I64(j->due.id), I64(j->due.tries + 1),
                     I64(j->wall + CLAIM_MS), I64(j->wall)),
                &changed));
    /* The strings of a row may end with the transaction. */
    j->due.channel = str_dup(cx->arena, j->due.channel);
    j->due.body_enc = str_dup(cx->arena, j->due.body_enc);
    j->due.page = str_dup(cx->arena, j->due.page);
    j->due.file_name = str_dup(cx->arena, j->due.file_name);
    j->due.file = str_dup(cx->arena, j->due.file);
    j->found = changed == 1;
    return OK;
}

struct receiver {
    struct str mail;
};
static const struct field receiver_fields[] = {FIELD(struct receiver, mail)};
static const struct shape receiver_shape = SHAPE("receiver", struct receiver, receiver_fields);

/* Empty when it was taken off the list meanwhile. */
static enum err receiver_mail(struct ctx *cx, int64_t id, struct str *to)
{
    struct receiver r = {0};
    bool found = false;
    TRY(db_one(cx, SQL_RECEIVER_MAIL, ARGS(I64(cx->jid), I64(id)), &receiver_shape, &r,
               &found));
    *to = found ? str_dup(cx->arena, r.mail) : STR("");
    return OK;
}

static enum err address_of(struct ctx *cx, const struct due *d, struct str *to)
{
    bool mail = str_eq_c(d->channel, "mail");
    if (d->person_id) {
        struct person_plain p;
        TRY(person_open(cx, d->person_id, &p));
        *to = mail ? p.mail : p.phone;
    } else if (d->address_id) {
        TRY(receiver_mail(cx, d->address_id, to));
    } else {
        struct officer o;
        TRY(officer_get(cx, d->officer_id, &o));
        *to = o.mail;
        if (!mail)
            TRY(secret_unseal(cx, "officer.phone", o.id, o.phone_enc, to));
    }
    if (to->n == 0)
        return fail(cx, ERR_INPUT, "没有可用的联系方式", "there is no address to send to");
    return OK;
}

static enum err file_read(struct ctx *cx, struct str text, struct str *out)
{
    unsigned char *bytes = arena_alloc(cx->arena, text.n + 1);
    size_t n = 0;
    if (text.n && sodium_base642bin(bytes, text.n, text.p, text.n, NULL, &n, NULL,
                                    sodium_base64_VARIANT_ORIGINAL) != 0)
        return fail(cx, ERR_INPUT, "消息所附文件损坏", "the file of the message is damaged");
    *out = (struct str){(const char *)bytes, n};
    return OK;
}

static enum err message_make(struct ctx *cx, const struct due *d, struct outbox_message *m)
{
    struct str body;
    TRY(secret_unseal(cx, "outbox.body", d->id, d->body_enc, &body));
    const char *line = memchr(body.p, '\n', body.n);
    if (!line)
        return fail(cx, ERR_INPUT, "消息内容损坏", "the message is damaged");
    size_t head = (size_t)(line - body.p);
    *m = (struct outbox_message){
        .id = d->id,
        .subject = str_sub(body, 0, head),
        .text = str_sub(body, head + 1, body.n),
        .page = d->page,
        .file_name = d->file_name,
    };
    TRY(file_read(cx, d->file, &m->file));
    TRY(db_acquire(cx, cx->app->store, &cx->db));
    enum err e = address_of(cx, d, &m->to);
    db_release(cx->db);
    cx->db = NULL;
    return e;
}

struct mark_job {
    const struct due *due;
    enum err outcome;
    struct str problem;
    int64_t wall;
};

static enum err mark_write(struct ctx *cx, void *arg)
{
    const struct mark_job *j = arg;
    int64_t id = j->due->id, tries = j->due->tries + 1;
    if (j->outcome == OK)
        return db_exec(cx, SQL_OUTBOX_SENT, ARGS(I64(cx->jid), I64(id), I64(j->wall)), NULL);
    bool dead = tries >= OUTBOX_TRIES_MAX || j->outcome == ERR_INPUT;
    int64_t wait = tries > 6 ? OUTBOX_WAIT_MAX_MIN : INT64_C(1) << (tries - 1);
    return db_exec(cx, SQL_OUTBOX_FAILED,
                   ARGS(I64(cx->jid), I64(id), TXT(dead ? STR("dead") : STR("waiting")),
                        I64(j->wall + wait * MS_PER_MINUTE), TXT(j->problem)),
                   NULL);
}

/* *down: the channel itself failed, so that the messages behind this one would fail as well. */
static enum err send_one(struct ctx *cx, const struct outbox_sender *s, const struct due *d,
                         int *sent, bool *down)
{
    struct outbox_message m;
    struct mark_job mark = {.due = d, .wall = cx->wall};
    char id[24];
    mark.outcome = message_make(cx, d, &m);
    if (mark.outcome == OK)
        mark.outcome = s->send(cx, &m);
    if (mark.outcome != OK) {
        const char *why = cx->error.message ? cx->error.message : err_code(mark.outcome);
        mark.problem = str_dup(cx->arena, utf8_head(str_c(why), PROBLEM_CHARACTERS));
        log_event(LOG_WARN, "outbox", "channel", s->channel, "id", log_num(id, d->id),
                  "problem", mark.problem.p, NULL);
        fault_clear(cx);
    }
    TRY(db_write(cx, cx->app->store, mark_write, &mark));
    *sent += mark.outcome == OK;
    *down = mark.outcome == ERR_IO;
    return OK;
}

enum err outbox_run(struct ctx *cx, const struct outbox_sender *senders, size_t n, int limit,
                    int *sent)
{
    *sent = 0;
    for (size_t i = 0; i < n; i++) {
        bool down = false;
        int64_t begun = time_mono();
        for (int k = 0; k < limit && !down && time_mono() - begun < RUN_MS; k++) {
            struct claim_job j = {.channel = str_c(senders[i].channel), .wall = cx->wall};
            TRY(db_write(cx, cx->app->store, claim_write, &j));
            if (!j.found)
                break;
            TRY(send_one(cx, &senders[i], &j.due, sent, &down));
        }
    }
    return OK;
}

/* ---- for administrators ---- */

struct count_row {
    struct str state;
    int64_t n, oldest_at;
};
static const struct field count_fields[] = {
    FIELD(struct count_row, state),
    FIELD(struct count_row, n),
    FIELD(struct count_row, oldest_at),
};
static const struct shape count_shape = SHAPE("count_row", struct count_row, count_fields);

enum err outbox_count(struct ctx *cx, struct outbox_counts *out)
{
    void *rows = NULL;
    size_t n = 0;
    struct outbox_counts c = {0};
    TRY(db_all(cx, SQL_OUTBOX_COUNTS, ARGS(I64(cx->jid)), &count_shape, &rows, &n));
    const struct count_row *r = rows;
    for (size_t i = 0; i < n; i++) {
        if (str_eq_c(r[i].state, "waiting")) {
            c.waiting = r[i].n;
            c.oldest_at = r[i].oldest_at;
        } else if (str_eq_c(r[i].state, "dead")) {
            c.dead = r[i].n;
        } else if (str_eq_c(r[i].state, "held")) {
            c.held = r[i].n;
        }
    }
    *out = c;
    return OK;
}

enum err outbox_retry(struct ctx *cx, int64_t id, int64_t *changed)
{
    TRY(db_exec(cx, SQL_OUTBOX_RETRY, ARGS(I64(cx->jid), I64(id), I64(cx->wall)), changed));
    return *changed ? OK
                    : fail(cx, ERR_NOT_FOUND, "没有这条发送失败的消息",
                           "there is no such dead message");
}
