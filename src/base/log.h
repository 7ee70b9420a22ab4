/* SPDX-License-Identifier: Apache-2.0
 * Structured log to standard error: one line "time level event key=value …". Values are quoted
 * when needed and control characters escaped, so that input cannot forge a line. Never personal
 * data, never words of a demand.
 */
#pragma once

#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
/* kv: NULL-terminated list of alternating const char *key, const char *value. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));
const char *log_num(char buf[24], int64_t v); /* number to text for log_event; returns buf */
