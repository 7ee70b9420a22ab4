/* SPDX-License-Identifier: Apache-2.0
 * Paper and chat: the printable task slip (交办单) with its signing line, and the text that
 * reminds a unit in a chat group.
 */
#pragma once

#include "base/buf.h"
#include "base/ctx.h"
#include "base/str.h"

/* A whole HTML page, no script, A4. ERR_NOT_FOUND also for what the actor may not see. */
MUST_CHECK enum err slip_html(struct ctx *cx, struct str task_num, struct str *out);
/* A few lines without personal data, for any subject's number. */
MUST_CHECK enum err slip_reminder(struct ctx *cx, struct str num, struct str *out);

/* What every printed sheet has: head and title up to the open table, a row of it, and the end
 * with its line to be signed. */
/* Above what is to be read and across each sheet, in a register that is not a live one. */
void slip_watermark(struct ctx *cx, struct buf *b);
void slip_open(struct ctx *cx, struct buf *b, const char *title, struct str num);
void slip_row(struct buf *b, struct ctx *cx, const char *zh, const char *en, struct str text);
void slip_close(struct buf *b, const char *sign);
