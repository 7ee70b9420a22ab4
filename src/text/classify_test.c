/* SPDX-License-Identifier: Apache-2.0 */
#include "text/classify.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/testing.h"
#include "text/classify_impl.h"

/* Two labels told apart by what is spoken of, the rest of the words shared. */
enum { DOCS = 40, LABELS = 2 };
static const struct str texts[LABELS] = {STR_INIT("water"), STR_INIT("road")};

struct fixture {
    struct arena *a;
    struct ctx cx;
    struct classify_doc docs[DOCS];
    struct classify_set *set;
    bool in[DOCS];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    f->a = arena_open((size_t)512 << 20);
    f->cx = (struct ctx){.arena = f->a, .lang = LANG_EN};
    for (uint32_t i = 0; i < DOCS; i++) {
        bool water = i % 2 == 0;
        f->docs[i] = (struct classify_doc){
            .title = water ? STR("小区停水") : STR("道路坑洼"),
            .body = str_fmt(f->a, "您好，我住在%u号楼，%s，请尽快处理，谢谢！", (unsigned)i,
                            water ? "自来水管道漏水两天了" : "门口路面破损车辆颠簸"),
            .label = i % 2};
        f->in[i] = i < DOCS - 8;
    }
    f->set = classify_set_make(f->a, f->docs, DOCS, NULL, 0, LABELS);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_close(f->a);
    free(f);
    return 0;
}

static struct str image_of(struct fixture *f)
{
    struct classify_how how;
    double scale = 0;
    classify_choose(f->set, f->in, 3, 1, &how, &scale);
    return classify_train(f->a, f->set, f->in, &how, scale, texts);
}

static struct classify_model *model_of(struct fixture *f)
{
    struct classify_model *m = NULL;
    if (classify_open(&f->cx, f->a, image_of(f), &m) != OK)
        abort();
    return m;
}

static void what_was_not_learnt_from_is_told_apart(void **state)
{
    struct fixture *f = *state;
    struct classify_model *m = model_of(f);
    struct classify_tally *t = classify_tally_open(f->a, LABELS);
    const struct str *names = NULL;
    double margins[LABELS];
    for (size_t i = DOCS - 8; i < DOCS; i++) {
        classify_margins(f->set, i, m, margins);
        classify_tally_add(t, margins, f->docs[i].label);
    }
    struct classify_worth w = classify_tally_done(t);
    assert_int_equal(w.n, 8);
    assert_true(w.macro_f1 > 0.99 && w.right > 0.99 && w.top > 0.99);
    assert_int_equal(classify_labels(m, &names), LABELS);
    assert_string_equal(names[1].p, "road");
}

static struct str words_of(struct fixture *f, struct str s, const struct classify_span *span)
{
    struct str head = str_sub(s, 3 * (size_t)span->from, 3 * (size_t)(span->to - span->from));
    return str_dup(f->a, head);
}

static void the_words_that_spoke_for_it_stand_in_the_text(void **state)
{
    struct fixture *f = *state;
    struct classify_model *m = model_of(f);
    struct classify_answer answer;
    struct str title = STR("求助求助"), body = STR("昨晚我家自来水管道又停水了盼回复");
    bool water = false;
    classify_suggest(m, f->a, title, body, &answer);
    assert_int_equal(answer.n, LABELS);
    assert_int_equal(answer.top[0].label, 0);
    assert_true(answer.top[0].confidence > 0.6);
    assert_true(answer.spans_n > 0);
    for (size_t i = 0; i < answer.spans_n; i++) {
        const struct classify_span *s = &answer.spans[i];
        assert_true(s->from < s->to && s->weight > 0 && s->weight <= 1);
        if (s->in_body)
            water |= str_has(words_of(f, body, s), "水");
    }
    assert_true(water);
}

static void a_text_of_nothing_known_gets_no_answer(void **state)
{
    struct fixture *f = *state;
    struct classify_model *m = model_of(f);
    struct classify_answer answer;
    static const char *const rows[] = {"", "。！，  \n", "龘靐"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        classify_suggest(m, f->a, STR(""), str_c(rows[i]), &answer);
        assert_int_equal(answer.n, 0);
        assert_int_equal(answer.spans_n, 0);
    }
}

/* Plates, house numbers and telephones are one sign, whatever they say; words end at signs. */
static void numbers_are_not_learnt(void **state)
{
    struct fixture *f = *state;
    struct letters l;
    classify_letters(f->a, STR("京A12345号"), STR("Ａ8，楼"), &l);
    static const uint32_t want[] = {0x4eac, '#', 0x53f7, 0, '#', 0, 0x697c};
    assert_int_equal(l.n, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < l.n; i++)
        assert_int_equal(l.cp[i], want[i]);
    assert_int_equal(l.body, 4);
    assert_int_equal(l.from[1], 1);
    assert_int_equal(l.to[1], 7);
    assert_int_equal(l.from[6], 3);
}

static void the_same_documents_give_the_same_model(void **state)
{
    struct fixture *f = *state;
    struct str a = image_of(f), b = image_of(f);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
}

static void what_is_damaged_is_refused(void **state)
{
    struct fixture *f = *state;
    struct classify_model *m = NULL;
    struct str whole = image_of(f);
    char *p = arena_copy(f->a, whole.p, whole.n);
    assert_int_equal(classify_open(&f->cx, f->a, (struct str){p, whole.n}, &m), OK);
    static const struct {
        size_t at; /* from the head on */
        const char *said;
    } rows[] = {
        {0, "no model"},
        {offsetof(struct image_head, order), "byte order"},
        {offsetof(struct image_head, version), "another version"},
        {offsetof(struct image_head, labels), "cut"},
        {offsetof(struct image_head, rows), "cut"},
        {offsetof(struct image_head, scale), "checksum"},
        {sizeof(struct image_head) + 5, "checksum"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        p[rows[i].at] ^= 1;
        fault_clear(&f->cx);
        assert_int_equal(classify_open(&f->cx, f->a, (struct str){p, whole.n}, &m), ERR_INPUT);
        if (!strstr(f->cx.error.message, rows[i].said))
            fail_msg("%zu: %s", i, f->cx.error.message);
        p[rows[i].at] ^= 1;
    }
    for (size_t n = 0; n < whole.n; n += n < 200 ? 1 : 997)
        assert_int_equal(classify_open(&f->cx, f->a, (struct str){p, n}, &m), ERR_INPUT);
}

/* A head and checksum that are right do not make what they cover right. */
static void what_makes_no_sense_is_refused_under_a_right_checksum(void **state)
{
    struct fixture *f = *state;
    struct classify_model *m = NULL;
    struct str whole = image_of(f);
    static const struct {
        size_t back; /* bytes from the end, or from the head's end when ahead */
        bool ahead;
        unsigned char value;
    } rows[] = {
        {3, true, 0xff},  /* a bucket beyond the last */
        {1, false, 'x'},  /* the last text is not ended */
        {7, false, '\n'}, /* one text too many */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *p = arena_copy(f->a, whole.p, whole.n);
        size_t at =
            rows[i].ahead ? sizeof(struct image_head) + rows[i].back : whole.n - rows[i].back;
        p[at] = (char)rows[i].value;
        struct str changed = classify_hash_image((struct str){p, whole.n});
        assert_int_equal(classify_open(&f->cx, f->a, changed, &m), ERR_INPUT);
    }
}

static void every_label_is_dealt_evenly(void **state)
{
    struct fixture *f = *state;
    uint32_t labels[103], fold[103], again[103];
    size_t count[2][5] = {{0}};
    for (uint32_t i = 0; i < 103; i++)
        labels[i] = i % 7 == 0;
    classify_deal(labels, 103, 2, 5, 9, fold);
    classify_deal(labels, 103, 2, 5, 9, again);
    assert_memory_equal(fold, again, sizeof fold);
    for (size_t i = 0; i < 103; i++)
        count[labels[i]][fold[i]]++;
    for (int k = 0; k < 5; k++) {
        assert_in_range(count[1][k], 3, 3);
        assert_in_range(count[0][k], 17, 18);
    }
    (void)f;
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_was_not_learnt_from_is_told_apart),
        TEST(the_words_that_spoke_for_it_stand_in_the_text),
        TEST(a_text_of_nothing_known_gets_no_answer),
        TEST(numbers_are_not_learnt),
        TEST(the_same_documents_give_the_same_model),
        TEST(what_is_damaged_is_refused),
        TEST(what_makes_no_sense_is_refused_under_a_right_checksum),
        TEST(every_label_is_dealt_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
