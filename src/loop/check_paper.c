/* SPDX-License-Identifier: Apache-2.0
 * Published boards come out of their frozen data again; documents have the template that they
 * name.
 */
#include "loop/board.h"
#include "loop/check_impl.h"

struct seen {
    int64_t id;
    struct str num;
};
static const struct field seen_fields[] = {
    FIELD(struct seen, id),
    FIELD(struct seen, num),
};
static const struct shape seen_shape = SHAPE("paper_seen", struct seen, seen_fields);

static enum err board_check(struct check *k, struct str num)
{
    struct board_again a = {0};
    struct str name = str_dup(k->outer->arena, num);
    enum err e = board_recompute(k->cx, name, &a);
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_INPUT && e != ERR_IO)
        return e;
    if (e != OK)
        fault_clear(k->cx);
    if (e == OK && a.same && a.whole && a.recorded)
        return OK;
    return check_found(k, "total", NULL, name, STR(""), "榜单 %s 与冻结的数据、规则重算的不符",
                       "board %s is not what its frozen data and rule give", name.p);
}

static enum err documents_check(struct check *k)
{
    struct seen *rows = NULL;
    size_t n = CHECK_PAGE;
    int64_t after = 0;
    while (n == CHECK_PAGE) {
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_DOCUMENT_TEMPLATE,
                       ARGS(I64(k->cx->jid), I64(after), I64(CHECK_PAGE)), &seen_shape,
                       (void **)&rows, &n));
        for (size_t i = 0; i < n; i++) {
            after = rows[i].id;
            TRY(check_found(k, "reference", NULL, rows[i].num, STR(""), "公文 %s 的模板不见了",
                            "the template of document %s is gone",
                            str_cdup(k->cx->arena, rows[i].num)));
        }
    }
    return OK;
}

enum err check_papers(struct check *k)
{
    struct seen *rows = NULL;
    struct str after = STR("");
    size_t n = 1;
    while (n == 1) { /* its facts may be many */
        arena_reset(k->page);
        TRY(check_page(k, SQL_CHECK_BOARD_PAGE, ARGS(I64(k->cx->jid), TXT(after), I64(1)),
                       &seen_shape, (void **)&rows, &n));
        if (n == 0)
            break;
        after = str_dup(k->outer->arena, rows[0].num);
        TRY(board_check(k, after));
        arena_reset(k->cx->arena);
    }
    return documents_check(k);
}
