/* SPDX-License-Identifier: Apache-2.0
 * sqlgen SQL.H SQL.C DEPFILE PATH…: reads statements, migrations and lists and writes them as C
 * tables. A PATH is a folder with queries/, migrations/ and lists/ (each may be missing), or
 * one file of statements. Output is rewritten only when it changes.
 *
 * queries/NAME.sql
 *     -- name: demand_get                 becomes SQL_DEMAND_GET
 *     SELECT … WHERE jid = $1 AND id = $2;
 *   Every statement has a name and ends with ;. Other -- comments are dropped. Parameters are
 *   $1, $2, … without a gap. A statement that cannot be one text is written twice, as
 *   "-- name: x sqlite" and then "-- name: x postgres".
 *
 * migrations/NNNN_name.sql (0001, 0002, … without a gap)
 *   Statements that each end with ;. Every CREATE TABLE carries a comment "-- shard(jid)",
 *   "-- shard(column)" or "-- replicate", anywhere between CREATE TABLE and the end of the line
 *   of its ;. "-- only: sqlite" or "-- only: postgres" in front of a statement keeps it to that
 *   engine. The word @blob@ becomes BLOB or BYTEA. Of each table come two more statements, for
 *   copying a store: all_TABLE_rows in the order of its primary key, and all_TABLE_insert.
 *
 * lists/NAME.list (keyset-paged lists; a line that starts with a blank continues the one
 * before, # starts a comment line) base SELECT d.subject_id, m.number FROM duty AS d JOIN
 * matter AS m ON m.jid = d.jid AND … key d.subject_id                    optional, this is the
 * default; its alias is jid's too drive unit: d.unit_id = $2          one driving filter;
 * parameters from $2 on drive unit_kind: d.unit_id = $2 AND d.kind = $3 sort due: d.due_at NOT
 * NULL columns only For each drive × sort × direction one statement NAME_DRIVE_SORT_ASC or
 * …_DESC: base WHERE d.jid = $1 AND (drive) AND (sort, key) > ($k, $k+1) ORDER BY sort ASC, key
 * ASC LIMIT $k+2          with k = 1 + highest parameter before and SQL_LIST_NAME,
 * SQL_NAME_DRIVE_…, SQL_NAME_SORT_… for sql_list() (src/db/schema.h).
 *   A line "looked N" bounds what no index serves: "served DRIVE: SORT …" names the sorts that
 * one does; for every other the first N rows of the drive are sorted, in the order of "look
 * DRIVE: ORDER" or of the first sort, and NAME_DRIVE_LOOKED counts as far as its last
 * parameter.
 */
#include "sqlgen.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static char *read_file(struct all *a, const char *path)
{
    struct text t = {0};
    char block[8192];
    size_t n;
    FILE *f = fopen(path, "r");

    if (!f)
        die(path, 0, "cannot be read: %s", strerror(errno));
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        text_put(&t, block, n);
    if (ferror(f))
        die(path, 0, "cannot be read: %s", strerror(errno));
    fclose(f);
    text_put(&t, "", 0);
    if (strlen(t.p) != t.n)
        die(path, 0, "contains a NUL byte");
    *PUSH(a->files, a->nfiles) = strdup(path);
    return t.p;
}

static void stmt_add(struct all *a, const struct scan *s, const char *name, enum engine engine,
                     char *text)
{
    int params = scan_params(s, text);
    struct stmt *st = NULL;

    for (int i = 0; i < a->nstmts; i++)
        if (strcmp(a->stmts[i].name, name) == 0)
            st = &a->stmts[i];
    if (st) {
        bool fits = engine == POSTGRES && st->fork && !st->postgres;
        if (!fits)
            die(s->path, s->line, "\"%s\" is there twice", name);
        if (params != st->params)
            die(s->path, s->line,
                "\"%s\" takes %d parameters on one engine and %d on the other", name,
                st->params, params);
    } else {
        st = PUSH(a->stmts, a->nstmts);
        st->name = strdup(name);
        st->params = params;
        st->fork = engine == SQLITE;
    }
    if (engine == POSTGRES)
        st->postgres = text;
    else
        st->text = text;
}

static void read_queries(struct all *a, const char *path)
{
    struct scan s = {.path = path, .p = read_file(a, path), .line = 1};
    char *text;

    while ((text = scan_statement(&s))) {
        if (!s.name[0])
            die(path, s.line, "a statement without \"-- name:\" in front");
        stmt_add(a, &s, s.name, s.engine, text);
        s.name[0] = '\0';
        s.engine = BOTH;
        s.mark[0] = '\0';
    }
}

/* @blob@ outside quotes is left in by the scanner; no text of ours contains it otherwise. */
static char *with_blob(const char *text, const char *type)
{
    struct text t = {0};
    const char *at;

    for (; (at = strstr(text, "@blob@")); text = at + 6) {
        text_put(&t, text, (size_t)(at - text));
        text_put(&t, type, strlen(type));
    }
    text_put(&t, text, strlen(text));
    return t.p;
}

static void step_add(struct migration *m, const char *text, enum engine engine)
{
    if (strstr(text, "@blob@") && engine == BOTH) {
        step_add(m, text, SQLITE);
        step_add(m, text, POSTGRES);
        return;
    }
    struct step *step = PUSH(m->steps, m->n);
    step->engine = engine;
    step->text = with_blob(text, engine == POSTGRES ? "BYTEA" : "BLOB");
}

/* Notes how a new table is spread over nodes; every table has to say so. */
static void table_add(struct all *a, const struct scan *s, const char *text)
{
    static const char create[] = "CREATE TABLE ", exists[] = "IF NOT EXISTS ";

    if (strncasecmp(text, create, sizeof create - 1) != 0) {
        if (s->mark[0])
            die(s->path, s->line, "\"-- %s\" does not stand behind a CREATE TABLE", s->mark);
        copy_column_added(a, text);
        return;
    }
    text += sizeof create - 1;
    if (strncasecmp(text, exists, sizeof exists - 1) == 0)
        text += sizeof exists - 1;
    size_t n = strcspn(text, " (");
    if (!s->mark[0])
        die(s->path, s->line,
            "table %.*s lacks \"-- shard(jid)\", \"-- shard(column)\" or "
            "\"-- replicate\"",
            (int)n, text);
    struct table *t = PUSH(a->tables, a->ntables);
    t->name = strndup(text, n);
    copy_columns(t, text);
    if (strcmp(s->mark, "replicate") == 0) {
        t->how = strdup("SQL_REPLICATE");
        t->column = strdup("");
        return;
    }
    size_t c = strcspn(s->mark + 6, ")");
    if (!c || !s->mark[6 + c])
        die(s->path, s->line, "\"-- %s\" names no column", s->mark);
    t->how = strdup("SQL_SHARD");
    t->column = strndup(s->mark + 6, c);
}

static void read_migration(struct all *a, const char *path)
{
    struct scan s = {.path = path, .p = read_file(a, path), .line = 1};
    const char *file = strrchr(path, '/') + 1;
    char *end, *text;
    long version = strtol(file, &end, 10);
    struct migration *m = PUSH(a->migrations, a->nmigrations);

    if (end != file + 4 || *end != '_' || version != a->nmigrations)
        die(path, 0,
            "migrations are called 0001_name.sql, 0002_name.sql … without a gap; "
            "%04d is next",
            a->nmigrations);
    m->version = (int)version;
    m->name = strndup(file, strlen(file) - strlen(".sql"));
    while ((text = scan_statement(&s))) {
        table_add(a, &s, text);
        step_add(m, text, s.engine);
        s.engine = BOTH;
        s.mark[0] = '\0';
    }
    if (!m->n)
        die(path, s.line, "a migration without a statement");
}

/* "name: text" of a drive or sort line. */
static void list_part(const struct scan *s, const char *rest, struct named *out)
{
    size_t n = strcspn(rest, ":");

    if (!rest[n] || !n)
        die(s->path, s->line, "expected \"name: text\", found \"%s\"", rest);
    for (size_t i = 0; i < n; i++)
        if (!islower((unsigned char)rest[i]) && !isdigit((unsigned char)rest[i]) &&
            rest[i] != '_')
            die(s->path, s->line, "a name is lower_snake_case: \"%.*s\"", (int)n, rest);
    out->name = strndup(rest, n);
    out->text = strdup(rest + n + 1 + strspn(rest + n + 1, " "));
    if (!out->text[0])
        die(s->path, s->line, "\"%s\" says nothing", out->name);
}

static struct named *list_drive(const struct scan *s, struct list *l, const char *name,
                                size_t n)
{
    for (int i = 0; i < l->ndrives; i++)
        if (strlen(l->drives[i].name) == n && strncmp(l->drives[i].name, name, n) == 0)
            return &l->drives[i];
    die(s->path, s->line, "there is no drive \"%.*s\" above", (int)n, name);
}

/* What stands behind "drive:"; *d is the drive. */
static const char *behind_drive(const struct scan *s, struct list *l, const char *rest,
                                struct named **d)
{
    size_t n = strcspn(rest, ":");

    if (!rest[n])
        die(s->path, s->line, "expected \"name: text\", found \"%s\"", rest);
    *d = list_drive(s, l, rest, n);
    return rest + n + 1 + strspn(rest + n + 1, " ");
}

/* "served drive: sort sort" */
static void list_served(const struct scan *s, struct list *l, const char *rest)
{
    struct named *d;

    for (const char *at = behind_drive(s, l, rest, &d); *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        int sort = 0;

        while (sort < l->nsorts &&
               (strlen(l->sorts[sort].name) != n || strncmp(l->sorts[sort].name, at, n) != 0))
            sort++;
        if (sort == l->nsorts)
            die(s->path, s->line, "there is no sort \"%.*s\" above", (int)n, at);
        d->served |= 1U << sort;
        at += n;
    }
}

static void list_look(const struct scan *s, struct list *l, const char *rest)
{
    struct named *d;
    const char *order = behind_drive(s, l, rest, &d);

    d->look = strdup(order);
}

/* The base with its table replaced by the first rows of it that are looked through. */
static void list_looked_base(const struct scan *s, const struct list *l, const char *base,
                             const char *key, const struct named *d, struct text *out)
{
    const char *from = strstr(base, " FROM ");
    int alias = (int)strcspn(key, ".");
    size_t n = from ? strcspn(from + 6, " ") : 0;
    struct text as = {0};

    text_fmt(&as, " AS %.*s", alias, key);
    if (!from || strcmp(from + 6 + n, as.p) != 0)
        die(s->path, s->line, "a list that is looked through reads one table%s", as.p);
    text_fmt(out, "%.*s FROM (SELECT * FROM %s WHERE %.*s.jid = $1 AND (%s) ORDER BY ",
             (int)(from - base), base, from + 6, alias, key, d->text);
    if (d->look)
        text_fmt(out, "%s", d->look);
    else
        text_fmt(out, "%s, %s", l->sorts[0].text, key);
    text_fmt(out, " LIMIT %ld)%s", l->looked, as.p);
}

/* How many rows there are to look through, as far as $last. */
static void list_looked(struct all *a, const struct scan *s, const struct list *l,
                        const char *base, const char *key, const struct named *d)
{
    struct text t = {0}, name = {0};

    text_fmt(&t,
             "SELECT COUNT(*) AS n FROM (SELECT 1 AS one%s WHERE %.*s.jid = $1 AND (%s) "
             "LIMIT $%d) AS q",
             strstr(base, " FROM "), (int)strcspn(key, "."), key, d->text, d->params + 1);
    text_fmt(&name, "%s_%s_looked", l->name, d->name);
    stmt_add(a, s, name.p, BOTH, t.p);
}

static void list_statement(struct all *a, const struct scan *s, const struct list *l,
                           const char *base, const char *key, int drive, int sort, bool desc)
{
    struct named *d = &l->drives[drive];
    const struct named *o = &l->sorts[sort];
    const char *dir = desc ? "DESC" : "ASC";
    struct text t = {0}, name = {0};

    if (d->served & 1U << sort) {
        text_fmt(&t, "%s WHERE %.*s.jid = $1 AND (%s) AND", base, (int)strcspn(key, "."), key,
                 d->text);
    } else {
        list_looked_base(s, l, base, key, d, &t);
        text_fmt(&t, " WHERE");
    }
    d->params = scan_params(s, t.p);
    text_fmt(&t, " (%s, %s) %s ($%d, $%d) ORDER BY %s %s, %s %s LIMIT $%d", o->text, key,
             desc ? "<" : ">", d->params + 1, d->params + 2, o->text, dir, key, dir,
             d->params + 3);
    text_fmt(&name, "%s_%s_%s_%s", l->name, d->name, o->name, desc ? "desc" : "asc");
    stmt_add(a, s, name.p, BOTH, t.p);
}

static void list_line(struct scan *s, struct list *l, char *line, char **base, char **key)
{
    if (strncmp(line, "base ", 5) == 0)
        *base = strdup(line + 5);
    else if (strncmp(line, "key ", 4) == 0)
        *key = strdup(line + 4);
    else if (strncmp(line, "drive ", 6) == 0)
        list_part(s, line + 6, PUSH(l->drives, l->ndrives));
    else if (strncmp(line, "sort ", 5) == 0)
        list_part(s, line + 5, PUSH(l->sorts, l->nsorts));
    else if (strncmp(line, "served ", 7) == 0)
        list_served(s, l, line + 7);
    else if (strncmp(line, "look ", 5) == 0)
        list_look(s, l, line + 5);
    else if (strncmp(line, "looked ", 7) == 0)
        l->looked = strtol(line + 7, NULL, 10);
    else
        die(s->path, s->line, "expected base, key, drive, sort, served, look or looked: \"%s\"",
            line);
}

static void read_list(struct all *a, const char *path)
{
    struct scan s = {.path = path, .p = read_file(a, path)};
    const char *file = strrchr(path, '/') + 1;
    struct list *l = PUSH(a->lists, a->nlists);
    char *base = NULL, *key = NULL;
    struct text line = {0};

    *l = (struct list){.name = strndup(file, strlen(file) - strlen(".list"))};
    while (*s.p) {
        size_t n = strcspn(s.p, "\n"), end = n;
        const char *from = s.p;

        s.line++;
        s.p += n + (s.p[n] == '\n');
        while (end && isspace((unsigned char)from[end - 1]))
            end--;
        if (*from != '#' && end) {
            size_t lead = strspn(from, " \t");
            text_fmt(&line, "%s%.*s", line.n ? " " : "", (int)(end - lead), from + lead);
        }
        if (line.n && *s.p != ' ' && *s.p != '\t') {
            list_line(&s, l, line.p, &base, &key);
            line.n = 0;
        }
    }
    if (!key)
        key = strdup("d.subject_id");
    if (!base || !l->ndrives || !l->nsorts || !strchr(key, '.'))
        die(path, s.line, "a list needs base, drive and sort lines, and a key with its alias");
    for (int d = 0; d < l->ndrives && !l->looked; d++)
        l->drives[d].served = (1U << l->nsorts) - 1;
    l->first = a->nstmts;
    for (int d = 0; d < l->ndrives; d++)
        for (int o = 0; o < l->nsorts; o++)
            for (int desc = 0; desc < 2; desc++)
                list_statement(a, &s, l, base, key, d, o, desc);
    l->first_looked = l->looked ? a->nstmts : -1;
    for (int d = 0; d < l->ndrives && l->looked; d++)
        list_looked(a, &s, l, base, key, &l->drives[d]);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Every file of dir/sub with the ending, in byte order, so that the output is reproducible. */
static void read_folder(struct all *a, const char *dir, const char *sub, const char *ending,
                        void (*read_one)(struct all *, const char *))
{
    struct dirent **found;
    struct text path = {0};

    text_fmt(&path, "%s/%s", dir, sub);
    int n = scandir(path.p, &found, NULL, by_name);
    if (n < 0 && errno == ENOENT)
        return;
    if (n < 0)
        die(path.p, 0, "cannot be read: %s", strerror(errno));
    *PUSH(a->files, a->nfiles) = path.p;
    for (int i = 0; i < n; i++) {
        const char *name = found[i]->d_name;
        size_t len = strlen(name), e = strlen(ending);
        struct text file = {0};

        if (name[0] == '.' || len <= e || strcmp(name + len - e, ending) != 0)
            continue;
        text_fmt(&file, "%s/%s", path.p, name);
        read_one(a, file.p);
    }
}

static void read_path(struct all *a, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        die(path, 0, "cannot be read: %s", strerror(errno));
    if (!S_ISDIR(st.st_mode)) {
        read_queries(a, path);
        return;
    }
    *PUSH(a->files, a->nfiles) = strdup(path);
    read_folder(a, path, "migrations", ".sql", read_migration);
    read_folder(a, path, "queries", ".sql", read_queries);
    read_folder(a, path, "lists", ".list", read_list);
}

/* Leaves an equal file alone, so that nothing that includes it is compiled again. */
static void write_file(const char *path, const struct text *t)
{
    struct stat st;

    if (stat(path, &st) == 0 && (size_t)st.st_size == t->n) {
        struct all ignored = {0};

        if (memcmp(read_file(&ignored, path), t->p, t->n) == 0)
            return;
    }
    FILE *f = fopen(path, "w");
    if (!f || fwrite(t->p, 1, t->n, f) != t->n || fclose(f) != 0)
        die(path, 0, "cannot be written: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    struct all a = {0};
    struct text header = {0}, tables = {0}, deps = {0};

    if (argc < 5) {
        fprintf(stderr, "usage: sqlgen SQL.H SQL.C DEPFILE PATH...\n");
        return 2;
    }
    for (int i = 4; i < argc; i++)
        read_path(&a, argv[i]);
    copy_statements(&a);
    for (int i = 0; i < a.nstmts; i++)
        if (a.stmts[i].fork != (a.stmts[i].postgres != NULL))
            die("sqlgen", 0, "\"%s\" has a text for one engine only", a.stmts[i].name);
    write_header(&a, &header);
    write_tables(&a, &tables);
    write_depfile(&a, argv[1], &deps);
    write_file(argv[1], &header);
    write_file(argv[2], &tables);
    write_file(argv[3], &deps);
    return 0;
}
