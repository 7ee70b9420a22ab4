/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>

#include "base/ctx.h"

static const struct {
    int status;
    const char *code;
} outcomes[] = {
#define OUTCOME(name, status, code) [name] = {status, code},
    ERR_LIST(OUTCOME)
#undef OUTCOME
};

__attribute__((format(printf, 2, 0))) static char *sentence(struct arena *a, const char *fmt,
                                                            va_list args)
{
    assert(fmt != NULL);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    assert(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, args);
    return p;
}

__attribute__((format(printf, 4, 0), format(printf, 5, 0))) static void
describe(struct ctx *cx, enum err code, const char *field, const char *zh, const char *en,
         va_list args)
{
    assert(code > OK && code < ERR__MAX);
    if (cx->error.code != OK)
        return;
    cx->error.code = code;
    cx->error.field = field == NULL ? NULL : arena_copy(cx->arena, field, strlen(field) + 1);
    if (cx->lang == LANG_EN)
        cx->error.message = sentence(cx->arena, en, args);
    else
        cx->error.message = sentence(cx->arena, zh, args);
}

enum err(fail)(struct ctx *cx, enum err code, const char *zh, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    describe(cx, code, NULL, zh, en, args);
    va_end(args);
    return code;
}

enum err(fail_at)(struct ctx *cx, enum err code, const char *field, const char *zh,
                  const char *en, ...)
{
    va_list args;
    va_start(args, en);
    describe(cx, code, field, zh, en, args);
    va_end(args);
    return code;
}

enum err fault_from(struct ctx *cx, const struct ctx *own, enum err code)
{
    const char *said = own->error.message ? own->error.message : "";
    cx->error = own->error;
    cx->error.code = code;
    cx->error.field = NULL;
    cx->error.message = arena_copy(cx->arena, said, strlen(said) + 1);
    return code;
}

void fault_clear(struct ctx *cx)
{
    cx->error = (struct fault){.code = OK};
}

int err_status(enum err code)
{
    assert(code < ERR__MAX);
    return outcomes[code].status;
}

const char *err_code(enum err code)
{
    assert(code < ERR__MAX);
    return outcomes[code].code;
}

int err_exit(enum err code)
{
    switch (code) {
    case OK:
        return 0;
    case ERR_INPUT:
        return 2;
    case ERR_LOGIN:
    case ERR_DENIED:
        return 3;
    case ERR_NOT_FOUND:
        return 4;
    case ERR_CONFLICT:
    case ERR_STALE:
        return 5;
    case ERR_LIMIT:
    case ERR_BUSY:
        return 6;
    case ERR_TOO_LARGE:
    case ERR_REUSED:
    case ERR_UNVERSIONED:
    case ERR_IO:
    case ERR_BUG:
    case ERR__MAX:
        return 1;
    }
    return 1;
}
