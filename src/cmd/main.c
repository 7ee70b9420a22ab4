/* SPDX-License-Identifier: Apache-2.0
 * huiyin: finds the command, reads its options, runs it, prints its one failure.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/setup.h"

enum { ARENA_BYTES = 1024 * 1024 * 1024, WORDS_MAX = 64 };

/* ---- options ---- */

static const struct cmd_option *option_in(const struct cmd_option *list, const char *name,
                                          size_t n)
{
    for (; list && list->name; list++)
        if (strlen(list->name) == n && memcmp(list->name, name, n) == 0)
            return list;
    return NULL;
}

static enum err option_read(struct cmd *c, const struct command *command, char **argv, int argc,
                            int *i)
{
    const char *arg = argv[*i], *equals = strchr(arg, '=');
    size_t n = equals ? (size_t)(equals - arg) : strlen(arg);
    const struct cmd_option *o = option_in(common_options, arg, n);
    if (!o && command)
        o = option_in(command->options, arg, n);
    if (!o)
        return fail(&c->cx, ERR_INPUT, "没有选项 %s，用法见 huiyin help%s%s",
                    "no option %s: see huiyin help%s%s", arg, command ? " " : "",
                    command ? command->name : "");
    if (!o->value && equals)
        return fail(&c->cx, ERR_INPUT, "选项 %s 不带值", "the option %s takes no value",
                    o->name);
    const char *value = equals ? equals + 1 : "";
    if (o->value && !equals) {
        if (*i + 1 >= argc)
            return fail(&c->cx, ERR_INPUT, "选项 %s 缺少值 %s",
                        "the option %s needs a value: %s", o->name, o->value);
        value = argv[++*i];
    }
    if (c->given_n == CMD_OPTIONS_MAX || cmd_has(c, o->name))
        return fail(&c->cx, ERR_INPUT, "选项 %s 重复", "the option %s is given twice", o->name);
    c->given[c->given_n].name = o->name;
    c->given[c->given_n++].value = value;
    return OK;
}

static bool is_option(const char *arg)
{
    return strncmp(arg, "--", 2) == 0 && arg[2];
}

/* The words that are no options: the command's name stands first among them. An option that the
 * command alone knows cannot stand before its name. */
static size_t leading_words(char **argv, int argc, char **words, size_t max)
{
    size_t n = 0;
    for (int i = 1; i < argc && n < max; i++) {
        if (strcmp(argv[i], "--") == 0)
            break;
        if (!is_option(argv[i])) {
            words[n++] = argv[i];
            continue;
        }
        const struct cmd_option *o = option_in(common_options, argv[i], strlen(argv[i]));
        if (o && o->value)
            i++;
        else if (!o && n > 0)
            break;
    }
    return n;
}

static enum err arguments_read(struct cmd *c, const struct command *command, size_t name_words,
                               char **argv, int argc)
{
    char **args = NEWS(c->cx.arena, char *, (size_t)argc + 1);
    size_t n = 0;
    bool only_args = false;
    for (int i = 1; i < argc; i++) {
        if (!only_args && strcmp(argv[i], "--") == 0)
            only_args = true;
        else if (!only_args && is_option(argv[i]))
            TRY(option_read(c, command, argv, argc, &i));
        else if (name_words > 0)
            name_words--;
        else
            args[n++] = argv[i];
    }
    c->args = args;
    c->args_n = n;
    return OK;
}

static enum err arguments_count(struct cmd *c)
{
    const struct command *k = c->command;
    if (c->args_n >= (size_t)k->args_min && c->args_n <= (size_t)k->args_max)
        return OK;
    return fail(&c->cx, ERR_INPUT, "用法：huiyin %s%s%s", "usage: huiyin %s%s%s", k->name,
                k->args[0] ? " " : "", k->args);
}

/* ---- the run ---- */

static enum err run(struct cmd *c, char **argv, int argc)
{
    char *words[WORDS_MAX];
    size_t name_words = 0;
    size_t n = leading_words(argv, argc, words, COUNT(words));
    const struct command *command = commands_find(words, n, &name_words);
    TRY(arguments_read(c, command, name_words, argv, argc));
    TRY(setup_language(c));
    c->json = cmd_has(c, "--json");
    if (!command && n > 0)
        return fail(&c->cx, ERR_INPUT, "没有命令“%s”，用法见 huiyin help",
                    "no command \"%s\": see huiyin help", words[0]);
    if (!command || cmd_has(c, "--help")) {
        help_print(c, command);
        return !command && argc < 2 ? ERR_INPUT : OK;
    }
    c->command = command;
    TRY(arguments_count(c));
    TRY(setup_config(c));
    return command->run(c);
}

static void print_failure(struct cmd *c, enum err e)
{
    const struct fault *f = &c->cx.error;
    if (!f->message)
        return;
    if (!c->json) {
        fprintf(stderr, "%s%s\n", cmd_word(c, "huiyin：", "huiyin: "), f->message);
        return;
    }
    struct buf b;
    struct json w;
    buf_init(&b, c->cx.arena, (size_t)64 * 1024);
    json_init(&w, &b);
    json_obj(&w);
    json_kcstr(&w, "code", err_code(e));
    json_kcstr(&w, "detail", f->message);
    if (f->field)
        json_kcstr(&w, "field", f->field);
    json_obj_end(&w);
    fprintf(stderr, "%s\n", buf_done(&b).p);
}

static enum err print_out(struct cmd *c)
{
    if (c->json && c->out.n > 0 && buf_ok(&c->out)) {
        fwrite(c->out.p, 1, c->out.n, stdout);
        putchar('\n');
    }
    if (!buf_ok(&c->out))
        return fail(&c->cx, ERR_TOO_LARGE, "输出过大", "the output is too large");
    if (fflush(stdout) != 0 || ferror(stdout))
        return fail(&c->cx, ERR_IO, "无法写到标准输出", "cannot write to standard output");
    return OK;
}

int main(int argc, char **argv)
{
    struct cmd c = {0};
    /* A closed pipe is a write that fails, not the end of the process in the middle of a write.
     */
    signal(SIGPIPE, SIG_IGN);
    c.cx.arena = arena_open(ARENA_BYTES);
    c.cx.wall = c.cx.now = time_wall();
    buf_init(&c.out, c.cx.arena, (size_t)256 * 1024 * 1024);
    json_init(&c.w, &c.out);
    enum err e = run(&c, argv, argc);
    if (e == OK)
        e = print_out(&c);
    print_failure(&c, e);
    cmd_close(&c);
    arena_close(c.cx.arena);
    return e == OK && c.differs ? 1 : err_exit(e);
}
