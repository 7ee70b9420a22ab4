/* SPDX-License-Identifier: Apache-2.0
 * Which row of the file being read said the same before. Keys are hexadecimal SHA-256.
 */
#pragma once

#include <stdint.h>

struct ledger_seen;

struct ledger_seen *ledger_seen_open(void);
void ledger_seen_close(struct ledger_seen *s); /* NULL is allowed */
/* The line that gave the key first, or 0 when this one is the first. */
int64_t ledger_seen_line(struct ledger_seen *s, const char *key, int64_t line);
/* The line that gave the key, or 0; it is not seen by being asked for. */
int64_t ledger_seen_find(const struct ledger_seen *s, const char *key);
