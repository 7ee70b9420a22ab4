/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/way_report.h"

#include "core/app.h"
#include "core/mechanism.h"
#include "doc/sheet.h"
#include "doc/sheet_out.h"
#include "loop/labels.h"

static const struct field query_fields[] = {
    FIELD(struct way_query, from, .max = 10, .zh = "反映时间从", .en = "Said from"),
    FIELD(struct way_query, to, .max = 10, .zh = "反映时间到", .en = "Said until"),
    FIELD(struct way_query, campaign, .max = 60, .zh = "专项行动", .en = "Campaign"),
    FIELD(struct way_query, place, .as = AS_ID, .zh = "区划", .en = "Place"),
    FIELD(struct way_query, as_of, .max = 10, .zh = "截至哪天24时", .en = "As of the end of"),
    FIELD(struct way_query, through, .as = AS_ID, .zh = "以哪个单位查看",
          .en = "As which unit"),
};
const struct shape way_query_shape = SHAPE("way_query", struct way_query, query_fields);

/* ---- read ---- */

static const struct ledger_way *counted(const struct ledger_way *ways, size_t n, struct str way,
                                        struct str channel)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(ways[i].way, way) && str_eq(ways[i].channel, channel))
            return &ways[i];
    return NULL;
}

static void row_add(struct way_report *r, const struct ledger_way *w, struct str label,
                    bool none)
{
    r->rows[r->n++] = (struct way_row){.sums = *w, .label = label, .none = none};
    r->all.demands += w->demands;
    r->all.invalid += w->invalid;
    r->all.findings += w->findings;
    r->all.solved_first += w->solved_first;
    r->all.ended += w->ended;
    r->again += w->matters;
}

/* In the mechanism's order; its ways even where nothing came. */
static void rows_known(struct ctx *cx, const struct mechanism *m, const struct ledger_way *ways,
                       size_t n, struct way_report *r)
{
    for (size_t i = 0; i < m->ways.n; i++) {
        const struct choice *c = &m->ways.p[i];
        const struct ledger_way *w = counted(ways, n, c->code, STR(""));
        const struct ledger_way empty = {.way = c->code};
        row_add(r, w ? w : &empty, label_choice(cx, c, c->code), false);
    }
    for (size_t i = 0; i < m->channels.n; i++) {
        const struct choice *c = &m->channels.p[i];
        const struct ledger_way *w = counted(ways, n, STR(""), c->code);
        if (w)
            row_add(r, w, label_choice(cx, c, c->code), true);
    }
}

/* Codes that the mechanism has no longer, and what says nothing of how it came. */
static void rows_other(struct ctx *cx, const struct mechanism *m, const struct ledger_way *ways,
                       size_t n, struct way_report *r)
{
    for (size_t i = 0; i < n; i++) {
        const struct ledger_way *w = &ways[i];
        struct str code = w->way.n ? w->way : w->channel;
        if (choice_find(w->way.n ? &m->ways : &m->channels, code))
            continue;
        if (!code.n)
            code = cx->lang == LANG_EN ? STR("not said") : STR("未注明");
        row_add(r, w, code, !w->way.n);
    }
}

static void exit_add(struct ctx *cx, const struct mechanism *m, const struct ledger_flows *f,
                     int at, struct str ground, struct way_report *r)
{
    const struct exit_ground *g = ground_find(m, ground);
    for (size_t i = 0; i < f->exits_n; i++) {
        const struct ledger_exit *e = &f->exits[i];
        if (e->at != at || !str_eq(e->ground, ground))
            continue;
        struct str label = ground.n ? ground_label(cx, m, ground)
                                    : str_c(cx->lang == LANG_EN ? "not said" : "未注明");
        r->exits[r->exits_n++] = (struct exit_row){*e, label, g ? g->source : STR("")};
        return;
    }
}

/* In the order of the list; then codes that it has no longer for this use, and none. */
static void exits_known(struct ctx *cx, const struct mechanism *m, const struct ledger_flows *f,
                        struct way_report *r)
{
    static const int uses[] = {AT_INVALID, AT_REDIRECT};
    r->exits = NEWS(cx->arena, struct exit_row, f->exits_n);
    for (size_t u = 0; u < COUNT(uses); u++) {
        const struct choices *list = &m->grounds_at[uses[u]];
        for (size_t i = 0; i < list->n; i++)
            exit_add(cx, m, f, uses[u], list->p[i].code, r);
        for (size_t i = 0; i < f->exits_n; i++)
            if (f->exits[i].at == uses[u] && !choice_find(list, f->exits[i].ground))
                exit_add(cx, m, f, uses[u], f->exits[i].ground, r);
    }
}

enum err way_report_read(struct ctx *cx, const struct way_query *q, struct way_report *out)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    const struct ledger_query asked = {.from = q->from,
                                       .to = q->to,
                                       .campaign = q->campaign,
                                       .place = q->place,
                                       .as_of = q->as_of,
                                       .through = q->through};
    struct ledger_flows flows;
    *out = (struct way_report){0};
    TRY(ledger_pick_ways(cx, &asked, &flows, &out->picked));
    out->rows = NEWS(cx->arena, struct way_row, flows.ways_n + m->ways.n);
    rows_known(cx, m, flows.ways, flows.ways_n, out);
    rows_other(cx, m, flows.ways, flows.ways_n, out);
    exits_known(cx, m, &flows, out);
    out->all.matters = ledger_picked_all(&out->picked).matters;
    out->again -= out->all.matters;
    return OK;
}

/* ---- said ---- */

static void sums_json(struct json *j, const struct ledger_way *w)
{
    json_ki64(j, "demands", w->demands);
    json_ki64(j, "invalid", w->invalid);
    json_ki64(j, "findings", w->findings);
    json_ki64(j, "solved_first", w->solved_first);
    json_ki64(j, "ended", w->ended);
    json_ki64(j, "matters", w->matters);
}

static void register_json(struct json *j, const struct ledger_picked *p)
{
    json_kbool(j, "whole", p->whole);
    json_ki64(j, "without_demand", p->without);
    if (!p->whole)
        return;
    json_key(j, "register");
    json_obj(j);
    json_ki64(j, "demands", p->register_has.demands);
    json_ki64(j, "matters", p->register_has.matters);
    json_ki64(j, "kept_demands", p->kept.demands);
    json_ki64(j, "kept_matters", p->kept.matters);
    json_obj_end(j);
}

static void exits_json(struct json *j, const struct way_report *r)
{
    json_key(j, "exits");
    json_arr(j);
    for (size_t i = 0; i < r->exits_n; i++) {
        const struct exit_row *e = &r->exits[i];
        json_obj(j);
        json_kstr(j, "ground", e->sums.ground.n ? e->sums.ground : STR(LEDGER_UNSAID));
        json_kcstr(j, "at", enum_text(&ground_at_names, e->sums.at));
        json_kstr(j, "text", e->label);
        json_kstr(j, "source", e->source);
        json_ki64(j, "demands", e->sums.demands);
        json_obj_end(j);
    }
    json_arr_end(j);
}

void way_report_json(struct ctx *cx, const struct way_report *r, struct json *j)
{
    json_kid(j, "unit", r->picked.unit);
    json_kstr(j, "unit_text", label_unit(cx, r->picked.unit));
    json_key(j, "ways");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        const struct way_row *w = &r->rows[i];
        json_obj(j);
        json_kstr(j, "way", w->none ? STR(LEDGER_UNSAID) : w->sums.way);
        json_kstr(j, "channel",
                  w->none && !w->sums.channel.n ? STR(LEDGER_UNSAID) : w->sums.channel);
        json_kstr(j, "text", w->label);
        sums_json(j, &w->sums);
        json_obj_end(j);
    }
    json_arr_end(j);
    json_key(j, "all");
    json_obj(j);
    sums_json(j, &r->all);
    json_obj_end(j);
    json_ki64(j, "matters_again", r->again);
    exits_json(j, r);
    register_json(j, &r->picked);
}

static const struct column columns[] = {
    {"采集方式", 28, COLUMN_TEXT},       {"诉求件数", 10, COLUMN_NUMBER},
    {"其中无效", 10, COLUMN_NUMBER},     {"其中主动发现", 14, COLUMN_NUMBER},
    {"其中未诉先办", 14, COLUMN_NUMBER}, {"其中已办结束", 14, COLUMN_NUMBER},
    {"事项件数", 10, COLUMN_NUMBER},
};

static enum err row_write(struct ctx *cx, struct sheet_out *o, struct str label,
                          const struct ledger_way *w)
{
    const struct cell cells[] = {
        cell_of_text(label),
        cell_of_number(w->demands),
        cell_of_number(w->invalid),
        cell_of_number(w->findings),
        cell_of_number(w->solved_first),
        cell_of_number(w->ended),
        cell_of_number(w->matters),
    };
    return sheet_out_row(cx, o, cells);
}

enum err way_report_xlsx(struct ctx *cx, const struct way_report *r, const char *path)
{
    struct sheet_out *o = NULL;
    const struct sheet_spec spec = {.kind = SHEET_OUT_XLSX,
                                    .cols = columns,
                                    .n = COUNT(columns),
                                    .watermark = label_unofficial(cx),
                                    .worksheet = "采集方式统计"};
    const struct ledger_way again = {.matters = -r->again};
    TRY(sheet_out_open(cx, path, &spec, &o));
    for (size_t i = 0; i < r->n; i++)
        TRY(row_write(cx, o,
                      r->rows[i].none
                          ? str_fmt(cx->arena, "其他：%.*s", STR_ARG(r->rows[i].label))
                          : r->rows[i].label,
                      &r->rows[i].sums));
    TRY(row_write(cx, o, STR("多种方式共同反映的事项，合计只计一次"), &again));
    TRY(row_write(cx, o, STR("合计"), &r->all));
    for (size_t i = 0; i < r->exits_n; i++) {
        const struct exit_row *e = &r->exits[i];
        bool invalid = e->sums.at == AT_INVALID;
        const struct ledger_way left = {.demands = e->sums.demands,
                                        .invalid = invalid ? e->sums.demands : 0};
        TRY(row_write(cx, o,
                      str_fmt(cx->arena, "%s：%.*s", invalid ? "其中判为无效" : "其中转出",
                              STR_ARG(e->label)),
                      &left));
    }
    return sheet_out_close(cx, o);
}
