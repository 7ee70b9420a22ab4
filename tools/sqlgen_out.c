/* SPDX-License-Identifier: Apache-2.0 */
#include "sqlgen.h"

#include <ctype.h>

static void upper(struct text *t, const char *s)
{
    for (; *s; s++) {
        char c = (char)toupper((unsigned char)*s);
        text_put(t, &c, 1);
    }
}

static void literal(struct text *t, const char *s)
{
    text_put(t, "\"", 1);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            text_put(t, "\\", 1);
        if (*s == '\n')
            text_put(t, "\\n", 2);
        else
            text_put(t, s, 1);
    }
    text_put(t, "\"", 1);
}

static void enum_names(struct text *out, const char *list, const char *kind,
                       const struct named *v, int n)
{
    text_fmt(out, "enum sql_%s_%s {\n", list, kind);
    for (int i = 0; i <= n; i++) {
        text_fmt(out, "    SQL_");
        upper(out, list);
        text_put(out, "_", 1);
        upper(out, kind);
        text_put(out, "_", 1);
        upper(out, i < n ? v[i].name : "_MAX");
        text_fmt(out, ",\n");
    }
    text_fmt(out, "};\n\n");
}

void write_header(const struct all *a, struct text *out)
{
    text_fmt(out, "/* Made by tools/sqlgen from sql/. */\n#pragma once\n\nenum sql {\n");
    for (int i = 0; i < a->nstmts; i++) {
        text_fmt(out, "    SQL_");
        upper(out, a->stmts[i].name);
        text_fmt(out, ",\n");
    }
    /* C wants an array of at least one, even for an empty folder. */
    text_fmt(out, "%s    SQL__MAX\n};\n\nenum sql_list {\n",
             a->nstmts ? "" : "    SQL_NONE,\n");
    for (int i = 0; i < a->nlists; i++) {
        text_fmt(out, "    SQL_LIST_");
        upper(out, a->lists[i].name);
        text_fmt(out, ",\n");
    }
    text_fmt(out, "    SQL_LIST__MAX\n};\n\n");
    for (int i = 0; i < a->nlists; i++) {
        const struct list *l = &a->lists[i];

        enum_names(out, l->name, "drive", l->drives, l->ndrives);
        enum_names(out, l->name, "sort", l->sorts, l->nsorts);
    }
}

static void write_statements(const struct all *a, struct text *out)
{
    text_fmt(out, "const struct sql_text sql_texts[SQL__MAX] = {\n");
    for (int i = 0; i < a->nstmts; i++) {
        const struct stmt *s = &a->stmts[i];

        text_fmt(out, "    {");
        literal(out, s->name);
        text_fmt(out, ",\n     ");
        literal(out, s->text);
        text_fmt(out, ",\n     ");
        if (s->postgres)
            literal(out, s->postgres);
        else
            text_fmt(out, "NULL");
        text_fmt(out, ", %d},\n", s->params);
    }
    text_fmt(out, "%s};\n\n", a->nstmts ? "" : "    {\"none\", \"\", NULL, 0},\n");
}

static void write_migrations(const struct all *a, struct text *out)
{
    static const char *const engines[] = {"SQL_BOTH", "SQL_SQLITE", "SQL_POSTGRES"};

    for (int i = 0; i < a->nmigrations; i++) {
        const struct migration *m = &a->migrations[i];

        text_fmt(out, "static const struct sql_step migration_%d[] = {\n", m->version);
        for (int k = 0; k < m->n; k++) {
            text_fmt(out, "    {");
            literal(out, m->steps[k].text);
            text_fmt(out, ", %s},\n", engines[m->steps[k].engine]);
        }
        text_fmt(out, "};\n\n");
    }
    text_fmt(out, "const int sql_migrations_n = %d;\n", a->nmigrations);
    text_fmt(out, "const struct sql_migration sql_migrations[] = {\n");
    for (int i = 0; i < a->nmigrations; i++) {
        const struct migration *m = &a->migrations[i];

        text_fmt(out, "    {%d, \"%s\", migration_%d, %d},\n", m->version, m->name, m->version,
                 m->n);
    }
    text_fmt(out, "    {0, NULL, NULL, 0},\n};\n\n");
    text_fmt(out, "const int sql_tables_n = %d;\n", a->ntables);
    text_fmt(out, "const struct sql_table sql_tables[] = {\n");
    for (int i = 0; i < a->ntables; i++)
        text_fmt(out, "    {\"%s\", %s, \"%s\", (enum sql)%d, (enum sql)%d, %d},\n",
                 a->tables[i].name, a->tables[i].how, a->tables[i].column, a->tables[i].rows,
                 a->tables[i].rows + 1, a->tables[i].ncolumns);
    text_fmt(out, "    {NULL, SQL_REPLICATE, NULL, SQL__MAX, SQL__MAX, 0},\n};\n\n");
}

static void write_lists(const struct all *a, struct text *out)
{
    for (int i = 0; i < a->nlists; i++) {
        const struct list *l = &a->lists[i];

        text_fmt(out, "static const struct sql_list_drive %s_drives[] = {\n", l->name);
        for (int k = 0; k < l->ndrives; k++)
            text_fmt(out, "    {\"%s\", %d, %u},\n", l->drives[k].name, l->drives[k].params,
                     l->drives[k].served);
        text_fmt(out, "};\nstatic const char *const %s_sorts[] = {\n", l->name);
        for (int k = 0; k < l->nsorts; k++)
            text_fmt(out, "    \"%s\",\n", l->sorts[k].name);
        text_fmt(out, "};\n\n");
    }
    text_fmt(out, "const struct sql_list_info sql_lists[] = {\n");
    for (int i = 0; i < a->nlists; i++) {
        const struct list *l = &a->lists[i];

        text_fmt(
            out,
            "    {\"%s\", (enum sql)%d, %s_drives, %d, %s_sorts, %d, (enum sql)%d, %ld},\n",
            l->name, l->first, l->name, l->ndrives, l->name, l->nsorts,
            l->looked ? l->first_looked : a->nstmts, l->looked);
    }
    text_fmt(out, "    {NULL, SQL__MAX, NULL, 0, NULL, 0, SQL__MAX, 0},\n};\n");
}

void write_tables(const struct all *a, struct text *out)
{
    text_fmt(out, "/* Made by tools/sqlgen from sql/. */\n"
                  "#include <stddef.h>\n\n#include \"db/db.h\"\n#include \"db/schema.h\"\n\n"
                  "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n");
    write_statements(a, out);
    write_migrations(a, out);
    write_lists(a, out);
}

void write_depfile(const struct all *a, const char *target, struct text *out)
{
    text_fmt(out, "%s:", target);
    for (int i = 0; i < a->nfiles; i++)
        text_fmt(out, " \\\n  %s", a->files[i]);
    text_fmt(out, "\n");
}
