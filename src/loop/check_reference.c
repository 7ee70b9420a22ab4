/* SPDX-License-Identifier: Apache-2.0
 * References that point at nothing, persons that do not open, and the store's own structure.
 */
#include <inttypes.h>

#include "core/person.h"
#include "loop/check_impl.h"

struct pair_row {
    int64_t id, other;
    struct str num; /* where the statement knows it */
};
static const struct field pair_fields[] = {
    FIELD(struct pair_row, id),
    FIELD(struct pair_row, other),
    FIELD(struct pair_row, num),
};
static const struct shape pair_shape = SHAPE("reference", struct pair_row, pair_fields);

struct reference {
    enum sql sql;
    enum subject kind;
    const char *zh, *en;
};
static const struct reference references[] = {
    {SQL_CHECK_DEMAND_PERSON, SUBJECT_DEMAND, "诉求人的登记不见了", "its person is gone"},
    {SQL_CHECK_SPEAKER_PERSON, SUBJECT_DEMAND, "群体诉求代表的登记不见了",
     "a speaker of its group is gone"},
    {SQL_CHECK_PARTY_PERSON, SUBJECT_MATTER, "调处协议一方的登记不见了",
     "a party of its agreement is gone"},
    {SQL_CHECK_TASK_MATTER, SUBJECT_TASK, "任务所属的事项不见了", "its matter is gone"},
    {SQL_CHECK_LINK_DEMAND, SUBJECT_MATTER, "关联的诉求不见了", "its demand is gone"},
    {SQL_CHECK_BATCH_ROW_DEMAND, SUBJECT__MAX, "台账承接的诉求不见了",
     "the demand of an import is gone"},
    {SQL_CHECK_DEMAND_CAMPAIGN, SUBJECT_DEMAND, "所属的专项行动不见了", "its campaign is gone"},
    {SQL_CHECK_DEMAND_VISIT, SUBJECT_DEMAND, "所属的走访不见了", "its visit is gone"},
    {SQL_CHECK_DEMAND_SPOT, SUBJECT_DEMAND, "所属的采集点不见了", "its spot is gone"},
    {SQL_CHECK_DEMAND_SHEET, SUBJECT_DEMAND, "问卷诉求没有对应的答卷",
     "it came by a questionnaire, and no sheet raised it"},
    {SQL_CHECK_SHEET_DEMAND, SUBJECT_DEMAND, "形成它的答卷不见了",
     "the sheet that raised it is gone"},
    {SQL_CHECK_VISIT_CAMPAIGN, SUBJECT_VISIT, "所属的专项行动不见了", "its campaign is gone"},
    {SQL_CHECK_VISIT_HOME, SUBJECT_VISIT, "走访的住户没有记数", "its household is not counted"},
    {SQL_CHECK_VISIT_HOMES, SUBJECT_CAMPAIGN, "住户的走访次数与逐次相加不符",
     "a household's visits are not what the visits add up to"},
    {SQL_CHECK_DEMAND_BATCH, SUBJECT_DEMAND, "导入批次不见了", "its import is gone"},
    {SQL_CHECK_DEMAND_BATCH_ROW, SUBJECT_DEMAND, "导入批次里没有这条诉求的行",
     "its import has no row of it"},
};

struct walk {
    struct check *k;
    const struct reference *r;
};

static enum err reference_found(struct ctx *cx, const void *row, void *arg)
{
    const struct walk *w = arg;
    const struct pair_row *p = row;
    struct subject_view s = {.kind = w->r->kind, .id = p->id, .num = p->num};
    const struct subject_view *about = w->r->kind == SUBJECT__MAX ? NULL : &s;
    (void)cx;
    struct str other = str_fmt(w->k->cx->arena, "%" PRId64, p->other);
    return check_found(w->k, "reference", about, other, STR(""), "%s", "%s",
                       w->k->cx->lang == LANG_EN ? w->r->en : w->r->zh);
}

struct said_row {
    struct str said;
};
static const struct field said_fields[] = {FIELD(struct said_row, said)};
static const struct shape said_shape = SHAPE("said", struct said_row, said_fields);

static enum err store_found(struct ctx *cx, const void *row, void *arg)
{
    const struct said_row *r = row;
    (void)cx;
    if (str_eq_c(r->said, "ok"))
        return OK;
    return check_found(arg, "store", NULL, r->said, STR(""), "数据库文件的结构有损坏",
                       "the structure of the database file is damaged");
}

struct named {
    struct str name;
    int64_t n;
};
static const struct field named_fields[] = {
    FIELD(struct named, name),
    FIELD(struct named, n),
};
static const struct shape named_shape = SHAPE("named", struct named, named_fields);

static enum err kind_found(struct ctx *cx, const void *row, void *arg)
{
    const struct named *r = row;
    (void)cx;
    return check_found(arg, "chain", NULL, r->name, STR(""),
                       "有 %" PRId64 " 个事件的对象种类不合规定",
                       "%" PRId64 " events are about an unknown kind of subject", r->n);
}

static enum err persons_check(struct check *k)
{
    struct pair_row *ids = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_PERSONS, ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)),
                       &pair_shape, (void **)&ids, &n));
        for (size_t i = 0; i < n; i++) {
            struct person_plain plain;
            after = ids[i].id;
            k->out->persons++;
            if (person_open(k->cx, ids[i].id, &plain) != OK) {
                fault_clear(k->cx);
                struct str id = str_fmt(k->cx->arena, "%" PRId64, ids[i].id);
                TRY(check_found(k, "person", NULL, id, STR(""), "有一位诉求人的密文打不开",
                                "a sealed person does not open"));
            }
            arena_reset(k->cx->arena);
        }
    }
    return OK;
}

enum err check_references(struct check *k)
{
    struct ctx *cx = k->cx;
    TRY(db_each(cx, SQL_STORE_CHECK, NULL, 0, &said_shape, store_found, k));
    TRY(db_each(cx, SQL_CHECK_OTHER_KINDS, ARGS(I64(cx->jid)), &named_shape, kind_found, k));
    for (size_t i = 0; i < COUNT(references); i++) {
        struct walk w = {.k = k, .r = &references[i]};
        TRY(db_each(cx, references[i].sql, ARGS(I64(cx->jid)), &pair_shape, reference_found,
                    &w));
    }
    return persons_check(k);
}
