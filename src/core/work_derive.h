/* SPDX-License-Identifier: Apache-2.0
 * The queue of what is computed from what was said (loop/derive.h), as the acts write it.
 *
 * work_commit() puts in by itself every demand and matter whose words an act changed (received,
 * said in addition, answered, joined, split off; title, class, place, person, privacy) or which
 * other units or officers see from then on. What is stored beside a unit of work is put in
 * here.
 */
#pragma once

#include "base/ctx.h"
#include "core/words.h"

/* Inside db_write. subject: a demand or a matter, which stands for its demands. words: what was
 * said, or what it is filed under, has changed; otherwise only who sees it. */
MUST_CHECK enum err derive_put(struct ctx *cx, enum subject kind, int64_t id, bool words);
