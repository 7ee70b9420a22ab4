/* SPDX-License-Identifier: Apache-2.0
 * What happened, event by event, with the texts beside them.
 */
#include "db/db.h"
#include "loop/dossier_impl.h"
#include "loop/labels.h"

static const struct field line_fields[] = {
    FIELD(struct line, seq),         FIELD(struct line, actor_id),
    FIELD(struct line, unit_id),     FIELD(struct line, occurred_at),
    FIELD(struct line, recorded_at), FIELD(struct line, role, .names = &role_names),
    FIELD(struct line, action),      FIELD(struct line, from_state),
    FIELD(struct line, to_state),    FIELD(struct line, data),
    FIELD(struct line, actor_name),
};
static const struct shape line_shape = SHAPE("line", struct line, line_fields);

static const struct field side_fields[] = {
    FIELD(struct side_text, seq),
    FIELD(struct side_text, name),
    FIELD(struct side_text, body),
};
const struct shape side_shape = SHAPE("side_text", struct side_text, side_fields);

enum err texts_read(struct ctx *cx, enum subject kind, int64_t id, struct texts *out)
{
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    return db_all(cx, SQL_EVENT_TEXT_BY_SUBJECT, ARGS(I64(cx->jid), TXT(name), I64(id)),
                  &side_shape, (void **)&out->p, &out->n);
}

struct str text_of(const struct texts *t, int64_t seq, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->p[i].seq == seq && str_eq_c(t->p[i].name, name))
            return t->p[i].body;
    return STR("");
}

/* What an event's data notes beside the fields that changed, as it was written: reading it was
 * half of a dossier's cost. */
static void note_json(struct json *j, struct str data)
{
    struct str note = STR("");
    if (!json_member(data, "note", &note))
        return;
    json_key(j, "note");
    json_raw(j, note);
}

struct name_row {
    struct str name;
};
static const struct field name_fields[] = {FIELD(struct name_row, name)};
static const struct shape name_shape = SHAPE("name", struct name_row, name_fields);

/* "代 X": who acted stood in for somebody. */
static enum err for_json(struct ctx *cx, struct json *j, struct str data)
{
    struct str note = STR(""), id = STR("");
    struct name_row row = {0};
    int64_t officer = 0;
    bool found = false;
    if (!json_member(data, "note", &note) || !json_member(note, "for", &id) || id.n < 3 ||
        !str_i64(str_sub(id, 1, id.n - 2), &officer))
        return OK;
    TRY(db_one(cx, SQL_OFFICER_NAME, ARGS(I64(officer)), &name_shape, &row, &found));
    json_kstr(j, "actor_for", row.name);
    return OK;
}

/* An upstream's row as it came is kept for the way back: it is nothing to read, and a column
 * that we do not know may name somebody. */
static enum err line_json(struct ctx *cx, struct json *j, enum subject kind,
                          const struct line *l, const struct texts *texts)
{
    const struct enum_names *states = flow_states(kind);
    json_obj(j);
    json_ki64(j, "seq", l->seq);
    json_kstr(j, "action", l->action);
    json_kstr(j, "action_text", label_action(cx, kind, l->action));
    json_kstr(j, "from", l->from_state);
    json_kstr(j, "to", l->to_state);
    json_kcstr(j, "to_text",
               enum_label(states, enum_value(states, l->to_state), (int)cx->lang));
    json_ktime(j, "occurred_at", l->occurred_at);
    json_ktime(j, "recorded_at", l->recorded_at);
    json_kstr(j, "actor", l->actor_name);
    json_kcstr(j, "role", enum_text(&role_names, l->role));
    json_kcstr(j, "role_text", enum_label(&role_names, l->role, (int)cx->lang));
    json_kstr(j, "unit", label_unit(cx, l->unit_id));
    json_key(j, "texts");
    json_obj(j);
    for (size_t i = 0; i < texts->n; i++)
        if (texts->p[i].seq == l->seq && !str_eq_c(texts->p[i].name, "upstream_row"))
            json_kstr(j, str_cdup(cx->arena, texts->p[i].name), texts->p[i].body);
    json_obj_end(j);
    note_json(j, l->data);
    TRY(for_json(cx, j, l->data));
    json_obj_end(j);
    return OK;
}

enum err lines_read(struct ctx *cx, enum subject kind, int64_t id, struct line **rows,
                    size_t *n)
{
    struct str name = str_c(enum_text(&subject_names, (int)kind));
    return db_all(cx, SQL_EVENT_TIMELINE, ARGS(I64(cx->jid), TXT(name), I64(id)), &line_shape,
                  (void **)rows, n);
}

enum err timeline_json(struct ctx *cx, struct json *j, enum subject kind, int64_t id,
                       const struct texts *texts)
{
    struct line *rows = NULL;
    size_t n = 0;
    TRY(lines_read(cx, kind, id, &rows, &n));
    json_key(j, "timeline");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        TRY(line_json(cx, j, kind, &rows[i], texts));
    json_arr_end(j);
    return OK;
}
