/* SPDX-License-Identifier: Apache-2.0
 * The command line: what a command is, and what it works with while it runs.
 *
 * Commands stand in tables, one beside the functions of each file (NAME_commands), put together
 * in table.c. main.c finds the row, reads the options, opens nothing by itself, prints the one
 * failure and ends with err_exit(). A command prints text by cmd_say(), or with --json one
 * document through c->w.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/json.h"
#include "core/app.h"
#include "core/config.h"

struct cmd;
typedef enum err cmd_fn(struct cmd *c);

struct cmd_option {
    const char *name;  /* "--listen"; NULL ends the list */
    const char *value; /* "A:P"; NULL: a flag */
    const char *zh, *en;
};

struct command {
    const char *name; /* one or two words: "serve", "user add" */
    const char *args; /* "LOGIN NAME", "" = none */
    int args_min, args_max;
    const char *zh, *en;              /* one line */
    const char *more_zh, *more_en;    /* further help, or NULL */
    const struct cmd_option *options; /* NULL: only those that every command has */
    cmd_fn *run;
    bool surveys; /* runs with a bad configuration as well, and says so itself (config_wrong) */
};

enum { CMD_OPTIONS_MAX = 24 };

struct cmd {
    struct ctx cx; /* arena, lang and times; app and db after cmd_open() */
    const struct command *command;
    char *const *args;
    size_t args_n;
    bool json;
    const char *data_dir; /* --data, $HUIYIN_DATA_DIR, or the configuration's */
    const struct config *config;
    const char *config_path; /* the file that was read, or NULL */
    const char
        *config_wrong; /* what is wrong with it; NULL: nothing, or the command never ran */
    struct buf out;    /* the JSON document; printed by main when there is one */
    struct json w;
    struct app *app; /* closed by main */
    bool differs;    /* it ran, and what it looked at is not as it should be: exit code 1 */
    struct {
        const char *name, *value;
    } given[CMD_OPTIONS_MAX];
    size_t given_n;
};

/* The value of an option that was given; "" for a flag; NULL when it was not given. */
const char *cmd_option(const struct cmd *c, const char *name);
bool cmd_has(const struct cmd *c, const char *name);
/* ERR_INPUT when it was given and is no number from min to max; *out untouched when absent. */
MUST_CHECK enum err cmd_number(struct cmd *c, const char *name, int64_t min, int64_t max,
                               int64_t *out);
struct str cmd_arg(const struct cmd *c, size_t i); /* empty past the last */

enum cmd_how {
    CMD_READ,  /* takes no node number, db_write is refused */
    CMD_WRITE, /* may stand beside a running server */
    CMD_SERVE, /* holds the data directory alone */
    CMD_PLAY,  /* the same, into a register that is made anew when it is lost: relaxed (db/db.h)
                */
};
/* Opens the register of the data directory: c->app, and c->cx with a read connection (not for
 * CMD_SERVE and CMD_PLAY). Times follow the register's clock. */
MUST_CHECK enum err cmd_open(struct cmd *c, enum cmd_how how);
/* From here on c->cx reads from the standby where there is one that is fit (db/db.h), and a
 * note says how old it is. For reports. */
MUST_CHECK enum err cmd_from_replica(struct cmd *c);
/* Gives the read connection back and closes the register; main calls it in any case. */
void cmd_close(struct cmd *c);

/* A line to standard output, in the user's language; nothing with --json. */
void cmd_say(struct cmd *c, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* The same to standard error, --json or not: what goes on while it takes long. */
void cmd_note(struct cmd *c, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
const char *cmd_word(const struct cmd *c, const char *zh, const char *en);
/* Text padded to a column of that many terminal cells (a Chinese character takes two). */
struct str cmd_cell(struct cmd *c, struct str text, size_t cells);

/* The table (table.c): rows in the order of the help. */
size_t commands_count(void);
const struct command *commands_at(size_t i);
/* The row whose words stand first in args; *words = how many they are. NULL: none. */
const struct command *commands_find(char *const *args, size_t n, size_t *words);
/* Options that every command takes. */
extern const struct cmd_option common_options[];

void help_print(struct cmd *c, const struct command *one); /* NULL: the overview */
