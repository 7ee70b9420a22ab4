/* SPDX-License-Identifier: Apache-2.0
 * huiyin index …: the search index, made anew and looked at.
 */
#include <inttypes.h>
#include <time.h>

#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/rows.h"
#include "core/actor.h"
#include "db/db.h"
#include "loop/same.h"
#include "loop/search_check.h"
#include "loop/search_index.h"

enum { STEP_BYTES = 512 * 1024 * 1024, TOLD_EVERY_MS = 2000, WAIT_MS = 300, NEWEST = 1000 };

static enum err index_open(struct cmd *c)
{
    TRY(cmd_open(c, CMD_WRITE));
    c->cx.actor = &actor_system;
    return search_index_open(&c->cx);
}

/* One piece by this process, unless a server is at it. */
static enum err piece(struct cmd *c, int64_t *leased_until, int64_t *done)
{
    struct ctx own = c->cx;
    own.arena = arena_open(STEP_BYTES);
    own.db = NULL;
    own.wall = time_wall();
    enum err e = derive_run(&own, derive_steps, leased_until, done);
    if (e != OK)
        e = fault_from(&c->cx, &own, e);
    arena_close(own.arena);
    return e;
}

static void rest(void)
{
    const struct timespec t = {.tv_nsec = WAIT_MS * 1000000L};
    nanosleep(&t, NULL);
}

static enum err fill_to_the_end(struct cmd *c)
{
    int64_t leased_until = 0, told = 0, done = 0;
    for (;;) {
        struct search_state s = {0};
        int permille = 0;
        TRY(search_index_state(&c->cx, &s));
        if (!s.filled)
            break;
        TRY(search_index_progress(&c->cx, &s, &permille));
        if (time_mono() - told > TOLD_EVERY_MS) {
            told = time_mono();
            cmd_note(c, "已编制 %d.%d%%", "%d.%d%% done", permille / 10, permille % 10);
        }
        TRY(piece(c, &leased_until, &done));
        if (!done)
            rest();
    }
    derive_leave(&c->cx);
    return OK;
}

static enum err rebuild_run(struct cmd *c)
{
    int64_t started = time_mono();
    TRY(index_open(c));
    enum err e = search_index_reset(&c->cx);
    if (e == OK)
        e = fill_to_the_end(c);
    search_index_close(c->app);
    if (e == OK)
        e = same_rebuild(&c->cx);
    if (e != OK)
        return e;
    json_obj(&c->w);
    json_kbool(&c->w, "ok", true);
    json_ki64(&c->w, "ms", time_mono() - started);
    json_obj_end(&c->w);
    cmd_say(c, "检索索引已重新编制，用时 %.1f 秒", "the search index is made anew, in %.1f s",
            (double)(time_mono() - started) / 1000);
    return OK;
}

static enum err check_all(struct cmd *c, struct search_checked *r)
{
    TRY(search_index_check(&c->cx));
    return search_check(&c->cx, cmd_has(c, "--all") ? INT64_MAX : NEWEST, r);
}

static enum err index_check_run(struct cmd *c)
{
    struct search_checked r = {0};
    TRY(index_open(c));
    enum err e = check_all(c, &r);
    search_index_close(c->app);
    if (e != OK)
        return e;
    json_obj(&c->w);
    json_ki64(&c->w, "demands", r.demands);
    json_ki64(&c->w, "waiting", r.waiting);
    json_ki64(&c->w, "missing", r.missing);
    json_key(&c->w, "numbers");
    json_arr(&c->w);
    for (size_t i = 0; i < r.named; i++)
        json_str(&c->w, r.nums[i]);
    json_arr_end(&c->w);
    json_kbool(&c->w, "ok", r.missing == 0);
    json_obj_end(&c->w);
    for (size_t i = 0; i < r.named; i++)
        cmd_say(c, "索引里缺：%.*s", "not in the index: %.*s", STR_ARG(r.nums[i]));
    cmd_say(
        c, "核对了 %" PRId64 " 件诉求，另有 %" PRId64 " 件待编制；索引里缺 %" PRId64 " 件%s",
        "%" PRId64 " demands compared, %" PRId64 " more wait; %" PRId64
        " are missing from the index%s",
        r.demands, r.waiting, r.missing,
        r.missing ? cmd_word(c, "，请运行 huiyin index rebuild", ": run huiyin index rebuild")
                  : "");
    c->differs = r.missing > 0;
    return OK;
}

const struct command index_commands[] = {
    {.name = "index rebuild",
     .args = "",
     .zh = "重新编制检索索引和查同索引",
     .en = "Make the search index, and the one of same demands, anew",
     .more_zh =
         "清空索引，从最新的诉求到最早的重新编制，并显示进度。服务不用停：编制期间已编"
         "到的照常检得到，页面写明“正在编制索引”。索引可随时重建，不在备份里。查同索引（是不是"
         "同一件事）随后从诉求原话重编。",
     .more_en =
         "Empties the index and fills it from the newest demand to the oldest, telling how "
         "far it is. The server goes on: what is in it is found meanwhile, and the page "
         "says \"indexing\". An index can always be made again and is in no backup. What is "
         "kept to find the same demand again is made anew after it, from what was said.",
     .run = rebuild_run},
    {.name = "index check",
     .args = "",
     .zh = "核对检索索引与登记库",
     .en = "Compare the search index with the register",
     .more_zh = "每一件诉求都须能用它的每个词检到；待编制的不算。有缺的列出编号，退出码为 1。",
     .more_en =
         "Every demand has to be found by each of its words; what waits to be done is left "
         "out. Names what is missing; exit code 1 then.",
     .run = index_check_run},
};
const size_t index_commands_n = COUNT(index_commands);
