/* SPDX-License-Identifier: Apache-2.0 */
#include "core/person.h"

#include "base/utf8.h"
#include "core/app.h"
#include "core/secret.h"
#include "db/db.h"
#include "text/personal.h"

static const struct field plain_fields[] = {
    FIELD(struct person_plain, name, .max = 50, .zh = "姓名", .en = "name"),
    FIELD(struct person_plain, phone, .max = 30, .zh = "电话", .en = "phone"),
    FIELD(struct person_plain, address, .max = 200, .zh = "住址", .en = "address"),
    FIELD(struct person_plain, idno, .max = 30, .zh = "身份证号", .en = "identity number"),
    FIELD(struct person_plain, mail, .max = 200, .zh = "邮箱", .en = "mail"),
};
const struct shape person_plain_shape = SHAPE("person", struct person_plain, plain_fields);

static const struct field person_fields[] = {
    FIELD(struct person, jid),         FIELD(struct person, id),
    FIELD(struct person, name_enc),    FIELD(struct person, phone_enc),
    FIELD(struct person, address_enc), FIELD(struct person, idno_enc),
    FIELD(struct person, mail_enc),    FIELD(struct person, name_hash),
    FIELD(struct person, phone_hash),  FIELD(struct person, idno_hash),
    FIELD(struct person, created_at),
};
const struct shape person_shape = SHAPE("person_row", struct person, person_fields);

/* The five fields once: where the plain text and the sealed text stand, and the place that the
 * seal is bound to. */
static const struct part {
    size_t plain, sealed;
    const char *place;
} parts[] = {
    {offsetof(struct person_plain, name), offsetof(struct person, name_enc), "person.name"},
    {offsetof(struct person_plain, phone), offsetof(struct person, phone_enc), "person.phone"},
    {offsetof(struct person_plain, address), offsetof(struct person, address_enc),
     "person.address"},
    {offsetof(struct person_plain, idno), offsetof(struct person, idno_enc), "person.idno"},
    {offsetof(struct person_plain, mail), offsetof(struct person, mail_enc), "person.mail"},
};

static struct str plain_get(const struct person_plain *p, const struct part *part)
{
    return *(const struct str *)((const char *)p + part->plain);
}

static struct str *plain_at(struct person_plain *p, const struct part *part)
{
    return (struct str *)((char *)p + part->plain);
}

static struct str *sealed_at(struct person *p, const struct part *part)
{
    return (struct str *)((char *)p + part->sealed);
}

/* ---- tidying and checks ---- */

/* GB 11643-1999: ISO 7064 mod 11-2 over the first seventeen digits. */
static struct str idno_tidy(struct arena *a, struct str s)
{
    struct str out = str_dup(a, secret_fold(a, "idno", s));
    char *text = str_cdup(a, out);
    if (out.n > 0 && text[out.n - 1] == 'x')
        text[out.n - 1] = 'X';
    return (struct str){text, out.n};
}

static enum err plain_tidy(struct ctx *cx, const struct person_plain *in,
                           struct person_plain *out)
{
    struct arena *a = cx->arena;
    struct person_plain p = {
        .name = str_trim(in->name),
        .phone = secret_fold(a, "phone", in->phone),
        .address = str_trim(in->address),
        .idno = idno_tidy(a, in->idno),
        .mail = str_trim(in->mail),
    };
    if (str_trim(in->phone).n > 0 && (p.phone.n < 5 || p.phone.n > 15))
        return fail_at(cx, ERR_INPUT, "phone", "电话号码应为 5 至 15 位数字",
                       "a phone number has 5 to 15 digits");
    if (p.idno.n > 0 && !personal_idno_right(p.idno))
        return fail_at(cx, ERR_INPUT, "idno", "身份证号不正确，请核对",
                       "the identity number is wrong: please check it");
    if (p.mail.n > 0 && (p.mail.n < 3 || !memchr(p.mail.p + 1, '@', p.mail.n - 2)))
        return fail_at(cx, ERR_INPUT, "mail", "邮箱格式不对", "this is no mail address");
    *out = p;
    return OK;
}

enum err person_check(struct ctx *cx, const struct person_plain *p)
{
    struct person_plain tidy;
    return plain_tidy(cx, p, &tidy);
}

enum err person_seal(struct ctx *cx, const struct person_plain *p, struct person_new *out)
{
    struct person_new new = {0};
    bool any = false;
    TRY(plain_tidy(cx, p, &new.plain));
    for (size_t i = 0; i < COUNT(parts); i++)
        any = any || plain_get(&new.plain, &parts[i]).n > 0;
    if (any) {
        new.row = (struct person){
            .jid = cx->jid,
            .id = app_id(cx),
            .name_hash = secret_hash(cx, "name", new.plain.name),
            .phone_hash = secret_hash(cx, "phone", new.plain.phone),
            .idno_hash = secret_hash(cx, "idno", new.plain.idno),
            .created_at = cx->now,
        };
        for (size_t i = 0; i < COUNT(parts); i++)
            *sealed_at(&new.row, &parts[i]) =
                secret_seal(cx, parts[i].place, new.row.id, plain_get(&new.plain, &parts[i]));
    }
    *out = new;
    return OK;
}

/* ---- finding ---- */

static enum err row_open(struct ctx *cx, const struct person *row, struct person_plain *out)
{
    struct person_plain p = {0};
    struct person copy = *row;
    for (size_t i = 0; i < COUNT(parts); i++)
        TRY(secret_unseal(cx, parts[i].place, row->id, *sealed_at(&copy, &parts[i]),
                          plain_at(&p, &parts[i])));
    *out = p;
    return OK;
}

/* Nothing new was said. */
static bool known_already(struct str said, struct str stored)
{
    return said.n == 0 || str_eq(said, stored);
}

static enum err same_among(struct ctx *cx, enum sql by, struct str hash,
                           const struct person_new *p, int64_t *id)
{
    struct person *rows = NULL;
    void *found = NULL;
    size_t n = 0;
    TRY(db_all(cx, by, ARGS(I64(cx->jid), TXT(hash)), &person_shape, &found, &n));
    rows = found;
    for (size_t i = 0; i < n; i++) {
        struct person_plain stored;
        if (!str_eq(rows[i].name_hash, p->row.name_hash))
            continue;
        TRY(row_open(cx, &rows[i], &stored));
        if (known_already(p->plain.phone, stored.phone) &&
            known_already(p->plain.idno, stored.idno) &&
            known_already(p->plain.address, stored.address) &&
            known_already(p->plain.mail, stored.mail)) {
            *id = rows[i].id;
            return OK;
        }
    }
    return OK;
}

enum err person_put(struct ctx *cx, const struct person_new *p, int64_t *id)
{
    int64_t same = 0;
    if (p->row.id == 0) {
        *id = 0;
        return OK;
    }
    if (p->row.phone_hash.n > 0)
        TRY(same_among(cx, SQL_PERSON_BY_PHONE, p->row.phone_hash, p, &same));
    if (same == 0 && p->row.idno_hash.n > 0)
        TRY(same_among(cx, SQL_PERSON_BY_IDNO, p->row.idno_hash, p, &same));
    if (same == 0) {
        TRY(db_put(cx, SQL_PERSON_INSERT, &person_shape, &p->row, NULL, 0, NULL));
        same = p->row.id;
    }
    *id = same;
    return OK;
}

static enum err no_person(struct ctx *cx)
{
    return fail(cx, ERR_NOT_FOUND, "没有这位群众的登记", "there is no such person");
}

enum err person_open(struct ctx *cx, int64_t id, struct person_plain *out)
{
    struct person row;
    bool found = false;
    if (id == 0) {
        *out = (struct person_plain){0};
        return OK;
    }
    TRY(db_one(cx, SQL_PERSON_GET, ARGS(I64(cx->jid), I64(id)), &person_shape, &row, &found));
    return found ? row_open(cx, &row, out) : no_person(cx);
}

struct found {
    int64_t *ids;
    size_t n;
};

static enum err found_add(struct ctx *cx, enum sql by, struct str hash, struct found *f)
{
    struct person *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, by, ARGS(I64(cx->jid), TXT(hash)), &person_shape, (void **)&rows, &n));
    int64_t *ids = NEWS(cx->arena, int64_t, f->n + n + 1);
    for (size_t i = 0; i < f->n; i++)
        ids[i] = f->ids[i];
    for (size_t i = 0; i < n; i++)
        ids[f->n + i] = rows[i].id;
    *f = (struct found){ids, f->n + n};
    return OK;
}

/* Earlier rows with a fixed number after +86 stand without its area's 0. */
enum err person_find(struct ctx *cx, const char *kind, struct str value, int64_t **ids,
                     size_t *n)
{
    static const struct {
        const char *kind;
        enum sql by;
    } ways[] = {
        {"phone", SQL_PERSON_BY_PHONE},
        {"idno", SQL_PERSON_BY_IDNO},
        {"name", SQL_PERSON_BY_NAME},
    };
    for (size_t w = 0; w < COUNT(ways); w++) {
        if (strcmp(ways[w].kind, kind) != 0)
            continue;
        struct str folded = secret_fold(cx->arena, kind, value);
        struct found f = {0};
        TRY(found_add(cx, ways[w].by, secret_hash(cx, kind, folded), &f));
        if (strcmp(kind, "phone") == 0 && folded.n >= 11 && folded.p[0] == '0')
            TRY(found_add(cx, ways[w].by, secret_hash(cx, kind, str_sub(folded, 1, folded.n)),
                          &f));
        *ids = f.ids;
        *n = f.n;
        return OK;
    }
    return fail(cx, ERR_BUG, "不能按“%s”查找", "nobody is found by \"%s\"", kind);
}

enum err person_erase(struct ctx *cx, int64_t id)
{
    int64_t changed = 0;
    TRY(db_exec(cx, SQL_PERSON_ERASE, ARGS(I64(cx->jid), I64(id)), &changed));
    return changed ? OK : no_person(cx);
}

/* ---- who else speaks ---- */

static bool is_phone_like(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (!digit && !strchr("+-()", s.p[i]))
            return false;
        digits += digit;
    }
    return digits >= 5;
}

/* The telephone is what stands last and is made of digits. */
struct person_plain speaker_plain(struct arena *a, struct str line)
{
    struct str s = str_trim(utf8_fold(a, line)), as_said = str_trim(line);
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != ' ')
        at--;
    struct str last = str_sub(s, at, s.n);
    if (!is_phone_like(last))
        return (struct person_plain){.name = as_said};
    return (struct person_plain){.name = str_trim(str_sub(s, 0, at)), .phone = last};
}

struct speaker {
    int64_t serial, person_id;
};
static const struct field speaker_fields[] = {
    FIELD(struct speaker, serial),
    FIELD(struct speaker, person_id),
};
static const struct shape speaker_shape = SHAPE("speaker", struct speaker, speaker_fields);

enum err speaker_put(struct ctx *cx, int64_t demand_id, int64_t serial, int64_t person_id)
{
    return db_exec(cx, SQL_SPEAKER_INSERT,
                   ARGS(I64(cx->jid), I64(demand_id), I64(serial), I64(person_id)), NULL);
}

enum err speakers_open(struct ctx *cx, int64_t demand_id, struct person_plain **out, size_t *n)
{
    struct speaker *rows = NULL;
    TRY(db_all(cx, SQL_SPEAKER_OF_DEMAND, ARGS(I64(cx->jid), I64(demand_id)), &speaker_shape,
               (void **)&rows, n));
    *out = NEWS(cx->arena, struct person_plain, *n + 1);
    for (size_t i = 0; i < *n; i++)
        TRY(person_open(cx, rows[i].person_id, &(*out)[i]));
    return OK;
}

/* ---- masks ---- */

/* The first and the last so many characters, stars between. */
static struct str mask(struct arena *a, struct str s, int64_t head, int64_t tail,
                       const char *stars)
{
    int64_t n = utf8_count(s);
    struct str first = utf8_head(s, head < n ? head : 0);
    if (s.n == 0)
        return STR("");
    if (head + tail >= n)
        return str_fmt(a, "%.*s%s", STR_ARG(first), stars);
    size_t last = utf8_head(s, n - tail).n;
    return str_fmt(a, "%.*s%s%.*s", STR_ARG(first), stars, STR_ARG(str_sub(s, last, s.n)));
}

struct str person_mask_phone(struct arena *a, struct str phone)
{
    return phone.n >= 11 ? mask(a, phone, 3, 4, "****") : mask(a, phone, 0, 3, "****");
}

static struct str mask_mail(struct arena *a, struct str mail)
{
    const char *at = mail.n ? memchr(mail.p, '@', mail.n) : NULL;
    if (!at)
        return mask(a, mail, 1, 0, "***");
    size_t user = (size_t)(at - mail.p);
    return str_fmt(a, "%.*s***%.*s", STR_ARG(utf8_head(str_sub(mail, 0, user), 1)),
                   STR_ARG(str_sub(mail, user, mail.n)));
}

struct person_plain person_mask(struct arena *a, const struct person_plain *p)
{
    /* One character of a name shows even when it is all there is: 张 → 张**. */
    struct str surname = utf8_head(p->name, 1);
    return (struct person_plain){
        .name = p->name.n ? str_fmt(a, "%.*s**", STR_ARG(surname)) : STR(""),
        .phone = person_mask_phone(a, p->phone),
        .address = mask(a, p->address, 6, 0, "****"),
        .idno = mask(a, p->idno, 1, 1, "****************"),
        .mail = mask_mail(a, p->mail),
    };
}
