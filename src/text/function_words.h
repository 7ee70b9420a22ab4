/* SPDX-License-Identifier: Apache-2.0
 * Words of everyday language that name no trouble: those of the closed classes (conjunctions,
 * prepositions, particles, pronouns, adverbs, words of place and time, numbers, measures), from
 * data/function_words.txt, which says where they come from.
 */
#pragma once

#include "base/str.h"

struct arena;

/* The text with a comma for each character of such a word, so that no pair reaches into it. A
 * single character stays where with a neighbour it is a word of another class (地 in 地铁). The
 * longest word counts, read from the left. For signature_make; valid UTF-8. */
struct str function_words_cut(struct arena *a, struct str text);
