/* SPDX-License-Identifier: Apache-2.0
 * sql_lint [NAME…]: every statement that touches a table sharded by jid says which jid, so that
 * it goes to one shard. Those called rollup_… and all_… are meant to cross registers. Succeeds
 * when exactly the named statements break the rule. Prints TAP.
 */
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "db/schema.h"

static bool matches(const char *pattern, const char *text)
{
    regex_t re;

    if (regcomp(&re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
        abort();
    bool found = regexec(&re, text, 0, NULL, 0) == 0;
    regfree(&re);
    return found;
}

/* The table sharded by jid that a statement reads or writes; NULL: none. */
static const char *sharded_table(const char *text)
{
    char pattern[200];

    for (int i = 0; i < sql_tables_n; i++) {
        const struct sql_table *t = &sql_tables[i];

        if (t->how != SQL_SHARD || strcmp(t->column, "jid") != 0)
            continue;
        snprintf(pattern, sizeof pattern,
                 "\\<((FROM|JOIN|INTO|UPDATE) |FROM [a-z_ ,]*, ?)%s( |\\)|$|,)", t->name);
        if (matches(pattern, text))
            return t->name;
    }
    return NULL;
}

static bool says_jid(const char *text)
{
    return matches("(^|[^a-z_])jid ?= ?(CAST ?\\( ?)?\\$[0-9]", text) ||
           matches("(^|[^a-z_])jid IN \\( ?\\$[0-9]", text) ||
           (matches("^INSERT INTO [a-z_]+ ?\\(([^)]*[ ,])?jid[ ,)]", text) &&
            !matches("[ (]SELECT ", text));
}

static bool crosses_registers(const char *name)
{
    return strncmp(name, "rollup_", 7) == 0 || strncmp(name, "all_", 4) == 0;
}

static bool expected(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return false;
}

/* One text of a statement; false when the rule is broken, saying how. */
static bool clean(const char *name, const char *text)
{
    const char *table = text ? sharded_table(text) : NULL;

    if (!table || crosses_registers(name) || says_jid(text))
        return true;
    printf("# %s touches %s without jid = $n: %s\n", name, table, text);
    return false;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 0; i < SQL__MAX; i++) {
        const struct sql_text *t = &sql_texts[i];
        bool good = clean(t->name, t->text) && clean(t->name, t->postgres);
        bool as_expected = good != expected(t->name, argc, argv);

        printf("%sok %d - %s\n", as_expected ? "" : "not ", i + 1, t->name);
        failed += !as_expected;
    }
    printf("1..%d\n", (int)SQL__MAX);
    return failed != 0;
}
