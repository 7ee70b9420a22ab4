/* SPDX-License-Identifier: Apache-2.0
 * Log-ins from names: data/pinyin.txt, a reading and its characters a line; ^: as a family
 * name.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/app.h"
#include "loop/staff_impl.h"

enum { LINE_MAX_BYTES = 4096, LOGIN_CHARS = 40 };

struct reading {
    struct str sound, characters;
    bool family;
};
struct pinyin {
    struct reading *p;
    size_t n;
};

static void line_take(struct arena *a, struct pinyin *p, char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
    char *gap = strchr(line, ' ');
    if (line[0] == '#' || !gap)
        return;
    bool family = line[0] == '^';
    p->p[p->n++] = (struct reading){
        .sound = str_dup(a, (struct str){line + family, (size_t)(gap - line) - family}),
        .characters = str_dup(a, str_c(gap + 1)),
        .family = family,
    };
}

enum err pinyin_load(struct ctx *cx, struct pinyin **out)
{
    enum { READINGS_MAX = 1000 };
    char line[LINE_MAX_BYTES];
    const char *path = str_fmt(cx->arena, "%s/pinyin.txt", cx->app->share_dir).p;
    FILE *f = fopen(path, "re");
    if (!f)
        return fail(cx, ERR_NOT_FOUND, "找不到拼音表 %s，请在文件里填写登录名",
                    "the table %s is not there: give the log-in names in the file", path);
    struct pinyin *p = NEW(cx->arena, struct pinyin);
    p->p = NEWS(cx->arena, struct reading, READINGS_MAX);
    while (p->n < READINGS_MAX && fgets(line, sizeof line, f))
        line_take(cx->arena, p, line);
    bool bad = ferror(f) != 0;
    (void)fclose(f);
    if (bad)
        return fail(cx, ERR_IO, "读不了 %s", "cannot read %s", path);
    *out = p;
    return OK;
}

static struct str sound_of(const struct pinyin *p, const char *character, bool family)
{
    struct str usual = {0};
    for (size_t i = 0; i < p->n; i++) {
        if (!strstr(p->p[i].characters.p, character))
            continue;
        if (p->p[i].family && family)
            return p->p[i].sound;
        if (!p->p[i].family)
            usual = p->p[i].sound;
    }
    return usual;
}

struct str pinyin_of(struct ctx *cx, const struct pinyin *p, struct str name)
{
    struct buf b;
    struct str folded = utf8_fold(cx->arena, name);
    buf_init(&b, cx->arena, LINE_MAX_BYTES);
    for (size_t i = 0; i < folded.n && b.n < LOGIN_CHARS;) {
        struct str one = utf8_head(str_sub(folded, i, folded.n - i), 1);
        unsigned char c = (unsigned char)one.p[0];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_ch(&b, (char)c);
        else if (c >= 0x80)
            buf_str(&b, sound_of(p, str_cdup(cx->arena, one), i == 0));
        i += one.n;
    }
    return buf_done(&b);
}
