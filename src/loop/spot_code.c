/* SPDX-License-Identifier: Apache-2.0
 * The signed code of a poster: base64 (URL alphabet, no padding) of the poster's id, its
 * place's id (7 bytes each, highest first) and 10 bytes of HMAC-SHA-256 over register, poster
 * and place.
 */
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>

#include "base/hash.h"
#include "core/app.h"
#include "core/org.h"
#include "core/secret.h"
#include "db/db.h"
#include "loop/labels.h"
#include "loop/spot.h"

enum {
    ID = 7,
    MAC = 10,
    SEAL = 2 * ID,
    CODE = SEAL + MAC,
    CODE_TEXT = 32,
    BASE64 = 7 /* URL, no padding */
};
_Static_assert(BASE64 == sodium_base64_VARIANT_URLSAFE_NO_PADDING, "of libsodium");

static void id_put(unsigned char *to, int64_t id)
{
    for (int i = ID - 1; i >= 0; i--, id >>= 8)
        to[i] = (unsigned char)(id & 0xff);
}

static int64_t id_take(const unsigned char *from)
{
    int64_t id = 0;
    for (int i = 0; i < ID; i++)
        id = id << 8 | from[i];
    return id;
}

static void mac_of(struct ctx *cx, int64_t id, int64_t place, unsigned char mac[MAC])
{
    struct hash h = {0};
    struct str over =
        str_fmt(cx->arena, "%" PRId64 "|%" PRId64 "|%" PRId64, cx->jid, id, place);
    bool hex = hash_from_hex(secret_hash(cx, "poster", over), &h);
    assert(hex);
    (void)hex;
    memcpy(mac, h.b, MAC);
}

struct str spot_code(struct ctx *cx, const struct spot *s)
{
    unsigned char raw[CODE];
    char text[CODE_TEXT + 1];
    id_put(raw, s->id);
    id_put(raw + ID, s->place_id);
    mac_of(cx, s->id, s->place_id, raw + SEAL);
    sodium_bin2base64(text, sizeof text, raw, sizeof raw, BASE64);
    return str_dup(cx->arena, str_c(text));
}

bool spot_code_read(struct ctx *cx, struct str code, int64_t *id, int64_t *place_id)
{
    unsigned char raw[CODE], mac[MAC];
    size_t n = 0;
    if (code.n != CODE_TEXT ||
        sodium_base642bin(raw, sizeof raw, code.p, code.n, NULL, &n, NULL, BASE64) != 0 ||
        n != CODE)
        return false;
    int64_t is = id_take(raw), at = id_take(raw + ID);
    mac_of(cx, is, at, mac);
    if (!same_bytes(mac, raw + SEAL, MAC))
        return false;
    *id = is;
    *place_id = at;
    return true;
}

/* Below the register's own place, from above: as the citizen's page keeps it. */
static void path_json(struct ctx *cx, struct json *j, int64_t place)
{
    enum { DEPTH = 12 };
    const struct place *path[DEPTH];
    int n = 0;
    for (int64_t id = place; id && id != cx->app->root_place && n < DEPTH;) {
        const struct place *p = org_place(cx->app->org, id);
        if (!p)
            break;
        path[n++] = p;
        id = p->parent_id;
    }
    json_key(j, "place");
    json_arr(j);
    while (n--) {
        json_obj(j);
        json_kid(j, "id", path[n]->id);
        json_kstr(j, "name", path[n]->name);
        json_obj_end(j);
    }
    json_arr_end(j);
}

enum err spot_scanned_json(struct ctx *cx, struct str code, struct json *j)
{
    int64_t id = 0, place = 0;
    struct spot s = {0};
    if (!spot_code_read(cx, code, &id, &place))
        return fail(cx, ERR_NOT_FOUND, "认不出这个二维码", "this code is not known here");
    TRY(spot_get(cx, id, &s));
    bool live = spot_is_open(cx, &s) && s.place_id == place;
    json_kbool(j, "live", live);
    json_kcstr(j, "kind", enum_text(&spot_kind_names, s.kind));
    if (!live)
        return OK;
    path_json(cx, j, place);
    json_kstr(j, "name", s.name);
    json_kstr(j, "note", s.note);
    return OK;
}

/* ---- calls ---- */

bool spot_is_open(const struct ctx *cx, const struct spot *s)
{
    return !s->ended_at &&
           (s->kind != SPOT_CALL || (s->held_at <= cx->now && cx->now < s->until_at));
}

enum err spot_calls_json(struct ctx *cx, struct json *j)
{
    enum { LOOKED = 500 };
    struct spot *rows = NULL;
    size_t n = 0;
    TRY(db_all(cx, SQL_SPOT_OF_KIND,
               ARGS(I64(cx->jid), TXT(str_c(enum_text(&spot_kind_names, SPOT_CALL))),
                    I64(INT64_MAX), I64(LOOKED)),
               &spot_shape, (void **)&rows, &n));
    json_key(j, "calls");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (!spot_is_open(cx, &rows[i]))
            continue;
        json_obj(j);
        json_kstr(j, "code", spot_code(cx, &rows[i]));
        json_kstr(j, "name", rows[i].name);
        json_kstr(j, "note", rows[i].note);
        json_kstr(j, "who", rows[i].who);
        json_kstr(j, "place", label_place(cx, rows[i].place_id));
        json_ktime(j, "from", rows[i].held_at);
        json_ktime(j, "until", rows[i].until_at);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}
