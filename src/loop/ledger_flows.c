/* SPDX-License-Identifier: Apache-2.0 */
#include "core/duty.h"
#include "loop/ledger_pick_impl.h"

enum { FLOWS_MAX = 256 };

/* Which of the ways it came by. More ways than any mechanism has: the last takes the rest. */
static size_t way_of(struct picking *k, const struct seen *d)
{
    struct ledger_flows *f = k->flows;
    struct str channel = d->way.n ? STR("") : d->channel;
    size_t i = 0;
    while (i < f->ways_n &&
           !(str_eq(f->ways[i].way, d->way) && str_eq(f->ways[i].channel, channel)))
        i++;
    if (i == FLOWS_MAX)
        return FLOWS_MAX - 1;
    if (i == f->ways_n)
        f->ways[f->ways_n++] = (struct ledger_way){.way = str_dup(k->cx->arena, d->way),
                                                   .channel = str_dup(k->cx->arena, channel)};
    return i;
}

static size_t way_take(struct picking *k, const struct seen *d, bool invalid, bool ended)
{
    size_t i = way_of(k, d);
    k->flows->ways[i].demands++;
    k->flows->ways[i].invalid += invalid;
    k->flows->ways[i].findings += d->origin == ORIGIN_FINDING;
    k->flows->ways[i].ended += ended;
    return i;
}

/* As with the ways, the last takes what is more than any list has. */
static void exit_take(struct picking *k, const struct seen *d, enum ledger_book book)
{
    struct ledger_flows *f = k->flows;
    int at = book == BOOK_INVALID ? AT_INVALID : AT_REDIRECT;
    size_t i = 0;
    if (book != BOOK_INVALID && book != BOOK_REDIRECTED)
        return;
    while (i < f->exits_n && !(f->exits[i].at == at && str_eq(f->exits[i].ground, d->ground)))
        i++;
    if (i == FLOWS_MAX)
        i = FLOWS_MAX - 1;
    if (i == f->exits_n)
        f->exits[f->exits_n++] =
            (struct ledger_exit){.ground = str_dup(k->cx->arena, d->ground), .at = at};
    f->exits[i].demands++;
}

size_t ledger_flow_take(struct picking *k, const struct seen *d, const struct seen *by,
                        enum ledger_book book, bool ended)
{
    exit_take(k, d, book);
    size_t way = way_take(k, d, book == BOOK_INVALID, ended);
    k->flows->ways[way].solved_first += ledger_solved_first(d, by);
    return way;
}

enum err ledger_pick_ways(struct ctx *cx, const struct ledger_query *q,
                          struct ledger_flows *flows, struct ledger_picked *out)
{
    struct picking k = {.cx = cx, .q = q, .out = out, .flows = flows};
    *flows = (struct ledger_flows){.ways = NEWS(cx->arena, struct ledger_way, FLOWS_MAX),
                                   .exits = NEWS(cx->arena, struct ledger_exit, FLOWS_MAX)};
    return ledger_run(&k);
}
