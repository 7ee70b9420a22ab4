/* SPDX-License-Identifier: Apache-2.0
 * sql_lint [NAME…]: what a cluster would refuse or send to every node. Every table sharded by
 * jid is bound by jid = $n in the very query that reads it, so that a statement goes to one
 * shard; statements called rollup_… and all_… may cross registers, but not in the forms that
 * only one shard can do. Succeeds when exactly the named statements break a rule. Prints TAP.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "db/db.h"
#include "db/schema.h"

enum { TOKENS = 4000, TABLES = 40, TERMS = 200 };

struct token {
    const char *p;
    int n;
    int match; /* of '(': where its ')' stands */
};

struct source {
    const char *alias;
    int alias_n;
    const struct sql_table *table; /* when it is sharded */
    int param;                     /* jid = $param; 0: not bound */
    int group;                     /* joined on jid: the same */
    bool outer;                    /* joined on jid with a table of an enclosing query */
};

/* jid = …: of two tables, or of one and a parameter. */
struct term {
    int a, b; /* sources; b -1: a parameter, or an outer table */
    int param;
    int only; /* ON of an outer join narrows only what it joins; -1: both */
};

/* One SELECT, INSERT, UPDATE or DELETE. */
struct query {
    const struct query *above;
    struct source s[TABLES];
    int n;
    struct term t[TERMS];
    int nterms;
    bool correlated;
};

struct lint {
    const char *name;
    struct token t[TOKENS];
    int n;
    bool crosses; /* may cross registers */
    bool routed;  /* goes to one shard */
    int param;    /* of the first bound table */
    bool sharded, other, recursive;
    bool report; /* second pass: routed is known */
    int wrong;
};

static void ranged(struct lint *l, int from, int to, const struct query *above);

__attribute__((format(printf, 2, 3))) static void wrong(struct lint *l, const char *fmt, ...)
{
    va_list ap;

    if (!l->report)
        return;
    l->wrong++;
    printf("# %s: ", l->name);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
}

/* ---- words ---- */

static bool wordy(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static int token_length(const char *p)
{
    int n = 1;

    if (*p == '\'' || *p == '"') {
        while (p[n] && p[n] != *p)
            n++;
        return n + 1;
    }
    if (wordy(*p) || *p == '$')
        while (wordy(p[n]))
            n++;
    return n;
}

static void tokenize(struct lint *l, const char *text)
{
    int open[100], depth = 0;

    for (const char *p = text; *p;) {
        if (*p == ' ') {
            p++;
            continue;
        }
        if (l->n == TOKENS)
            abort();
        struct token *t = &l->t[l->n];
        *t = (struct token){.p = p, .n = token_length(p)};
        if (*p == '(')
            open[depth++] = l->n;
        if (*p == ')' && depth > 0)
            l->t[open[--depth]].match = l->n;
        l->n++;
        p += t->n;
    }
}

static bool is(const struct lint *l, int i, const char *word)
{
    return i >= 0 && i < l->n && (int)strlen(word) == l->t[i].n &&
           strncasecmp(l->t[i].p, word, (size_t)l->t[i].n) == 0;
}

/* One of some words, each with a blank before and behind. */
static bool any(const struct lint *l, int i, const char *words)
{
    char one[64];

    if (i < 0 || i >= l->n || l->t[i].n > 60)
        return false;
    snprintf(one, sizeof one, " %.*s ", l->t[i].n, l->t[i].p);
    return strcasestr(words, one);
}

static bool opens_query(const struct lint *l, int i)
{
    return is(l, i, "(") && any(l, i + 1, " SELECT WITH ");
}

/* The next token of the same depth. */
static int after(const struct lint *l, int i)
{
    return (is(l, i, "(") ? l->t[i].match : i) + 1;
}

static const struct sql_table *sharded(const struct lint *l, int i)
{
    for (int k = 0; k < sql_tables_n; k++)
        if (sql_tables[k].how == SQL_SHARD && is(l, i, sql_tables[k].name))
            return &sql_tables[k];
    return NULL;
}

static bool by_jid(const struct sql_table *t)
{
    return t && strcmp(t->column, "jid") == 0;
}

/* ---- what is compared ---- */

struct side {
    enum { SIDE_ELSE, SIDE_PARAM, SIDE_OWN, SIDE_OUTER } kind;
    int n;
};

static int source_of(const struct lint *l, const struct query *q, int i)
{
    for (int k = 0; k < q->n; k++)
        if (q->s[k].alias_n == l->t[i].n &&
            strncasecmp(q->s[k].alias, l->t[i].p, (size_t)l->t[i].n) == 0)
            return k;
    return -1;
}

static bool of_above(const struct lint *l, const struct query *q, int i)
{
    for (q = q->above; q; q = q->above)
        if (source_of(l, q, i) >= 0)
            return true;
    return false;
}

static struct side side_at(const struct lint *l, const struct query *q, int from, int to)
{
    if (to - from == 6 && is(l, from, "CAST") && is(l, from + 3, "AS"))
        return side_at(l, q, from + 2, from + 3);
    if (to - from == 1 && l->t[from].p[0] == '$')
        return (struct side){SIDE_PARAM, (int)strtol(l->t[from].p + 1, NULL, 10)};
    if (to - from == 1 && is(l, from, "jid"))
        for (int k = 0; k < q->n; k++)
            if (by_jid(q->s[k].table))
                return (struct side){SIDE_OWN, k};
    if (to - from == 3 && is(l, from + 1, ".") && is(l, from + 2, "jid")) {
        int k = source_of(l, q, from);

        if (k >= 0)
            return (struct side){SIDE_OWN, k};
        if (of_above(l, q, from))
            return (struct side){SIDE_OUTER, 0};
    }
    return (struct side){SIDE_ELSE, 0};
}

static void term_add(struct query *q, struct side a, struct side b, int only)
{
    if (a.kind != SIDE_OWN) {
        struct side swap = a;

        a = b;
        b = swap;
    }
    if (a.kind != SIDE_OWN || b.kind == SIDE_ELSE)
        return;
    if (q->nterms == TERMS)
        abort();
    q->t[q->nterms++] = (struct term){.a = a.n,
                                      .b = b.kind == SIDE_OWN ? b.n : -1,
                                      .param = b.kind == SIDE_PARAM ? b.n : 0,
                                      .only = only};
}

/* A condition, as far as all of it has to hold. */
static void condition(const struct lint *l, struct query *q, int from, int to, int only)
{
    while (is(l, from, "(") && l->t[from].match == to - 1 && !opens_query(l, from)) {
        from++;
        to--;
    }
    for (int i = from; i < to; i = after(l, i))
        if (is(l, i, "OR"))
            return;
    int begin = from, equals = -1;
    bool split = false;
    for (int i = from; i <= to; i = after(l, i)) {
        if (i < to && is(l, i, "=") && equals < 0 && !any(l, i - 1, " < > ! "))
            equals = i;
        if (i < to && !is(l, i, "AND"))
            continue;
        if (i < to || split) {
            condition(l, q, begin, i, only);
            split = true;
            begin = i + 1;
            equals = -1;
        } else if (equals > 0) {
            term_add(q, side_at(l, q, from, equals), side_at(l, q, equals + 1, to), only);
        }
    }
}

/* ---- one query ---- */

static int source_add(struct lint *l, struct query *q, int i)
{
    int name = opens_query(l, i) ? -1 : i, alias = after(l, i) + is(l, after(l, i), "AS");

    if (q->n == TABLES)
        abort();
    struct source *s = &q->s[q->n];
    *s = (struct source){.table = name < 0 ? NULL : sharded(l, i), .group = q->n};
    q->n++;
    bool named = alias < l->n && wordy(l->t[alias].p[0]) &&
                 !any(l, alias,
                      " ON WHERE JOIN LEFT RIGHT FULL INNER CROSS SET GROUP ORDER LIMIT "
                      "UNION EXCEPT INTERSECT VALUES SELECT FOR RETURNING HAVING ");
    int word = named ? alias : i;
    s->alias = l->t[word].p;
    s->alias_n = l->t[word].n;
    return (named ? alias : after(l, i) - 1) + 1;
}

static const char ends[] = " JOIN LEFT RIGHT FULL INNER CROSS WHERE GROUP ORDER HAVING LIMIT "
                           "RETURNING FOR ON SET WINDOW DO ";

static int condition_end(const struct lint *l, int i, int to, bool in_from)
{
    while (i < to && !any(l, i, ends) && !(in_from && is(l, i, ",")))
        i = after(l, i);
    return i;
}

/* The tables of a query and what its conditions say of their jid. */
static void sources(struct lint *l, struct query *q, int from, int to)
{
    bool in_from = false, expecting = false, outer = false, joins_outer = false;

    for (int i = from; i < to;) {
        if (expecting && (wordy(l->t[i].p[0]) || is(l, i, "("))) {
            i = source_add(l, q, i);
            expecting = false;
            continue;
        }
        bool on = is(l, i, "ON") && !is(l, i + 1, "CONFLICT");
        bool update = is(l, i, "UPDATE") && !is(l, i + 1, "SET") && !is(l, i - 1, "FOR");
        if (any(l, i, " FROM JOIN INTO ") || update || (in_from && is(l, i, ",")))
            expecting = true;
        if (is(l, i, "JOIN")) {
            joins_outer = outer;
            outer = false;
        }
        if (any(l, i, " LEFT RIGHT FULL "))
            outer = true;
        if (is(l, i, "FROM"))
            in_from = true;
        else if (any(l, i, " WHERE GROUP ORDER HAVING LIMIT SET VALUES RETURNING FOR SELECT "))
            in_from = false;
        if (on || is(l, i, "WHERE")) {
            int end = condition_end(l, i + 1, to, in_from);

            condition(l, q, i + 1, end, on && joins_outer ? q->n - 1 : -1);
            i = end;
            continue;
        }
        i = after(l, i);
    }
}

/* Carries parameters and groups along the joins. */
static void bind(struct query *q)
{
    for (bool again = true; again;) {
        again = false;
        for (int k = 0; k < q->nterms; k++) {
            const struct term *t = &q->t[k];
            struct source *a = &q->s[t->a], *b = t->b < 0 ? NULL : &q->s[t->b];

            if (!b && t->param && !a->param && (t->only < 0 || t->only == t->a)) {
                a->param = t->param;
                again = true;
            }
            if (!b && !t->param)
                a->outer = true;
            if (!b)
                continue;
            struct source *to = a->param ? b : a, *with = a->param ? a : b;
            if (with->param && !to->param && (t->only < 0 || &q->s[t->only] == to)) {
                to->param = with->param;
                again = true;
            }
            if (a->group != b->group) {
                a->group = b->group = a->group < b->group ? a->group : b->group;
                again = true;
            }
            if (a->outer != b->outer)
                a->outer = b->outer = again = true;
        }
    }
}

/* The expression that an INSERT gives for jid. */
static struct side item_at(struct lint *l, const struct query *q, int i, int to, int place)
{
    int begin = i;

    for (; i < to; i = after(l, i)) {
        bool end = is(l, i, ",") || is(l, i, "FROM");
        if (end && place == 0)
            break;
        if (end) {
            place--;
            begin = i + 1;
        }
    }
    return place == 0 ? side_at(l, q, begin, i) : (struct side){SIDE_ELSE, 0};
}

/* INSERT INTO t (…, jid, …) VALUES ($1, …) or SELECT $1, … */
static void insert(struct lint *l, struct query *q, int from, int to)
{
    const char *name = q->s[0].table->name;
    int columns = from + 3, place = 0, i = columns + 1, body = after(l, columns);

    while (i < to && !is(l, i, "jid") && !is(l, i, ")")) {
        place += is(l, i, ",");
        i++;
    }
    if (!is(l, columns, "(") || !is(l, i, "jid")) {
        wrong(l, "inserts into %s without jid", name);
        return;
    }
    if (is(l, body, "SELECT")) {
        struct side given = item_at(l, q, body + 1, to, place);

        q->s[0].param = given.kind == SIDE_PARAM                ? given.n
                        : given.kind == SIDE_OWN && given.n > 0 ? q->s[given.n].param
                                                                : 0;
        return;
    }
    for (i = body + 1; is(l, i, "("); i = after(l, i) + 1) {
        struct side given = item_at(l, q, i + 1, l->t[i].match, place);

        q->s[0].param = given.kind == SIDE_PARAM ? given.n : 0;
        for (int k = i + 1; k < l->t[i].match; k++)
            if (opens_query(l, k))
                wrong(l, "has a subquery in the VALUES for %s", name);
        if (!is(l, after(l, i), ","))
            break;
    }
}

/* jid never changes: a row cannot move to another shard. */
static void jid_is_kept(struct lint *l, const struct query *q, int from, int to)
{
    for (int i = from; i < to; i = after(l, i)) {
        if (!is(l, i, "SET"))
            continue;
        for (int k = i + 1; k < to && !any(l, k, " WHERE FROM RETURNING "); k = after(l, k))
            if (is(l, k, "jid") && is(l, k + 1, "=") && any(l, k - 1, " SET , "))
                wrong(l, "changes jid in %s", q->s[0].table->name);
    }
}

static void judge(struct lint *l, const struct query *q)
{
    int group = -1;

    for (int k = 0; k < q->n; k++) {
        const struct source *s = &q->s[k];

        if (!s->table)
            continue;
        l->other |= !by_jid(s->table);
        l->sharded |= by_jid(s->table);
        if (!by_jid(s->table))
            continue;
        if (s->param && !l->param)
            l->param = s->param;
        if (!s->param || s->param != l->param)
            l->routed = false;
        if (!s->param && !l->crosses)
            wrong(l, "touches %s without jid = $n in the same query", s->table->name);
        else if (s->param != l->param && !l->crosses)
            wrong(l, "touches %s of another register", s->table->name);
        if (l->routed)
            continue;
        if (q->correlated && !s->outer)
            wrong(l, "has a subquery about %s that is not correlated on jid", s->table->name);
        if (group >= 0 && s->group != group)
            wrong(l, "joins %s, but not on jid", s->table->name);
        group = s->group;
    }
}

static void one(struct lint *l, int from, int to, const struct query *above)
{
    struct query *q = calloc(1, sizeof *q);

    if (!q)
        abort();
    q->above = above;
    sources(l, q, from, to);
    bind(q);
    if (q->n > 0 && by_jid(q->s[0].table) && is(l, from, "INSERT"))
        insert(l, q, from, to);
    if (q->n > 0 && by_jid(q->s[0].table) && any(l, from, " INSERT UPDATE "))
        jid_is_kept(l, q, from, to);
    for (int i = from; i + 1 < to; i++)
        if (is(l, i + 1, ".") && source_of(l, q, i) < 0 && of_above(l, q, i))
            q->correlated = true;
    judge(l, q);
    for (int i = from; i < to; i++)
        if (opens_query(l, i)) {
            ranged(l, i + 1, l->t[i].match, q);
            i = l->t[i].match;
        }
    free(q);
}

/* WITH …, then queries between UNION, EXCEPT and INTERSECT. */
static void ranged(struct lint *l, int from, int to, const struct query *above)
{
    if (is(l, from, "WITH")) {
        l->recursive |= is(l, from + 1, "RECURSIVE");
        for (from++; from < to && !any(l, from, " SELECT INSERT UPDATE DELETE ");
             from = after(l, from))
            if (opens_query(l, from))
                ranged(l, from + 1, l->t[from].match, NULL);
    }
    for (int i = from; i <= to; i = after(l, i)) {
        if (i < to && !any(l, i, " UNION EXCEPT INTERSECT "))
            continue;
        one(l, from, i, above);
        from = i + 1 + is(l, i + 1, "ALL");
    }
}

/* ---- the whole statement ---- */

static void forms(struct lint *l)
{
    bool writes = any(l, 0, " INSERT UPDATE DELETE ");

    if (l->sharded && l->other)
        wrong(l, "takes tables together that do not lie together");
    if (!l->sharded && !l->other)
        return;
    for (int i = 0; i < l->n; i++) {
        if (writes && is(l, i + 1, "(") &&
            any(l, i, " clock_timestamp random timeofday gen_random_uuid nextval setval "))
            wrong(l, "writes what %.*s() makes", l->t[i].n, l->t[i].p);
        if (l->routed)
            continue;
        if (is(l, i, "FOR") && any(l, i + 1, " UPDATE SHARE NO KEY "))
            wrong(l, "locks rows of several shards");
        if (any(l, i, " GROUPING ROLLUP CUBE ") && (is(l, i + 1, "(") || is(l, i + 1, "SETS")))
            wrong(l, "has %.*s over several shards", l->t[i].n, l->t[i].p);
    }
    if (l->recursive && !l->routed)
        wrong(l, "is recursive over several shards");
}

/* Twice: whether a statement goes to one shard is known at its end. */
static int mistakes(const char *name, const char *text)
{
    struct lint *l = calloc(1, sizeof *l);

    if (!l)
        abort();
    l->name = name;
    l->crosses = strncmp(name, "rollup_", 7) == 0 || strncmp(name, "all_", 4) == 0;
    l->routed = true;
    if (text)
        tokenize(l, text);
    ranged(l, 0, l->n, NULL);
    l->routed = l->routed && l->sharded;
    l->report = true;
    ranged(l, 0, l->n, NULL);
    forms(l);
    int n = l->wrong;
    free(l);
    return n;
}

static bool expected(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 0; i < SQL__MAX; i++) {
        const struct sql_text *t = &sql_texts[i];
        int n = mistakes(t->name, t->text) + mistakes(t->name, t->postgres);
        bool as_expected = (n > 0) == expected(t->name, argc, argv);

        printf("%sok %d - %s\n", as_expected ? "" : "not ", i + 1, t->name);
        failed += !as_expected;
    }
    printf("1..%d\n", (int)SQL__MAX);
    return failed != 0;
}
