/* SPDX-License-Identifier: Apache-2.0 */
#include "core/mechanism.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/source_testing.h"
#include "core/mechanism_node.h"
#include "db/testing.h"

static struct ctx cx;

static int setup(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_open(256 << 20), .now = 1, .wall = 1, .lang = LANG_EN};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

static const char *path_of(const char *name)
{
    return str_fmt(cx.arena, "%s/mechanisms/%s", getenv("HUIYIN_SOURCE"), name).p;
}

static struct str text_of(const char *name)
{
    struct str text = {0};
    enum err e = mechanism_read(&cx, path_of(str_fmt(cx.arena, "%s.json", name).p), &text);
    if (e != OK)
        print_error("%s\n", cx.error.message);
    assert_int_equal(e, OK);
    return text;
}

static const struct mechanism *parsed(const char *name)
{
    const struct mechanism *m = NULL;
    enum err e = mechanism_parse(&cx, cx.arena, name, text_of(name), &m);
    if (e != OK)
        print_error("%s\n", cx.error.message);
    assert_int_equal(e, OK);
    return m;
}

static const char *const five[] = {"zhangye", "heyuan", "zhalainuoer", "bazhou", "jining"};

/* Every clock of every mechanism has a length; every list that a form needs has entries. */
static void test_five(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(five); i++) {
        const struct mechanism *m = parsed(five[i]);
        assert_true(str_eq_c(m->name, five[i]));
        assert_int_equal(m->hash.n, 64);
        for (int k = 0; k < CLOCK__MAX; k++)
            assert_true(
                mechanism_limit(m, (enum clock_kind)k, STR(""), STR(""), LEVEL_NONE, STR(""))
                    .set);
        assert_true(m->channels.n && m->kinds.n && m->classes.n && m->levels_n);
        assert_true(choice_find(&m->channels, STR("import")) != NULL);
        assert_int_equal(m->grounds_at[AT_REDIRECT].n, 13);
        assert_true(m->returns_before_arbiter == 3 && m->close_exit_explained);
    }
}

static void is_limit(const struct mechanism *m, enum clock_kind kind, const char *difficulty,
                     int64_t length, enum span_unit unit)
{
    struct span_length l =
        mechanism_limit(m, kind, STR(""), STR(""), LEVEL_NONE, str_c(difficulty));
    assert_true(l.set);
    assert_int_equal(l.length, length);
    assert_int_equal(l.unit, unit);
}

/* What the five places published. */
static void test_faithful(void **state)
{
    (void)state;
    const struct mechanism *m = parsed("zhangye");
    is_limit(m, CLOCK_FEEDBACK, "", 5, SPAN_WORKDAYS); /* ZY-28 */
    assert_int_equal(m->review_offices.n, 2);          /* ZY-07 */
    assert_int_equal(m->close_rule, CLOSE_THREE_LOCKS);
    assert_int_equal(m->classes.n, 13 + 1); /* ZY-11 and "other" */
    assert_true(m->listing && m->bank && m->feedback_from_meeting);
    m = parsed("heyuan");
    is_limit(m, CLOCK_FEEDBACK, "", 15, SPAN_WORKDAYS); /* HY-17 */
    assert_int_equal(m->close_rule, CLOSE_ALL_SATISFIED);
    assert_int_equal(m->classes.n, 7 + 1);
    assert_int_equal(m->callback_percent, 100);
    m = parsed("zhalainuoer");
    assert_true(m->answer_at_once);
    is_limit(m, CLOCK_CLOSE, "easy", 0, SPAN_DAYS); /* ZL-11 */
    is_limit(m, CLOCK_CLOSE, "", 7, SPAN_DAYS);     /* ZL-20 */
    m = parsed("bazhou");
    is_limit(m, CLOCK_CLOSE, "short", 15, SPAN_DAYS);   /* BZ-24 */
    is_limit(m, CLOCK_CLOSE, "complex", 90, SPAN_DAYS); /* BZ-25 */
    assert_int_equal(m->kinds.n, 5);                    /* BZ-23 */
    assert_int_equal(m->ways.n, 6);                     /* BZ-07 */
    assert_true(choice_find(&m->ways, STR("挖")) != NULL);
    assert_int_equal(m->close_rule, CLOSE_CITIZEN_ACCEPTS);
    assert_true(m->whistle && m->screen_climbs && m->roll_calendar_days);
    assert_int_equal(mechanism_level_above(m, LEVEL_COMMUNITY), LEVEL_STREET);
    assert_int_equal(mechanism_level_above(m, LEVEL_STREET), LEVEL_DISTRICT);
    assert_int_equal(mechanism_level_above(m, LEVEL_DISTRICT), LEVEL_NONE);
    assert_false(mechanism_runs_level(m, LEVEL_CITY)); /* 421 were moved up: BZ-20 */
    m = parsed("jining");
    is_limit(m, CLOCK_CLOSE, "on_site", 0, SPAN_DAYS); /* JN-18 */
    assert_int_equal(m->difficulties.n, 5);            /* JN-18 … JN-22 */
}

static json_t *tree_of(const char *name)
{
    json_t *root = NULL;
    assert_int_equal(json_read(&cx, text_of(name), &root), OK);
    return root;
}

static struct str dumped(json_t *root)
{
    char *text = json_dumps(root, JSON_COMPACT);
    struct str s = str_dup(cx.arena, str_c(text));
    free(text);
    return s;
}

/* Sets the value (NULL: removes) at /a/b/2/c. */
static void change(json_t *v, const char *path, const char *value)
{
    struct strs part = str_split(cx.arena, str_c(path + 1), '/');
    json_t *new = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;
    for (size_t i = 0; i + 1 < part.n; i++) {
        int64_t at;
        v = str_i64(part.p[i], &at) ? json_array_get(v, (size_t)at)
                                    : json_object_get(v, str_cdup(cx.arena, part.p[i]));
        assert_non_null(v);
    }
    struct str last = part.p[part.n - 1];
    int64_t at;
    if (json_is_array(v) && str_eq_c(last, "-"))
        assert_int_equal(json_array_append_new(v, new), 0);
    else if (json_is_array(v) && str_i64(last, &at))
        assert_int_equal(json_array_set_new(v, (size_t)at, new), 0);
    else if (new)
        assert_int_equal(json_object_set_new(v, str_cdup(cx.arena, last), new), 0);
    else
        assert_int_equal(json_object_del(v, str_cdup(cx.arena, last)), 0);
}

static void remove_limit(json_t *root, const char *clock)
{
    json_t *rows = json_object_get(json_object_get(root, "limits"), "rows");
    for (size_t i = json_array_size(rows); i > 0; i--) {
        const char *name =
            json_string_value(json_object_get(json_array_get(rows, i - 1), "clock"));
        if (strcmp(name, clock) == 0)
            assert_int_equal(json_array_remove(rows, i - 1), 0);
    }
}

static void refused(json_t *root, const char *says)
{
    const struct mechanism *m = NULL;
    enum err e = mechanism_parse(&cx, cx.arena, "x.json", dumped(root), &m);
    assert_int_equal(e, ERR_INPUT);
    if (!strstr(cx.error.message, says))
        print_error("%s\n", cx.error.message);
    assert_non_null(strstr(cx.error.message, says));
    assert_true(str_starts(str_c(cx.error.message), "x.json"));
    assert_null(m);
    fault_clear(&cx);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *path, *value, *says;
    } rows[] = {
        {"/colour", "1", "x.json: /colour: unknown key"},
        {"/include", "\"codes.json\"", "/include: unknown key"},
        {"/name", NULL, "/name: missing"},
        {"/name", "\"Big Name\"", "/name: a code"},
        {"/name", "\"a\\u3000\"", "/name: a code"},
        {"/zh", "\"\"", "/zh: 1 to 100 characters"},
        {"/zh", "7", "/zh: text expected"},
        {"/screening/appeal_days", "0", "/screening/appeal_days: whole number from 1 to 365"},
        {"/screening/appeal_days", "1.5", "/screening/appeal_days: whole number"},
        {"/screening/climbs", "\"yes\"", "/screening/climbs: true or false"},
        {"/screening/levels", "[]", "/screening/levels: 1 to"},
        {"/screening/levels/0", "\"street\"", "stands twice"},
        {"/screening/levels/0", "\"\"", "/screening/levels/0: the level is empty"},
        {"/screening/levels/0", "\"moon\"", "expected one of: community street"},
        {"/screening/defaults", "[\"moon\"]", "/screening/defaults/0: there is no such key"},
        {"/screening/why", "1", "/screening/why: a remark"},
        {"/screening", "[]", "/screening: an object"},
        {"/screening/level_rules/0/level", "\"\"", "/screening/level_rules/0/level: expected"},
        {"/screening/level_rules/0/class", "\"egg\"", "there is no class egg"},
        {"/screening/level_rules/0/kind", "\"egg\"", "there is no kind egg"},
        {"/screening/level_rules/0/difficulty", "\"egg\"", "there is no difficulty egg"},
        {"/screening/levels", "[\"community\",\"street\"]",
         "level_rules/3: the level district is not among"},
        {"/screening/level_rules/-",
         "{\"level\":\"street\",\"class\":\"estate\",\"difficulty\":\"short\"}",
         "never reached: row 1 fits before it"},
        {"/screening/level_rules/0", "{\"level\":\"street\"}", "never reached: row 0"},
        {"/channels/list", "[]", "/channels/list: 1 to"},
        {"/channels/list", "{}", "/channels/list: a list"},
        {"/channels/list/1/code", "\"qr\"", "/channels/list/1: the code qr stands twice"},
        {"/channels/list/1/parent", "\"qr\"", "/channels/list/1/parent: unknown key"},
        {"/classes/list/0/parent", "\"estate\"", "/classes/list/0: the parent estate"},
        {"/grounds/list/0/uses/0/effect", "\"emergency\"",
         "the effect emergency does not follow"},
        {"/grounds/list/0/uses/0/effect", NULL, "/grounds/list/0/uses/0/effect: missing"},
        {"/grounds/list/0/uses/0/needs", NULL, "needs do not fit"},
        {"/grounds/list/0/uses/0/needs", "[\"agency\",\"explanation\"]", "needs do not fit"},
        {"/grounds/list/0/uses/0/at", "\"nowhere\"", "expected one of: invalid redirect"},
        {"/grounds/list/1/code", "\"concluded\"", "the code concluded stands twice"},
        {"/limits/rows/0/length", "10001", "/limits/rows/0/length: whole number"},
        {"/limits/rows/0/unit", "\"weeks\"", "expected one of: hours workdays days"},
        {"/limits/rows/0/clock", "\"egg\"", "/limits/rows/0/clock: expected"},
        {"/limits/rows/0/kind", "\"egg\"", "/limits/rows/0: there is no kind egg"},
        {"/limits/rows/0/class", "\"egg\"", "/limits/rows/0: there is no class egg"},
        {"/limits/rows/0/difficulty", "\"egg\"", "/limits/rows/0: there is no difficulty egg"},
        {"/limits/rows/-", "{\"clock\":\"sign\",\"length\":1,\"unit\":\"days\"}",
         "the same conditions as row"},
        {"/handling/return_window", "{\"length\":1}", "/handling/return_window/unit: missing"},
        {"/handling/return_window/x", "1", "/handling/return_window/x: unknown key"},
        {"/review/offices", "[\"a\",\"a\"]", "/review/offices/1: stands twice"},
        {"/closing/rule", "\"share_satisfied\"", ""},
        {"/closing/accept_grades", "[\"\"]", "/closing/accept_grades: not rated"},
        {"/closing/accept_grades", "[\"good\"]", "/closing/accept_grades/0: expected"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *root = tree_of("bazhou");
        change(root, rows[i].path, rows[i].value);
        if (rows[i].says[0] == '\0') { /* a rule of two keys */
            change(root, "/closing/share_percent", "0");
            refused(root, "/closing/share_percent: closing by a share");
        } else {
            refused(root, rows[i].says);
        }
    }
}

/* rules.md B1-3: one list, taken by its code and only for the uses it names. */
static void test_grounds(void **state)
{
    (void)state;
    const struct mechanism *m = parsed("bazhou");
    const struct choice *c = NULL;
    size_t uses = 0, made = 0;
    for (size_t i = 0; i < m->grounds_n; i++)
        uses += m->grounds[i].uses_n;
    for (int at = 0; at < GROUND_AT__MAX; at++)
        made += m->grounds_at[at].n;
    assert_int_equal(made, uses);
    assert_int_equal(ground_take(&cx, m, AT_REDIRECT, STR("lawsuit"), "ground", &c), OK);
    assert_true(str_eq_c(c->effect, "route") && c->source.n > 0);
    assert_int_equal(ground_take(&cx, m, AT_BOARD, STR("lawsuit"), "ground", &c), OK);
    assert_string_equal(c->effect.p, "exclude");
    assert_int_equal(ground_needs(&cx, c, NEED_AGENCY, false, "to"), OK);
    assert_int_equal(ground_needs(&cx, c, NEED_EVIDENCE, true, "evidence"), OK);
    assert_int_equal(ground_needs(&cx, c, NEED_EVIDENCE, false, "evidence"), ERR_INPUT);
    fault_clear(&cx);
    assert_int_equal(ground_take(&cx, m, AT_INVALID, STR("lawsuit"), "ground", &c), ERR_INPUT);
    assert_null(c);
    assert_non_null(strstr(cx.error.message, "is not for this use: invalid"));
    fault_clear(&cx);
    assert_int_equal(ground_take(&cx, m, AT_INVALID, STR("egg"), "ground", NULL), ERR_INPUT);
    assert_non_null(strstr(cx.error.message, "not one of the grounds"));
    fault_clear(&cx);
    /* Known by name for what was written once, and for no use. */
    assert_non_null(ground_find(m, STR("legal_route")));
    assert_int_equal(ground_take(&cx, m, AT_BOARD, STR("legal_route"), "ground", NULL),
                     ERR_INPUT);
    fault_clear(&cx);
    assert_true(str_eq_c(ground_label(&cx, m, STR("egg")), "egg"));
}

/* What a register stored before the exits were one list is read, asks for no more than it did,
 * and keeps its hash. */
static void test_grounds_of_before(void **state)
{
    (void)state;
    json_t *root = tree_of("bazhou");
    const struct mechanism *m = NULL;
    change(root, "/grounds",
           "{\"invalid\":[{\"code\":\"a\",\"zh\":\"甲\",\"en\":\"a\",\"effect\":\"explain\"}],"
           "\"redirect\":[{\"code\":\"b\",\"zh\":\"乙\",\"en\":\"b\",\"effect\":\"route\"},"
           "{\"code\":\"e\",\"zh\":\"戊\",\"en\":\"e\",\"effect\":\"police\"}],"
           "\"return\":[{\"code\":\"c\",\"zh\":\"丙\",\"en\":\"c\",\"effect\":\"dispatch_"
           "again\"}],"
           "\"end\":[{\"code\":\"d\",\"zh\":\"丁\",\"en\":\"d\",\"effect\":\"mistake\"}]}");
    struct str text = dumped(root), canonical;
    assert_int_equal(mechanism_canonical(&cx, root, &canonical), OK);
    assert_int_equal(mechanism_parse(&cx, cx.arena, "x.json", text, &m), OK);
    static const size_t counts[GROUND_AT__MAX] = {1, 2, 1, 1, 2};
    for (int at = 0; at < GROUND_AT__MAX; at++)
        assert_int_equal(m->grounds_at[at].n, counts[at]);
    assert_int_equal(m->grounds_at[AT_REDIRECT].p[1].needs, BIT(NEED_EXPLANATION));
    assert_true(str_eq(m->hash, hash_hex(cx.arena, hash_sha256(canonical))));
    root = tree_of("bazhou");
    change(root, "/grounds", "{\"invalid\":[]}");
    refused(root, "/grounds/list: 1 to");
}

/* A mechanism without a limit for a clock that its states need is refused. */
static void test_missing_limit(void **state)
{
    (void)state;
    static const char *const needed[] = {
        "reply",  "screen", "explain", "callback", "redo",   "place",    "feedback", "review",
        "answer", "close",  "sign",    "return",   "helper", "lookback", "upstream", "arrive",
    };
    for (size_t i = 0; i < COUNT(needed); i++) {
        json_t *root = tree_of("bazhou");
        remove_limit(root, needed[i]);
        refused(root, "/limits/rows: no limit without conditions");
    }
    json_t *root = tree_of("bazhou");
    const struct mechanism *m = NULL;
    change(root, "/handling/whistle", "false");
    remove_limit(root, "arrive");
    assert_int_equal(mechanism_parse(&cx, cx.arena, "x.json", dumped(root), &m), OK);
    assert_false(mechanism_limit(m, CLOCK_ARRIVE, STR(""), STR(""), LEVEL_NONE, STR("")).set);
    root = tree_of("zhangye");
    remove_limit(root, "bank");
    refused(root, "/limits/rows");
}

static void test_broken_text(void **state)
{
    (void)state;
    static const char *const broken[] = {"", "{", "[]", "null", "{\"name\":\"a\",\"name\":1}"};
    for (size_t i = 0; i < COUNT(broken); i++) {
        const struct mechanism *m = NULL;
        assert_int_equal(mechanism_parse(&cx, cx.arena, "x.json", str_c(broken[i]), &m),
                         ERR_INPUT);
        assert_true(str_starts(str_c(cx.error.message), "x.json"));
        fault_clear(&cx);
    }
    struct str text;
    assert_int_equal(mechanism_read(&cx, path_of("none.json"), &text), ERR_NOT_FOUND);
    fault_clear(&cx);
    cx.lang = LANG_ZH;
    json_t *root = tree_of("bazhou");
    change(root, "/handling/bank", "3");
    refused(root, "x.json：/handling/bank：应为true或false");
    cx.lang = LANG_EN;
}

/* The most specific row wins wherever it stands; a class's row holds for what is under it. */
static void test_most_specific(void **state)
{
    (void)state;
    json_t *root = tree_of("bazhou");
    const struct mechanism *m = NULL;
    change(root, "/classes/list/-",
           "{\"code\":\"lamp\",\"parent\":\"municipal\",\"zh\":\"路灯\",\"en\":\"lamps\"}");
    change(root, "/limits/rows/-",
           "{\"clock\":\"close\",\"class\":\"municipal\",\"length\":40,\"unit\":\"days\"}");
    change(root, "/limits/rows/-",
           "{\"clock\":\"close\",\"class\":\"municipal\",\"kind\":\"collective\","
           "\"level\":\"street\",\"length\":50,\"unit\":\"days\"}");
    assert_int_equal(mechanism_parse(&cx, cx.arena, "x.json", dumped(root), &m), OK);
    static const struct {
        const char *kind, *class;
        enum level lvl;
        int64_t days;
    } rows[] = {
        {"", "", LEVEL_NONE, 15},
        {"collective", "lamp", LEVEL_COMMUNITY, 40},
        {"collective", "lamp", LEVEL_STREET, 50},
        {"personal", "municipal", LEVEL_STREET, 40},
        {"collective", "policy", LEVEL_STREET, 15},
        {"collective", "gone", LEVEL_STREET, 15}, /* a class of an older version */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(mechanism_limit(m, CLOCK_CLOSE, str_c(rows[i].kind),
                                         str_c(rows[i].class), rows[i].lvl, STR(""))
                             .length,
                         rows[i].days);
}

/* BZ-17, BZ-18: field, nature and difficulty together; the first row that fits. */
static void test_level_rules(void **state)
{
    (void)state;
    const struct mechanism *m = parsed("bazhou");
    static const struct {
        const char *class, *kind, *difficulty;
        int lvl;
    } rows[] = {
        {"estate", "personal", "short", LEVEL_COMMUNITY},
        {"cleaning", "collective", "short", LEVEL_COMMUNITY},
        {"municipal", "personal", "short",
         LEVEL_NONE}, /* the directory says whose duty it is */
        {"municipal", "personal", "complex", LEVEL_DISTRICT},
        {"estate", "collective", "complex", LEVEL_DISTRICT},
        {"estate", "personal", "complex", LEVEL_STREET},
        {"estate", "personal", "", LEVEL_NONE},
        {"gone", "gone", "complex", LEVEL_STREET},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct level_rule *r = mechanism_level_rule(
            m, str_c(rows[i].class), str_c(rows[i].kind), str_c(rows[i].difficulty));
        assert_int_equal(r ? r->lvl : LEVEL_NONE, rows[i].lvl);
    }
    assert_null(
        mechanism_level_rule(parsed("jining"), STR("road"), STR("personal"), STR("on_site")));
}

static void test_schema_file(void **state)
{
    (void)state;
    assert_schema_file(cx.arena, mechanism_schema, "mechanisms/schema.json");
}

struct job {
    struct str text;
    int64_t version;
};

static enum err job_store(struct ctx *w, void *arg)
{
    struct job *j = arg;
    return mechanism_store(w, "x.json", j->text, &j->version);
}

static int64_t stored(struct store *s, struct str text)
{
    struct job j = {.text = text};
    assert_int_equal(db_write(&cx, s, job_store, &j), OK);
    return j.version;
}

/* HY-35: rule sets are versioned, old matters keep old rules. */
static void test_versions(void **state)
{
    (void)state;
    struct store *s = NULL;
    const struct mechanism_set *set = NULL;
    const struct mechanism *const *all = NULL;
    assert_int_equal(store_open_test(&cx, &s), OK);
    json_t *root = tree_of("bazhou");
    assert_int_equal(stored(s, text_of("bazhou")), 1);
    assert_int_equal(stored(s, dumped(root)), 1); /* only written differently */
    assert_int_equal(stored(s, text_of("zhangye")), 1);
    change(root, "/callback/attempts", "5");
    assert_int_equal(stored(s, dumped(root)), 2);
    assert_int_equal(stored(s, text_of("bazhou")), 3); /* back again is a version, too */
    struct job bad = {.text = STR("{}")};
    assert_int_equal(db_write(&cx, s, job_store, &bad), ERR_INPUT);
    fault_clear(&cx);
    assert_int_equal(db_acquire(&cx, s, &cx.db), OK);
    assert_int_equal(mechanism_load(&cx, cx.arena, &set), OK);
    db_release(cx.db);
    cx.db = NULL;
    assert_int_equal(mechanism_all(set, &all), 4);
    assert_true(str_eq_c(all[0]->name, "bazhou") && all[0]->version == 1);
    assert_int_equal(mechanism_get(set, STR("bazhou"), 2)->callback_attempts, 5);
    assert_int_equal(mechanism_get(set, STR("bazhou"), 0)->version, 3);
    assert_int_equal(mechanism_get(set, STR("bazhou"), 0)->callback_attempts, 3);
    assert_null(mechanism_get(set, STR("bazhou"), 4));
    assert_null(mechanism_get(set, STR("moon"), 0));
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_five, setup, teardown),
        cmocka_unit_test_setup_teardown(test_faithful, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_grounds_of_before, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(test_broken_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_most_specific, setup, teardown),
        cmocka_unit_test_setup_teardown(test_level_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_schema_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_versions, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
