/* SPDX-License-Identifier: Apache-2.0
 * sql_plans [NAME…]: how SQLite goes about every statement, on a freshly migrated store. A
 * sharded table is large: no statement may read all of it or all of one register's rows, and no
 * list statement may sort what it found, but the few thousand rows that it looks through at
 * most (domain.md, Counting). Succeeds when exactly those statements do that stand in the table
 * below, or those named. Prints TAP.
 */
#include <fnmatch.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "db/db.h"
#include "db/schema.h"

/* What has a reason to read or sort much; fnmatch patterns. */
static const struct exception {
    const char *names, *why;
} exceptions[] = {
    {"check_rollups", "the check counts everything again"},
    {"check_other_kinds", "the check looks at every event"},
    {"check_demand_person", "the check looks at every demand"},
    {"check_speaker_person", "the check looks at every further speaker"},
    {"check_party_person", "the check looks at every party of an agreement"},
    {"check_task_matter", "the check looks at every task"},
    {"check_link_demand", "the check looks at every link"},
    {"check_batch_row_demand", "the check looks at every imported row"},
    {"check_demand_batch*", "the check looks at every demand"},
    {"cmd_newest_event", "huiyin doctor, by hand; an event has no index by time"},
    {"batch_unfinished", "one row an imported file: a few hundred"},
    {"batch_named", "one row an imported file: a few hundred"},
    {"directory_versions", "one row a version of the dispatch directory: some dozens"},
    {"tick_fingerprint", "counts the versions of the dispatch directory: some dozens"},
    {"outbox_counts", "for administrators; what was sent is passed over in the index"},
    {"vacant_named", "the few matters sponsored and instructed, by indexes of them alone"},
    {"handover_alarms", "the alarms that run: a few, by an index of them alone"},
    {"alarm*_hand_over", "the alarms that run: a few, by an index of them alone"},
    {"unit_hangs", "closing a unit, by hand; stages have no index by unit"},
    {"campaign_list", "some dozens of campaigns"},
    {"check_visit_[ch]*", "the check looks at every visit and household"},
    {"check_demand_campaign", "the check looks at every demand of a campaign"},
    {"check_demand_spot", "the check looks at every demand gathered at a spot"},
    {"check_demand_sheet", "the check looks at every demand of a questionnaire"},
    {"check_sheet_demand", "the check looks at every sheet that raised a demand"},
    {"check_demand_visit", "the check looks at every demand said on a visit"},
    {"agencies*", "the list of agencies: some dozens of rows"},
    {"board_rules", "one row a version of a board's rule: a few"},
    {"board_list", "some dozens of boards a year"},
    {"board_before", "some dozens of boards a year"},
    {"board_overlapping", "some dozens of boards a year"},
    {"board_steps_of", "some dozens of places on a black list a year"},
    {"board_exclusions*", "some dozens of exclusions a month"},
    {"board_steps", "some dozens of places on a black list a year"},
    {"board_step_waiting", "some dozens of places on a black list a year"},
    {"interview_list", "some dozens of interviews a year"},
    {"notice_rule_newest", "one row a version of the rule of supervision: a few"},
    {"check_notice_units", "the check counts every notice"},
    {"derive_take", "the queue from its front, one batch"},
    {"derive_waiting", "the queue from its front, as far as it is counted"},
    {"derive_problems", "the few that fail, by an index of them alone"},
    {"derive_again", "the few that fail, by an index of them alone"},
    {"search_tail", "the queue from its end, as far as it is looked through"},
    {"search_oldest", "the first row by the primary key"},
    {"search_waiting", "huiyin index check, by hand: the queue is short"},
    {"derive_lease_end", "one row a register"},
    {"bank_months", "one row a month"},
    {"topic_list", "one row a month"},
    {"topic_now", "one row a month"},
    {"meeting_kinds", "a few kinds of meetings"},
    {"message_text_all", "own words of some thirty kinds of messages, by version"},
    {"accountability_list", "a few a year"},
    {"bundle_list", "some dozens of bundles a year"},
    {"matter_supervised", "the few matters under key supervision, by an index of them alone"},
    {"ontime_demands*", "the report is about every demand"},
    {"bench_matter_range", "the first row and the last, by the key"},
    {"scenario_any", "the first row, by the key"},
    {"practice_done*",
     "a practice register, made for a class: an event has no index by officer"},
    {"practice_clear*", "a practice register is emptied, by hand"},
    {"ledger_views", "some hundreds of ledgers kept under a name"},
    {"signature_all", "groups are made anew, or compared, from every signature"},
    {"hotspot_every", "every hot spot is counted anew after that"},
    {"signature_count",
     "whether names and pairs are to be counted anew: numbers alone, from an index"},
    {"signature_weight_get", "one row"},
    {"same_weight_count", "one row"},
    {"same_key_count", "the check counts every key, from an index"},
    {"signal_looked", "one row"},
    {"signal_source_first", "the first row, by an index"},
    {"heat_weight_all", "one row a term"},
    {"hotspot_sizes", "the check compares every hot spot"},
    {"ledger_demands_at", "a ledger as it stood is played from the events"},
    {"ledger_matters_at", "a ledger as it stood is played from the events"},
    {"check_waits_elsewhere", "the check looks at every clock of a demand"},
    {"ledger_scan", "the totals of the ledgers are about all that a unit sees"},
    {"ledger_scan_open", "what is long unsolved is looked for in all that a unit sees"},
    {"ledger_scan_tasks", "its totals are about all that a unit sees"},
    {"login_sweep", "once an hour; one row a person logged in"},
    {"throttle_sweep", "once an hour; one row an address seen lately"},
};

static void must(sqlite3 *db, int rc, const char *what)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE)
        return;
    printf("Bail out! %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3 *migrated(void)
{
    sqlite3 *db = NULL;

    must(db, sqlite3_open(":memory:", &db), "open");
    must(db, sqlite3_exec(db, sql_texts[SQL_SCHEMA_CREATE].text, NULL, NULL, NULL), "schema");
    for (int m = 0; m < sql_migrations_n; m++)
        for (int i = 0; i < sql_migrations[m].n; i++) {
            const struct sql_step *s = &sql_migrations[m].steps[i];

            if (s->engine != SQL_POSTGRES)
                must(db, sqlite3_exec(db, s->text, NULL, NULL, NULL), s->text);
        }
    for (int i = 0; i < SQL__MAX; i++) /* of the search index's own store */
        if (strncmp(sql_texts[i].name, "gram_create_", 12) == 0)
            must(db, sqlite3_exec(db, sql_texts[i].text, NULL, NULL, NULL), sql_texts[i].text);
    return db;
}

static bool matches(const char *pattern, const char *text)
{
    regex_t re;

    if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        abort();
    bool found = regexec(&re, text, 0, NULL, 0) == 0;
    regfree(&re);
    return found;
}

/* In a plan a table stands by its alias, when it has one. */
static bool called(const char *statement, const char *table, const char *name)
{
    char pattern[200];

    if (strcmp(table, name) == 0)
        return true;
    snprintf(pattern, sizeof pattern, "[ (,]%s (AS )?%s([ ,)]|$)", table, name);
    return matches(pattern, statement);
}

static const struct sql_table *large(const char *statement, const char *name)
{
    for (int i = 0; i < sql_tables_n; i++)
        if (sql_tables[i].how == SQL_SHARD && called(statement, sql_tables[i].name, name))
            return &sql_tables[i];
    return NULL;
}

static bool is_list(int statement)
{
    for (int l = 0; l < SQL_LIST__MAX; l++) {
        const struct sql_list_info *info = &sql_lists[l];
        int first = (int)info->first;

        if (statement >= first && statement < first + info->ndrives * info->nsorts * 2)
            return true;
    }
    return false;
}

/* One line of a plan; NULL when nothing is wrong with it. */
static const char *fault_of(const char *statement, bool list, const char *line)
{
    char verb[16] = "", name[80] = "";
    const struct sql_table *t = NULL;

    if (list && strncmp(line, "USE TEMP B-TREE FOR ORDER BY", 28) == 0)
        return "sorts what it found";
    const char *space = strchr(line, ' ');
    if (!space || (strncmp(line, "SCAN ", 5) != 0 && strncmp(line, "SEARCH ", 7) != 0))
        return NULL;
    snprintf(verb, sizeof verb, "%.*s", (int)(space - line), line);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(space + 1, " "), space + 1);
    t = large(statement, name);
    if (!t)
        return NULL;
    if (strcmp(verb, "SCAN") == 0)
        return "reads all of a large table";
    if (strcmp(t->column, "jid") != 0)
        return NULL;
    if (strstr(line, "(jid=? AND subject_kind=?)"))
        return "reads all of a kind of subject";
    return strstr(line, "(jid=?)") ? "reads all of a register" : NULL;
}

/* False when the plan breaks a rule, saying how. */
static bool clean(sqlite3 *db, int id)
{
    char explain[32000];
    const struct sql_text *t = &sql_texts[id];
    sqlite3_stmt *st = NULL;
    bool good = true, list = is_list(id);
    int rc = SQLITE_OK;

    if (!t->text || matches("^PRAGMA", t->text))
        return true;
    snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", t->text);
    must(db, sqlite3_prepare_v2(db, explain, -1, &st, NULL), t->name);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(st, 3);
        bool outside =
            list && strstr(t->text, " LIMIT 10000) AS ") && sqlite3_column_int(st, 1) == 0;
        const char *wrong = outside ? NULL : fault_of(t->text, list, line);

        if (wrong)
            printf("# %s %s: %s\n", t->name, wrong, line);
        good = good && !wrong;
    }
    must(db, rc, t->name);
    sqlite3_finalize(st);
    return good;
}

static bool excepted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    for (size_t i = 0; argc < 2 && i < sizeof exceptions / sizeof exceptions[0]; i++)
        if (fnmatch(exceptions[i].names, name, 0) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    sqlite3 *db = migrated();
    int failed = 0;

    for (int i = 0; i < SQL__MAX; i++) {
        /* A store is copied as a whole. */
        bool as_expected = fnmatch("all_*_rows", sql_texts[i].name, 0) == 0 ||
                           clean(db, i) != excepted(sql_texts[i].name, argc, argv);

        printf("%sok %d - %s\n", as_expected ? "" : "not ", i + 1, sql_texts[i].name);
        failed += !as_expected;
    }
    printf("1..%d\n", (int)SQL__MAX);
    sqlite3_close(db);
    return failed != 0;
}
