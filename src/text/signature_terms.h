/* SPDX-License-Identifier: Apache-2.0
 * Words by which signature.c reads. Folded: Simplified, lower case.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "text/signature.h"

/* Ends a name. own: it is no part of it, the name is what stands before (丽发新城 小区). */
struct name_end {
    const char *word;
    enum name_kind kind;
    bool own;
};
extern const struct name_end name_ends[];
extern const size_t name_ends_n;

extern const char *const name_stops[]; /* words that are in no name */
extern const size_t name_stops_n;
extern const char name_cuts[];           /* characters that are in no name before its end */
extern const char *const common_words[]; /* what everybody writes to an office */
extern const size_t common_words_n;
