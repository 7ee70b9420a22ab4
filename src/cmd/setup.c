/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/setup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

const struct cmd_option common_options[] = {
    {"--data", "DIR", "数据目录（也可用环境变量 HUIYIN_DATA_DIR）",
     "data directory (or the environment variable HUIYIN_DATA_DIR)"},
    {"--config", "FILE",
     "配置文件；默认数据目录下的 huiyin.conf，再默认 /etc/huiyin/huiyin.conf",
     "configuration; by default huiyin.conf in the data directory, then "
     "/etc/huiyin/huiyin.conf"},
    {"--lang", "zh|en", "输出语言", "language of the output"},
    {"--json", NULL, "以 JSON 输出", "print JSON"},
    {"--help", NULL, "这条命令的说明", "help on the command"},
    {0},
};

enum err setup_language(struct cmd *c)
{
    const char *said = cmd_option(c, "--lang");
    if (said) {
        if (strcmp(said, "zh") != 0 && strcmp(said, "en") != 0)
            return fail(&c->cx, ERR_INPUT, "--lang 只能是 zh 或 en", "--lang is zh or en");
        c->cx.lang = strcmp(said, "en") == 0 ? LANG_EN : LANG_ZH;
        return OK;
    }
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (!value || !value[0])
            continue;
        c->cx.lang = strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_ZH;
        return OK;
    }
    return OK;
}

static const char *config_file(struct cmd *c, const char *data)
{
    const char *said = cmd_option(c, "--config");
    if (said)
        return said;
    const char *path =
        data ? str_fmt(c->cx.arena, "%s/huiyin.conf", data).p : "/etc/huiyin/huiyin.conf";
    return access(path, F_OK) == 0 ? path : NULL;
}

enum err setup_config(struct cmd *c)
{
    static const struct {
        const char *name;
        enum log_level level;
    } levels[] = {
        {"debug", LOG_DEBUG}, {"info", LOG_INFO}, {"warn", LOG_WARN}, {"error", LOG_ERROR}};
    const char *data = cmd_option(c, "--data");
    if (!data)
        data = getenv("HUIYIN_DATA_DIR");
    if (data && !data[0])
        return fail(&c->cx, ERR_INPUT, "数据目录不能为空", "the data directory is empty");
    c->config_path = config_file(c, data);
    if (c->command->surveys) {
        struct buf wrong;
        buf_init(&wrong, c->cx.arena, (size_t)64 * 1024);
        TRY(config_survey(&c->cx, c->cx.arena, c->config_path, &wrong, &c->config));
        c->config_wrong = wrong.n ? buf_done(&wrong).p : NULL;
    } else {
        TRY(config_read(&c->cx, c->cx.arena, c->config_path, &c->config));
    }
    c->data_dir = data ? data : c->config->data_dir.p;
    for (size_t i = 0; i < COUNT(levels); i++)
        if (str_eq_c(c->config->log_level, levels[i].name))
            log_set_level(levels[i].level);
    return OK;
}
