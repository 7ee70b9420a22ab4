/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/app.h"
#include "core/mechanism.h"
#include "core/person.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/hotspot.h"
#include "loop/same.h"

enum {
    OF_KEY = 20,    /* the newest under each key */
    OF_NAME = 20,   /* the newest that bear a name */
    NAMES_MAX = 24, /* names looked up */
    OF_PLACE = 40,
    PERSONS_MAX = 40, /* rows of the same person */
    OF_PERSON = 20,   /* demands of each */
    CANDIDATES = 320,
    READ_MAX = 60, /* compared word by word */
};
/* A place says little of a text that bears no name: it is read all the same. */
static const double unread = 0.1;

ENUM_NAMES(same_person, SAME_PERSON_LIST);

/* ---- how rare names and pairs are, as counted last ---- */

static struct {
    pthread_rwlock_t lock;
    const void *store;
    int64_t jid, demands;
    struct arena *arena;
    struct weights w;
} counted = {.lock = PTHREAD_RWLOCK_INITIALIZER};

enum { COUNTED_BYTES = 64 * 1024 * 1024 };

static bool is_counted(const struct ctx *cx, int64_t demands)
{
    return counted.arena && counted.store == cx->app->store && counted.jid == cx->jid &&
           counted.demands == demands;
}

static enum err count_read(struct ctx *cx, int64_t demands)
{
    struct ctx own = *cx;
    if (counted.arena)
        arena_close(counted.arena);
    counted.arena = own.arena = arena_open(COUNTED_BYTES);
    enum err e = hotspot_weights(&own, &counted.w);
    counted.store = cx->app->store;
    counted.jid = cx->jid;
    counted.demands = demands;
    if (e != OK) {
        arena_close(counted.arena);
        counted.arena = NULL;
        return fail(cx, e, "词频表损坏", "the weights are damaged");
    }
    return OK;
}

/* Nobody counts them anew until weights_leave. */
static enum err weights_take(struct ctx *cx, const struct weights **out)
{
    int64_t demands = 0;
    TRY(db_i64(cx, SQL_SAME_WEIGHT_COUNT, ARGS(I64(cx->jid)), 0, &demands));
    for (;;) {
        pthread_rwlock_rdlock(&counted.lock);
        if (is_counted(cx, demands)) {
            *out = &counted.w;
            return OK;
        }
        pthread_rwlock_unlock(&counted.lock);
        pthread_rwlock_wrlock(&counted.lock);
        enum err e = is_counted(cx, demands) ? OK : count_read(cx, demands);
        pthread_rwlock_unlock(&counted.lock);
        if (e != OK)
            return e;
    }
}

static void weights_leave(void)
{
    pthread_rwlock_unlock(&counted.lock);
}

/* ---- what is asked about ---- */

struct told {
    struct grams grams;
    struct signature signature;
    struct cluster_item item;
};
struct candidate {
    int64_t id;
    enum same_person person;
    double likely;
};
struct looking {
    struct ctx *cx;
    struct work *w;
    const struct same_asked *asked;
    const struct weights *weights;
    struct sameness_rule rule;
    struct told told;
    struct sketch sketch;
    struct candidate *all;
    size_t n;
};

struct sameness_rule same_rule(const struct ctx *cx)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    struct sameness_rule r = sameness_usual;
    if (m) {
        r.shown = m->same_shown;
        r.near_days = m->same_near_days;
        r.half_days = m->same_half_days;
    }
    return r;
}

void same_asked_of(const struct demand *d, struct str words, struct same_asked *out)
{
    *out = (struct same_asked){.id = d->id,
                               .said_at = d->said_at,
                               .place_id = d->place_id,
                               .complained_unit = d->complained_unit,
                               .title = d->title,
                               .words = words,
                               .class = d->class,
                               .person_id = d->person_id,
                               .anonymous = d->privacy == PRIVACY_ANONYMOUS,
                               .confidential = d->privacy == PRIVACY_CONFIDENTIAL};
}

static void tell(const struct looking *l, struct str title, struct str words, int64_t id,
                 int64_t at, struct told *out)
{
    struct arena *a = l->cx->arena;
    struct folded f;
    text_fold(a, words, &f);
    out->grams = grams_of(a, &f);
    signature_make(a, title, words, &out->signature);
    out->item = (struct cluster_item){.id = id, .at = at};
    cluster_item_of(a, &out->signature, &out->item);
    cluster_norm(l->weights, &out->item);
}

static void looking_begin(struct ctx *cx, struct work *w, const struct same_asked *asked,
                          const struct weights *weights, struct looking *l)
{
    *l = (struct looking){.cx = cx,
                          .w = w,
                          .asked = asked,
                          .weights = weights,
                          .rule = same_rule(cx),
                          .all = NEWS(cx->arena, struct candidate, CANDIDATES)};
    tell(l, asked->title, asked->words, asked->id, asked->said_at, &l->told);
    sketch_of(&l->told.grams, &l->sketch);
}

/* ---- whom to look at ---- */

static struct candidate *candidate_of(struct looking *l, int64_t id)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->all[i].id == id)
            return &l->all[i];
    if (id == l->asked->id || l->n == CANDIDATES)
        return NULL;
    l->all[l->n] = (struct candidate){.id = id};
    return &l->all[l->n++];
}

struct id_row {
    int64_t demand_id;
};
static const struct field id_fields[] = {FIELD(struct id_row, demand_id)};
static const struct shape id_shape = SHAPE("demand_id", struct id_row, id_fields);

static enum err add(struct looking *l, enum sql sql, const struct val *v, size_t v_n)
{
    struct id_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(l->cx, sql, v, v_n, &id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        candidate_of(l, rows[i].demand_id);
    return OK;
}

static enum err by_words(struct looking *l)
{
    struct ctx *cx = l->cx;
    for (size_t i = 0; i < SKETCH_KEYS && l->sketch.grams; i++)
        TRY(add(l, SQL_SAME_OF_KEY,
                ARGS(I64(cx->jid), I64((int64_t)l->sketch.key[i]), I64(OF_KEY))));
    return OK;
}

static enum err by_name(struct looking *l, struct str name)
{
    struct ctx *cx = l->cx;
    int64_t reach = cluster_rule.days * MS_PER_DAY, at = l->asked->said_at;
    return add(l, SQL_SAME_OF_NAME,
               ARGS(I64(cx->jid), TXT(name), I64(at - reach), I64(at + reach), I64(OF_NAME)));
}

/* Those of the title first: what a demand is about stands there. */
static enum err by_names(struct looking *l)
{
    const struct signature *s = &l->told.signature;
    size_t looked = 0;
    for (int lead = 1; lead >= 0; lead--)
        for (size_t i = 0; i < s->names_n && looked < NAMES_MAX; i++) {
            const struct cluster_name n = {.hash = cluster_name_hash(s->names[i].text),
                                           .wide = s->names[i].kind == NAME_WIDE};
            if (s->names[i].lead != (lead == 1) || !cluster_name_tells(l->weights, &n))
                continue;
            looked++;
            TRY(by_name(l, s->names[i].text));
        }
    return OK;
}

static enum err by_place(struct looking *l)
{
    struct ctx *cx = l->cx;
    const struct same_asked *k = l->asked;
    if (!k->place_id || !k->class.n)
        return OK;
    return add(l, SQL_SAME_OF_PLACE,
               ARGS(I64(cx->jid), I64(k->place_id), TXT(k->class), I64(OF_PLACE)));
}

/* ---- the same person ---- */

struct demand_row_id {
    int64_t id;
};
static const struct field row_id_fields[] = {FIELD(struct demand_row_id, id)};
static const struct shape row_id_shape = SHAPE("id", struct demand_row_id, row_id_fields);

static enum err of_person(struct looking *l, int64_t person, enum same_person by)
{
    struct ctx *cx = l->cx;
    struct demand_row_id *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_DEMAND_OF_PERSON, ARGS(I64(cx->jid), I64(person), I64(OF_PERSON)),
               &row_id_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct candidate *c = candidate_of(l, rows[i].id);
        if (c && c->person != SAME_IDNO)
            c->person = by;
    }
    return OK;
}

static enum err of_persons(struct looking *l, const struct person *rows, size_t n,
                           enum same_person by)
{
    for (size_t i = 0; i < n && i < PERSONS_MAX; i++)
        TRY(of_person(l, rows[i].id, by));
    return OK;
}

static enum err by_hash(struct looking *l, enum sql sql, struct str hash, enum same_person by)
{
    struct ctx *cx = l->cx;
    struct person *rows = NULL;
    size_t n = 0;
    if (!hash.n)
        return OK;
    TRY(db_all(cx, sql, ARGS(I64(cx->jid), TXT(hash)), &person_shape, (void **)&rows, &n));
    return of_persons(l, rows, n, by);
}

static enum err by_row(struct looking *l, int64_t person)
{
    struct ctx *cx = l->cx;
    struct person p = {0};
    bool found = false;
    TRY(db_one(cx, SQL_PERSON_GET, ARGS(I64(cx->jid), I64(person)), &person_shape, &p, &found));
    if (!found)
        return OK;
    TRY(by_hash(l, SQL_PERSON_BY_IDNO, p.idno_hash, SAME_IDNO));
    return by_hash(l, SQL_PERSON_BY_PHONE, p.phone_hash, SAME_PHONE);
}

static enum err by_value(struct looking *l, const char *kind, struct str value,
                         enum same_person by)
{
    int64_t *ids = NULL;
    size_t n = 0;
    if (!value.n)
        return OK;
    TRY(person_find(l->cx, kind, value, &ids, &n));
    for (size_t i = 0; i < n && i < PERSONS_MAX; i++)
        TRY(of_person(l, ids[i], by));
    return OK;
}

struct speaker_row {
    int64_t serial, person_id;
};
static const struct field speaker_fields[] = {FIELD(struct speaker_row, serial),
                                              FIELD(struct speaker_row, person_id)};
static const struct shape speaker_shape =
    SHAPE("same_speaker", struct speaker_row, speaker_fields);

/* One petitioner in common is enough, also one who speaks for a group (B3-8). */
static enum err by_persons(struct looking *l)
{
    struct ctx *cx = l->cx;
    const struct same_asked *k = l->asked;
    struct speaker_row *rows = NULL;
    size_t n = 0;
    if (k->confidential)
        return OK;
    TRY(by_value(l, "idno", k->idno, SAME_IDNO));
    TRY(by_value(l, "phone", k->phone, SAME_PHONE));
    if (k->person_id)
        TRY(by_row(l, k->person_id));
    if (k->id)
        TRY(db_all(cx, SQL_SPEAKER_OF_DEMAND, ARGS(I64(cx->jid), I64(k->id)), &speaker_shape,
                   (void **)&rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(by_row(l, rows[i].person_id));
    return OK;
}

/* ---- how likely, by what is kept ---- */

static void circumstances(const struct looking *l, int64_t said_at, int64_t place_id,
                          struct str class, struct sameness *f)
{
    const struct same_asked *k = l->asked;
    f->apart = k->said_at > said_at ? k->said_at - said_at : said_at - k->said_at;
    f->place = k->place_id && k->place_id == place_id;
    f->class = k->class.n && str_eq(k->class, class);
}

/* A name that both bear tells within a time only (text/cluster.h). */
static void compare(const struct looking *l, const struct cluster_item *other,
                    struct sameness *f)
{
    f->trouble = cluster_trouble(l->weights, &l->told.item, other);
    f->names = f->apart <= cluster_rule.days * MS_PER_DAY
                   ? cluster_names(l->weights, &l->told.item, other)
                   : 0;
}

static enum err likely(struct looking *l, struct candidate *c)
{
    struct ctx *cx = l->cx;
    struct same_sketch kept = {0};
    struct signature_row row = {0};
    struct sketch sketch;
    struct cluster_item item;
    struct sameness f = {0};
    bool found = false;
    TRY(db_one(cx, SQL_SAME_SKETCH_GET, ARGS(I64(cx->jid), I64(c->id)), &same_sketch_shape,
               &kept, &found));
    if (!found)
        return OK;
    circumstances(l, kept.said_at, kept.place_id, kept.class, &f);
    if (sketch_read(kept.sketch, (uint32_t)kept.grams, &sketch))
        f.share = sketch_likeness(&l->sketch, &sketch);
    TRY(db_one(cx, SQL_SIGNATURE_GET, ARGS(I64(cx->jid), I64(c->id)), &signature_row_shape,
               &row, &found));
    if (found && signature_item(cx->arena, &row, &item)) {
        cluster_norm(l->weights, &item);
        compare(l, &item, &f);
    }
    c->likely = sameness_of(&l->rule, &f) + (!found && f.place ? unread : 0);
    return OK;
}

/* Persons first: what somebody said before is always read. */
static int by_likely(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if ((x->person != SAME_NOBODY) != (y->person != SAME_NOBODY))
        return x->person != SAME_NOBODY ? -1 : 1;
    if (x->likely != y->likely)
        return x->likely > y->likely ? -1 : 1;
    return (x->id < y->id) - (x->id > y->id);
}

/* ---- compared word by word ---- */

static bool name_in(const struct signature *s, struct str name)
{
    for (size_t i = 0; i < s->names_n; i++)
        if (str_eq(s->names[i].text, name))
            return true;
    return false;
}

static struct str name_of_both(const struct signature *a, const struct signature *b)
{
    struct str best = STR("");
    for (size_t i = 0; i < a->names_n; i++)
        if (a->names[i].text.n > best.n && name_in(b, a->names[i].text))
            best = a->names[i].text;
    return best;
}

static double weigh_pair(const void *arg, uint32_t pair)
{
    return cluster_pair_weight(arg, pair);
}

static struct str words_of_both(const struct looking *l, struct str title, struct str words)
{
    struct arena *a = l->cx->arena;
    const struct str texts[] = {
        str_fmt(a, "%.*s\n%.*s", STR_ARG(l->asked->title), STR_ARG(l->asked->words)),
        str_fmt(a, "%.*s\n%.*s", STR_ARG(title), STR_ARG(words)),
    };
    return signature_words(a, texts, COUNT(texts), SAME_WORDS, weigh_pair, l->weights);
}

static enum same_person person_of(const struct looking *l, const struct candidate *c,
                                  const struct demand *d)
{
    const struct same_asked *k = l->asked;
    if (k->confidential || d->privacy == PRIVACY_CONFIDENTIAL)
        return SAME_NOBODY;
    if (c->person != SAME_NOBODY)
        return c->person;
    return k->anonymous && d->privacy == PRIVACY_ANONYMOUS && k->complained_unit &&
                   k->complained_unit == d->complained_unit
               ? SAME_ACCUSED
               : SAME_NOBODY;
}

/* The same work is done for what the actor may see and for what not. */
static enum err read_one(struct looking *l, const struct candidate *c, struct same_found *out)
{
    struct ctx *cx = l->cx;
    struct demand *d = NULL;
    struct str words = {0};
    struct told other;
    TRY(work_demand(l->w, c->id, &d));
    TRY(work_visible(l->w, SUBJECT_DEMAND, d->id, &out->seen));
    TRY(demand_words(cx, d->id, &words));
    words = words.p ? words : STR("");
    tell(l, d->title, words, d->id, d->said_at, &other);
    circumstances(l, d->said_at, d->place_id, d->class, &out->facts);
    out->facts.share = grams_likeness(&l->told.grams, &other.grams);
    compare(l, &other.item, &out->facts);
    out->d = d;
    out->said = words;
    out->score = sameness_percent(&l->rule, &out->facts);
    out->alike = out->score >= l->rule.shown;
    out->days = out->facts.apart / MS_PER_DAY;
    out->person = person_of(l, c, d);
    out->name = name_of_both(&l->told.signature, &other.signature);
    out->words = STR("");
    return OK;
}

/* What was said in confidence is found by its number alone (loop/search.h). */
static bool is_shown(const struct looking *l, const struct same_found *f)
{
    if (l->asked->public_only)
        return f->alike && same_is_public(l->cx, l->asked->place_id, f->d);
    return (f->seen || l->asked->whole) && f->d->privacy != PRIVACY_CONFIDENTIAL &&
           (f->alike || (f->person != SAME_NOBODY && f->person != SAME_ACCUSED));
}

static int by_score(const void *a, const void *b)
{
    const struct same_found *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->d->id < y->d->id) - (x->d->id > y->d->id);
}

static enum err read_all(struct looking *l, struct same_found *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < l->n && i < READ_MAX; i++) {
        struct same_found f = {0};
        TRY(read_one(l, &l->all[i], &f));
        if (is_shown(l, &f))
            out[(*n)++] = f;
    }
    if (*n)
        qsort(out, *n, sizeof *out, by_score);
    *n = *n < SAME_SHOWN ? *n : SAME_SHOWN;
    for (size_t i = 0; i < *n; i++)
        out[i].words = words_of_both(l, out[i].d->title, out[i].said);
    return OK;
}

static enum err look(struct looking *l, struct same_found *out, size_t *n)
{
    TRY(by_persons(l));
    TRY(by_words(l));
    TRY(by_names(l));
    TRY(by_place(l));
    for (size_t i = 0; i < l->n; i++)
        TRY(likely(l, &l->all[i]));
    if (l->n)
        qsort(l->all, l->n, sizeof *l->all, by_likely);
    return read_all(l, out, n);
}

enum err same_look(struct ctx *cx, struct work *w, const struct same_asked *asked,
                   struct same_found **out, size_t *n)
{
    struct looking l;
    const struct weights *weights = NULL;
    *out = NEWS(cx->arena, struct same_found, READ_MAX);
    TRY(weights_take(cx, &weights));
    looking_begin(cx, w, asked, weights, &l);
    enum err e = look(&l, *out, n);
    weights_leave();
    return e;
}

static enum err pair(struct looking *l, const struct demand *other, struct same_found *out)
{
    TRY(by_persons(l));
    struct candidate c = {.id = other->id};
    for (size_t i = 0; i < l->n; i++)
        if (l->all[i].id == other->id)
            c = l->all[i];
    TRY(read_one(l, &c, out));
    out->words = words_of_both(l, other->title, out->said);
    return OK;
}

enum err same_pair(struct ctx *cx, struct work *w, const struct same_asked *asked,
                   const struct demand *other, struct same_found *out)
{
    struct looking l;
    const struct weights *weights = NULL;
    *out = (struct same_found){0};
    TRY(weights_take(cx, &weights));
    looking_begin(cx, w, asked, weights, &l);
    enum err e = pair(&l, other, out);
    weights_leave();
    return e;
}
