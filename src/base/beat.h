/* SPDX-License-Identifier: Apache-2.0
 * A thread that does something again and again until it is told to stop.
 */
#pragma once

#include <stdint.h>

struct beat;

/* Returns after how many milliseconds it wants to be called again, 0 = at once. */
typedef int64_t beat_fn(void *arg);

/* First called first_ms from now. NULL: there was no thread to be had. */
struct beat *beat_start(beat_fn *fn, void *arg, int64_t first_ms);
/* Calls now instead of later; once more at once when a call is just under way. */
void beat_now(struct beat *b);
/* Waits for the call that is under way. NULL is allowed. Not from within fn. */
void beat_stop(struct beat *b);
