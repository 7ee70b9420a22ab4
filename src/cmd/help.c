/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/rows.h"

static void option_print(struct cmd *c, const struct cmd_option *o)
{
    struct str left = str_fmt(c->cx.arena, "  %s%s%s", o->name, o->value ? " " : "",
                              o->value ? o->value : "");
    printf("%s  %s\n", cmd_cell(c, left, 22).p, cmd_word(c, o->zh, o->en));
}

static void options_print(struct cmd *c, const struct cmd_option *list)
{
    for (; list && list->name; list++)
        option_print(c, list);
}

static void usage(struct cmd *c, const struct command *k)
{
    printf("huiyin %s%s%s%s\n", k->name, k->args[0] ? " " : "", k->args,
           k->options ? cmd_word(c, " [选项]", " [options]") : "");
}

static void exit_codes(struct cmd *c)
{
    static const struct {
        int code;
        const char *zh, *en;
    } rows[] = {
        {0, "完成", "done"},
        {1, "系统或程序出错", "the system or the program failed"},
        {2, "用法或输入有误", "wrong usage or input"},
        {3, "没有权限或登录失败", "not allowed"},
        {4, "找不到", "not found"},
        {5, "与现状冲突", "in conflict with what is there"},
        {6, "太忙或超过限额，请稍后再试", "busy or over a limit: try again"},
    };
    puts(cmd_word(c, "\n退出码：", "\nExit codes:"));
    for (size_t i = 0; i < COUNT(rows); i++)
        printf("  %d  %s\n", rows[i].code, cmd_word(c, rows[i].zh, rows[i].en));
}

static void one_json(struct cmd *c, const struct command *k)
{
    struct json *w = &c->w;
    json_obj(w);
    json_kcstr(w, "name", k->name);
    json_kcstr(w, "args", k->args);
    json_kcstr(w, "help", cmd_word(c, k->zh, k->en));
    json_key(w, "options");
    json_arr(w);
    for (const struct cmd_option *o = k->options; o && o->name; o++) {
        json_obj(w);
        json_kcstr(w, "name", o->name);
        json_kcstr(w, "value", o->value);
        json_kcstr(w, "help", cmd_word(c, o->zh, o->en));
        json_obj_end(w);
    }
    json_arr_end(w);
    json_obj_end(w);
}

static void all_json(struct cmd *c)
{
    json_obj(&c->w);
    json_key(&c->w, "commands");
    json_arr(&c->w);
    for (size_t i = 0; i < commands_count(); i++)
        one_json(c, commands_at(i));
    json_arr_end(&c->w);
    json_obj_end(&c->w);
}

static void overview(struct cmd *c)
{
    puts(cmd_word(c,
                  "回音 huiyin " HUIYIN_VERSION
                  "：事事有回音，件件有着落\n\n用法：huiyin 命令 [参数] [选项]\n",
                  "huiyin " HUIYIN_VERSION ": every matter gets an echo\n\n"
                  "Usage: huiyin COMMAND [ARGUMENTS] [OPTIONS]\n"));
    for (size_t i = 0; i < commands_count(); i++) {
        const struct command *k = commands_at(i);
        struct str left =
            str_fmt(c->cx.arena, "  %s%s%s", k->name, k->args[0] ? " " : "", k->args);
        printf("%s  %s\n", cmd_cell(c, left, 38).p, cmd_word(c, k->zh, k->en));
    }
    puts(cmd_word(c, "\n每条命令都有的选项：", "\nOptions of every command:"));
    options_print(c, common_options);
    exit_codes(c);
}

void help_print(struct cmd *c, const struct command *one)
{
    if (c->json) {
        if (one)
            one_json(c, one);
        else
            all_json(c);
        return;
    }
    if (!one) {
        overview(c);
        return;
    }
    usage(c, one);
    printf("\n%s\n", cmd_word(c, one->zh, one->en));
    if (one->more_zh)
        printf("\n%s\n", cmd_word(c, one->more_zh, one->more_en));
    puts(cmd_word(c, "\n选项：", "\nOptions:"));
    options_print(c, one->options);
    options_print(c, common_options);
}

static enum err help_run(struct cmd *c)
{
    size_t words = 0, found = 0;
    if (c->args_n == 0) {
        help_print(c, NULL);
        return OK;
    }
    const struct command *one = commands_find(c->args, c->args_n, &words);
    if (one && words == c->args_n) {
        help_print(c, one);
        return OK;
    }
    /* "huiyin help user": all commands that begin with the word. */
    for (size_t i = 0; i < commands_count() && c->args_n == 1; i++) {
        const struct command *k = commands_at(i);
        size_t n = strlen(c->args[0]);
        if (strncmp(k->name, c->args[0], n) != 0 || k->name[n] != ' ')
            continue;
        if (found++ && !c->json)
            puts("");
        help_print(c, k);
    }
    if (found)
        return OK;
    return fail(&c->cx, ERR_INPUT, "没有命令“%s”", "no command \"%s\"", c->args[0]);
}

static enum err version_run(struct cmd *c)
{
    cmd_say(c, "huiyin %s", "huiyin %s", HUIYIN_VERSION);
    json_obj(&c->w);
    json_kcstr(&c->w, "version", HUIYIN_VERSION);
    json_obj_end(&c->w);
    return OK;
}

const struct command help_commands[] = {
    {.name = "help",
     .args = "[COMMAND]",
     .args_max = 3,
     .zh = "所有命令，或一条命令的说明",
     .en = "All commands, or one in detail",
     .run = help_run},
    {.name = "version", .args = "", .zh = "版本", .en = "Version", .run = version_run},
};
const size_t help_commands_n = COUNT(help_commands);
