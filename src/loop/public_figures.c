/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/public_figures.h"

#include "core/app.h"
#include "core/config.h"
#include "core/mechanism.h"
#include "core/tally.h"
#include "loop/labels.h"

ENUM_NAMES(public_figure, PUBLIC_FIGURE_LIST);

enum { PARTS_MAX = 64 };

/* Each figure adds up a tally's rows whose k1 is the value; without a value all of them; by
 * parts: a number for each k1. */
static const struct figure {
    const char *tally, *value, *other;
    bool parts;
} figures[PUBLIC_FIGURE__MAX] = {
    [FIGURE_RECEIVED] = {"demand.state", NULL, NULL, false},
    [FIGURE_VALID] = {"demand.valid", "yes", NULL, false},
    [FIGURE_EXPLAINED] = {"demand.state", "explained", NULL, false},
    [FIGURE_ACCEPTED] = {"demand.state", "accepted", NULL, false},
    [FIGURE_MATTERS] = {"matter.state", NULL, NULL, false},
    [FIGURE_CLOSED] = {"matter.state", "closed", "archived", false},
    [FIGURE_LEVELS] = {"matter.ledger", NULL, NULL, true},
    [FIGURE_WAYS] = {"demand.way", NULL, NULL, true},
};

void public_figures_hide(const int64_t *numbers, size_t n, int64_t least, bool *hidden)
{
    size_t small = 0, next = n;
    for (size_t i = 0; i < n; i++) {
        hidden[i] = numbers[i] > 0 && numbers[i] < least;
        small += hidden[i];
    }
    if (small != 1)
        return;
    for (size_t i = 0; i < n; i++)
        if (!hidden[i] && numbers[i] > 0 && (next == n || numbers[i] < numbers[next]))
            next = i;
    if (next < n)
        hidden[next] = true;
}

struct part {
    struct str code;
    int64_t n;
};

static enum err tally_parts(struct ctx *cx, const char *name, struct part *parts, size_t *n)
{
    struct tally_sum *sums = NULL;
    size_t sums_n = 0, t = 0;
    while (!str_eq_c(str_c(tallies[t].name), name))
        t++;
    TRY(tally_read(cx, &tallies[t], &sums, &sums_n));
    *n = 0;
    for (size_t i = 0; i < sums_n; i++) {
        size_t at = 0;
        while (at < *n && !str_eq(parts[at].code, sums[i].k1))
            at++;
        if (at == PARTS_MAX)
            continue;
        if (at == *n)
            parts[(*n)++] = (struct part){.code = sums[i].k1};
        parts[at].n += sums[i].n;
    }
    return OK;
}

static void number_json(struct json *j, int64_t n, bool hidden)
{
    json_key(j, "n");
    if (hidden)
        json_nil(j);
    else
        json_i64(j, n);
}

static struct str part_text(struct ctx *cx, enum public_figure which, struct str code)
{
    const struct mechanism *m =
        mechanism_get(cx->app->mechanisms, str_c(cx->app->register_mechanism), 0);
    if (!code.n)
        return cx->lang == LANG_EN ? STR("not said") : STR("未注明");
    if (which == FIGURE_WAYS)
        return label_choice(cx, choice_find(&m->ways, code), code);
    int lvl = enum_value(&level_names, code);
    return lvl < 0 ? code : str_c(enum_label(&level_names, lvl, (int)cx->lang));
}

static void parts_json(struct ctx *cx, struct json *j, enum public_figure which,
                       const struct part *parts, size_t n, int64_t least)
{
    int64_t numbers[PARTS_MAX];
    bool hidden[PARTS_MAX];
    for (size_t i = 0; i < n; i++)
        numbers[i] = parts[i].n;
    public_figures_hide(numbers, n, least, hidden);
    json_key(j, "parts");
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        json_obj(j);
        json_kstr(j, "name", parts[i].code);
        json_kstr(j, "text", part_text(cx, which, parts[i].code));
        number_json(j, parts[i].n, hidden[i]);
        json_obj_end(j);
    }
    json_arr_end(j);
}

static enum err figure_json(struct ctx *cx, struct json *j, enum public_figure which,
                            int64_t least)
{
    const struct figure *f = &figures[which];
    struct part parts[PARTS_MAX];
    size_t n = 0;
    int64_t sum = 0;
    bool hidden = false;
    TRY(tally_parts(cx, f->tally, parts, &n));
    json_obj(j);
    json_kcstr(j, "name", enum_text(&public_figure_names, (int)which));
    json_kcstr(j, "text", enum_label(&public_figure_names, (int)which, (int)cx->lang));
    if (f->parts) {
        parts_json(cx, j, which, parts, n, least);
    } else {
        for (size_t i = 0; i < n; i++)
            if (!f->value || str_eq_c(parts[i].code, f->value) ||
                (f->other && str_eq_c(parts[i].code, f->other)))
                sum += parts[i].n;
        public_figures_hide(&sum, 1, least, &hidden);
        number_json(j, sum, hidden);
    }
    json_obj_end(j);
    return OK;
}

enum err public_figures_json(struct ctx *cx, struct json *j)
{
    const struct config *g = cx->app->config;
    struct strs chosen = str_split(cx->arena, g->public_figures, ',');
    json_ktime(j, "at", cx->now);
    json_ki64(j, "least", g->public_figures_least);
    json_key(j, "figures");
    json_arr(j);
    for (size_t i = 0; i < chosen.n; i++) {
        int which = enum_value(&public_figure_names, str_trim(chosen.p[i]));
        if (which >= 0)
            TRY(figure_json(cx, j, (enum public_figure)which, g->public_figures_least));
    }
    json_arr_end(j);
    return OK;
}
