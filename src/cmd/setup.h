/* SPDX-License-Identifier: Apache-2.0
 * What main.c settles before a command runs: language, configuration, data directory.
 */
#pragma once

#include "cmd/cmd.h"

/* --lang, else LC_ALL, LC_MESSAGES, LANG: en* is English, everything else Chinese. */
MUST_CHECK enum err setup_language(struct cmd *c);
/* --config, else DATA/huiyin.conf, else (when no directory was named) /etc/huiyin/huiyin.conf,
 * else the defaults. Sets c->config, c->config_path, c->data_dir and the level of the log. */
MUST_CHECK enum err setup_config(struct cmd *c);
