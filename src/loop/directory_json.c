/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/directory_json.h"

#include "base/time.h"
#include "core/app.h"
#include "loop/labels.h"

#define NAME(id, name, zh, en) [id] = name,
static const char *const names[] = {DIRECTORY_COLUMN_LIST(NAME)};

void directory_columns_json(struct ctx *cx, struct json *j)
{
    json_key(j, "columns");
    json_arr(j);
    for (int c = 0; c < DIRECTORY_COLUMN__MAX; c++) {
        json_obj(j);
        json_kcstr(j, "name", names[c]);
        json_kcstr(j, "title", directory_title(cx, (enum directory_column)c));
        json_obj_end(j);
    }
    json_arr_end(j);
}

void directory_version_json(struct ctx *cx, struct json *j, const struct directory_version *v)
{
    char day[TIME_TEXT];
    const struct directory_version *now = directory_on(cx->app->directory, time_day(cx->now));
    json_obj(j);
    json_ki64(j, "version", v->version);
    json_kcstr(j, "from", day_text(day, v->from_day));
    json_ki64(j, "entries", v->entries);
    json_kstr(j, "note", v->note);
    json_ktime(j, "made_at", v->made_at);
    json_kbool(j, "in_force", now && now->version == v->version);
    json_kbool(j, "coming", v->from_day > time_day(cx->now));
    json_obj_end(j);
}

void directory_entry_json(struct ctx *cx, struct json *j, const struct directory_entry *e)
{
    json_obj(j);
    for (int c = 0; c < DIRECTORY_COLUMN__MAX; c++)
        json_kstr(j, names[c], directory_cell(cx, e, (enum directory_column)c, cx->lang));
    json_kid(j, "lead_unit", e->lead_unit);
    json_kcstr(j, "lead_how", enum_text(&directory_lead_names, e->lead));
    json_kcstr(j, "charge_code", enum_text(&charge_names, e->charge));
    json_obj_end(j);
}

void directory_faults_json(struct json *j, const struct directory_fault *f, size_t n,
                           size_t all)
{
    json_ki64(j, "faults_all", (int64_t)all);
    json_key(j, "faults");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "row", f[i].row);
        json_kstr(j, "column", f[i].column);
        json_kstr(j, "reason", f[i].reason);
        json_obj_end(j);
    }
    json_arr_end(j);
}

void directory_read_json(struct json *j, const struct directory_read *r)
{
    json_ki64(j, "rows", r->rows);
    json_ki64(j, "entries_read", (int64_t)r->n);
    directory_faults_json(j, r->faults, r->faults_n, r->faults_all);
}

static void change_json(struct ctx *cx, struct json *j, const struct directory_change *c)
{
    const struct directory_entry *e = c->after ? c->after : c->before;
    if (!e)
        return;
    json_obj(j);
    json_kcstr(j, "change", !c->before ? "added" : !c->after ? "removed" : "changed");
    json_ki64(j, "serial", e->serial);
    json_kstr(j, "class", directory_cell(cx, e, DIRECTORY_CLASS, cx->lang));
    json_kstr(j, "place", directory_cell(cx, e, DIRECTORY_PLACE, cx->lang));
    json_kstr(j, "lead", directory_cell(cx, e, DIRECTORY_LEAD, cx->lang));
    json_key(j, "columns");
    json_arr(j);
    for (int k = 0; k < DIRECTORY_COLUMN__MAX; k++) {
        if (!(c->columns & BIT(k)))
            continue;
        enum directory_column column = (enum directory_column)k;
        json_obj(j);
        json_kcstr(j, "name", names[k]);
        json_kcstr(j, "title", directory_title(cx, column));
        json_kstr(j, "before", directory_cell(cx, c->before, column, cx->lang));
        json_kstr(j, "after", directory_cell(cx, c->after, column, cx->lang));
        json_obj_end(j);
    }
    json_arr_end(j);
    json_obj_end(j);
}

void directory_changes_json(struct ctx *cx, struct json *j, const struct directory_change *c,
                            size_t n)
{
    int64_t added = 0, removed = 0;
    for (size_t i = 0; i < n; i++) {
        added += !c[i].before;
        removed += !c[i].after;
    }
    json_ki64(j, "added", added);
    json_ki64(j, "removed", removed);
    json_ki64(j, "changed", (int64_t)n - added - removed);
    json_key(j, "changes");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        change_json(cx, j, &c[i]);
    json_arr_end(j);
}

static enum err counts_json(struct ctx *cx, struct json *j)
{
    struct directory_count *all = NULL;
    size_t n = 0;
    TRY(directory_counts(cx, &all, &n));
    json_key(j, "counts");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_ki64(j, "version", all[i].version);
        json_kcstr(j, "outcome", enum_text(&directory_outcome_names, all[i].outcome));
        json_kcstr(j, "outcome_text",
                   enum_label(&directory_outcome_names, all[i].outcome, (int)cx->lang));
        json_ki64(j, "n", all[i].n);
        json_ki64(j, "warned", all[i].warned);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

static void returned_json(struct ctx *cx, struct json *j, const struct directory_returned *r)
{
    json_obj(j);
    json_ki64(j, "serial", r->serial);
    json_kstr(j, "class", r->class.n ? label_class(cx, r->class) : STR(""));
    json_kstr(j, "place", r->place_id ? label_place(cx, r->place_id) : STR(""));
    json_kid(j, "lead_unit", r->lead_unit);
    json_kstr(j, "lead", label_unit(cx, r->lead_unit));
    json_ki64(j, "asked", r->granted + r->refused);
    json_ki64(j, "granted", r->granted);
    json_ki64(j, "refused", r->refused);
    json_kid(j, "to_unit", r->to_unit);
    json_kstr(j, "to", label_unit(cx, r->to_unit));
    json_ki64(j, "to_n", r->to_n);
    json_kbool(j, "suggested", r->suggested);
    json_obj_end(j);
}

static enum err missing_json(struct ctx *cx, struct json *j, int64_t version, int64_t least)
{
    struct directory_missing *all = NULL;
    size_t n = 0;
    TRY(directory_missing(cx, version, least, &all, &n));
    json_key(j, "missing");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "class_code", all[i].class);
        json_kstr(j, "class", label_class(cx, all[i].class));
        json_kid(j, "place_id", all[i].place_id);
        json_kstr(j, "place", all[i].place_id ? label_place(cx, all[i].place_id) : STR(""));
        json_kid(j, "lead_unit", all[i].lead_unit);
        json_kstr(j, "lead", label_unit(cx, all[i].lead_unit));
        json_ki64(j, "n", all[i].n);
        json_obj_end(j);
    }
    json_arr_end(j);
    return OK;
}

enum err directory_report_json(struct ctx *cx, struct json *j, int64_t version, int64_t least,
                               int64_t least_new)
{
    struct directory_returned *all = NULL;
    size_t n = 0;
    TRY(counts_json(cx, j));
    TRY(directory_returned(cx, version, least, &all, &n));
    json_ki64(j, "version", version);
    json_ki64(j, "least", least);
    json_key(j, "returns");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        returned_json(cx, j, &all[i]);
    json_arr_end(j);
    json_ki64(j, "least_new", least_new);
    return missing_json(cx, j, version, least_new);
}
