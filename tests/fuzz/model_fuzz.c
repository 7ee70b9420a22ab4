// SPDX-License-Identifier: Apache-2.0
// Files that say they are a model: as they come, and once more under the checksum that they
// should have, so that what stands behind it is looked at too.
#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "sheet_feed.h"
#include "text/classify_impl.h"

static void feed(struct ctx *cx, struct str image)
{
    struct classify_model *m = NULL;
    struct classify_answer answer;
    if (classify_open(cx, cx->arena, image, &m) == OK)
        classify_suggest(m, cx->arena, (struct str){.p = "停水", .n = 6},
                         (struct str){.p = "小区停水两天了", .n = 21}, &answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open((size_t)256 << 20);
    struct ctx cx = {.arena = a, .lang = LANG_EN};
    struct str image = {.p = arena_copy(a, data, n), .n = n};
    feed(&cx, image);
    if (n > sizeof(struct image_head))
        feed(&cx, classify_hash_image(image));
    arena_close(a);
    return 0;
}
