/* SPDX-License-Identifier: Apache-2.0
 * What a hot spot says of itself: how many, who, since when, how hot, in which words.
 */
#include "loop/hotspot_impl.h"

#include "base/arena.h"
#include "base/time.h"
#include "core/app.h"
#include "core/demand_row.h"
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/hotspot_heat.h"
#include "text/signature.h"

enum { SAMPLE = 8, WORDS = 3, WEIGHTS_BYTES = 64 * 1024 * 1024 };

ENUM_NAMES(hotspot_state, HOTSPOT_STATE_LIST);

static const struct field hotspot_fields[] = {
    FIELD(struct hotspot, jid),
    FIELD(struct hotspot, id),
    FIELD(struct hotspot, version),
    FIELD(struct hotspot, state, .names = &hotspot_state_names),
    FIELD(struct hotspot, held),
    FIELD(struct hotspot, name),
    FIELD(struct hotspot, place),
    FIELD(struct hotspot, words),
    FIELD(struct hotspot, worded),
    FIELD(struct hotspot, size),
    FIELD(struct hotspot, people),
    FIELD(struct hotspot, support),
    FIELD(struct hotspot, recent),
    FIELD(struct hotspot, earlier),
    FIELD(struct hotspot, first_at),
    FIELD(struct hotspot, last_at),
    FIELD(struct hotspot, heat),
    FIELD(struct hotspot, counted_at),
};
const struct shape hotspot_shape = SHAPE("hotspot", struct hotspot, hotspot_fields);

struct term_row {
    struct str term;
    int64_t weight;
};
static const struct field term_fields[] = {FIELD(struct term_row, term),
                                           FIELD(struct term_row, weight)};
static const struct shape term_shape = SHAPE("heat_weight", struct term_row, term_fields);

enum err heat_weights(struct ctx *cx, double out[])
{
    struct term_row *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_HEAT_WEIGHT_ALL, ARGS(I64(cx->jid)), &term_shape, (void **)&rows, &n));
    for (int t = 0; t < HEAT__MAX; t++) {
        out[t] = heat_terms[t].usual;
        for (size_t i = 0; i < n; i++)
            if (str_eq_c(rows[i].term, heat_terms[t].code))
                out[t] = (double)rows[i].weight / 100;
    }
    return OK;
}

static double weigh_pair(const void *arg, uint32_t pair)
{
    return cluster_pair_weight(arg, pair);
}

/* The name that most of the sample bear, the telling ones before streets. */
static struct str place_of(struct ctx *cx, const struct signature_row *rows, size_t n)
{
    struct str best = STR("");
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        struct strs names = str_split(cx->arena, rows[i].names, ' ');
        for (size_t k = 0; k < names.n; k++) {
            struct str text = hotspot_name_text(names.p[k]);
            double bear = 0;
            for (size_t m = 0; m < n; m++)
                bear += str_has(rows[m].names, str_fmt(cx->arena, "%.*s:", STR_ARG(text)).p);
            bear -= str_has(str_sub(names.p[k], text.n, names.p[k].n), "w") ? 0.6 : 0;
            bear += (double)text.n / 100; /* the longer of two that say the same */
            if (bear > most || (bear == most && str_cmp(text, best) < 0)) {
                most = bear;
                best = text;
            }
        }
    }
    return best;
}

/* Words of somebody who asked for confidence are in no name: demands of that kind are left out.
 */
static enum err words_look(struct ctx *cx, const struct weights *w, struct hotspot *h)
{
    struct signature_row *rows = NULL;
    struct str texts[SAMPLE];
    size_t n = 0, kept = 0;
    TRY(db_all(cx, SQL_SIGNATURE_OF_HOTSPOT, ARGS(I64(cx->jid), I64(h->id), I64(SAMPLE)),
               &signature_row_shape, (void **)&rows, &n));
    for (size_t i = 0; i < n; i++) {
        struct demand d = {0};
        struct str words = {0};
        bool found = false;
        TRY(db_one(cx, SQL_DEMAND_GET, ARGS(I64(cx->jid), I64(rows[i].demand_id)),
                   &demand_shape, &d, &found));
        if (!found || d.privacy == PRIVACY_CONFIDENTIAL)
            continue;
        TRY(demand_words(cx, d.id, &words));
        texts[kept++] = str_fmt(cx->arena, "%.*s\n%.*s", STR_ARG(d.title), STR_ARG(words));
    }
    h->place = place_of(cx, rows, n);
    h->words = signature_words(cx->arena, texts, kept, WORDS, weigh_pair, w);
    h->worded = h->size;
    return OK;
}

/* The weights are megabytes, and many hot spots are worded in one transaction: they are not
 * kept until it ends. */
static enum err hotspot_word(struct ctx *cx, struct hotspot *h)
{
    struct ctx own = *cx;
    struct weights w;
    own.arena = arena_open(WEIGHTS_BYTES);
    enum err e = hotspot_weights(&own, &w);
    if (e == OK)
        e = words_look(cx, &w, h);
    else
        (void)fail(cx, e, "词频表读不出来", "the weights cannot be read");
    arena_close(own.arena);
    return e;
}

enum err hotspot_find(struct ctx *cx, int64_t id, struct hotspot *out, bool *found)
{
    *out = (struct hotspot){.jid = cx->jid, .id = id};
    return db_one(cx, SQL_HOTSPOT_GET, ARGS(I64(cx->jid), I64(id)), &hotspot_shape, out, found);
}

enum err hotspot_recount(struct ctx *cx, int64_t id)
{
    struct hotspot h, c = {0};
    double weights[HEAT__MAX];
    bool found = false, counted = false;
    int64_t recent = cx->now - (int64_t)HEAT_RECENT_DAYS * MS_PER_DAY;
    TRY(hotspot_find(cx, id, &h, &found));
    TRY(db_one(cx, SQL_HOTSPOT_COUNT,
               ARGS(I64(cx->jid), I64(id), I64(recent),
                    I64(recent - (int64_t)HEAT_RECENT_DAYS * MS_PER_DAY)),
               &hotspot_shape, &c, &counted));
    if (c.size < HOTSPOT_MIN && !(found && h.held && c.size > 0))
        return found ? db_exec(cx, SQL_HOTSPOT_DELETE, ARGS(I64(cx->jid), I64(id)), NULL) : OK;
    TRY(heat_weights(cx, weights));
    struct heat_facts f = heat_facts(c.size, c.people, c.support, c.recent, c.earlier);
    h.size = c.size;
    h.people = c.people;
    h.support = c.support;
    h.recent = c.recent;
    h.earlier = c.earlier;
    h.first_at = c.first_at;
    h.last_at = c.last_at;
    h.heat = (int64_t)(10 * heat_of(&f, weights) + 0.5);
    h.counted_at = cx->now;
    h.version = found ? h.version : 1;
    if (!h.worded || h.size >= h.worded * 3 / 2 || h.size < h.worded)
        TRY(hotspot_word(cx, &h));
    return db_put(cx, SQL_HOTSPOT_PUT, &hotspot_shape, &h, NULL, 0, NULL);
}
