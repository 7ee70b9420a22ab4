/* SPDX-License-Identifier: Apache-2.0
 * Where else a root problem stands: units with demands of its class, hot spots of like words.
 */
#include "core/app.h"
#include "db/db.h"
#include "loop/hotspot.h"
#include "loop/labels.h"
#include "loop/trouble_impl.h"

enum { YEAR = 365 };

static const struct field alike_fields[] = {
    FIELD(struct trouble_alike_query, days, .min = 0, .max = 3660, .zh = "最近多少天",
          .en = "Said in the last so many days"),
};
const struct shape trouble_alike_shape =
    SHAPE("trouble_alike", struct trouble_alike_query, alike_fields);

static enum err units_like(struct ctx *cx, struct json *j, const struct trouble *t,
                           int64_t days)
{
    struct trouble_unit *u = NULL;
    struct trouble_ask *a = NULL;
    size_t n = 0, a_n = 0;
    if (t->class.n)
        TRY(trouble_units(cx, t, days, &u, &n));
    TRY(trouble_asks(cx, t->id, &a, &a_n));
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        bool asked = false;
        for (size_t k = 0; k < a_n; k++)
            asked = asked || (a[k].round == t->round && a[k].unit_id == u[i].unit_id);
        json_obj(j);
        json_kid(j, "unit_id", u[i].unit_id);
        json_kstr(j, "unit_text", label_unit(cx, u[i].unit_id));
        json_ki64(j, "demands", u[i].demands);
        json_kbool(j, "asked", asked);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

/* How many of its words another hot spot has. */
static int64_t shared(struct ctx *cx, struct str mine, struct str other)
{
    struct strs words = str_split(cx->arena, mine, ' '),
                there = str_split(cx->arena, other, ' ');
    int64_t n = 0;
    for (size_t i = 0; i < words.n; i++)
        for (size_t k = 0; k < there.n; k++)
            n += words.p[i].n && str_eq(words.p[i], there.p[k]);
    return n;
}

static enum err hotspots_like(struct ctx *cx, struct json *j, const struct hotspot *mine)
{
    json_key(j, "hotspots");
    json_arr(j);
    for (int state = 0; state < HOTSPOT_STATE__MAX && mine->words.n; state++) {
        struct hotspot *rows = NULL;
        size_t n = 0;
        TRY(db_all(cx, SQL_HOTSPOT_LIST,
                   ARGS(I64(cx->jid), TXT(str_c(enum_text(&hotspot_state_names, state))),
                        I64(HOTSPOT_LISTED)),
                   &hotspot_shape, (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            const int64_t words = shared(cx, mine->words, rows[i].words);
            if (rows[i].id == mine->id || !words || rows[i].size < HOTSPOT_MIN)
                continue;
            json_obj(j);
            json_kid(j, "id", rows[i].id);
            json_kstr(j, "name", rows[i].name.n ? rows[i].name : rows[i].place);
            json_kstr(j, "words", rows[i].words);
            json_ki64(j, "size", rows[i].size);
            json_ki64(j, "shared", words);
            json_obj_end(j);
        }
    }
    json_arr_end(j);
    return OK;
}

enum err trouble_alike_json(struct ctx *cx, struct str num, const struct trouble_alike_query *q,
                            struct json *j)
{
    struct trouble t = {0};
    struct hotspot h = {.words = STR("")};
    bool found = false;
    TRY(trouble_find(cx, num, &t));
    if (!trouble_may_keep(cx))
        return fail(cx, ERR_DENIED, "由本级的分析员、派单员、督查员或领导查看",
                    "for the register's own analysts, dispatchers, supervisors, leaders");
    TRY(units_like(cx, j, &t, q->days ? q->days : YEAR));
    if (t.hotspot_id && hotspot_may(cx) == OK)
        TRY(hotspot_find(cx, t.hotspot_id, &h, &found));
    TRY(hotspots_like(cx, j, &h));
    json_kstr(j, "words", h.words);
    return OK;
}
