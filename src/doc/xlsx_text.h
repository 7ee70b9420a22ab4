/* SPDX-License-Identifier: Apache-2.0
 * The escape of XLSX texts (ST_Xstring, ECMA-376 part 1, 22.9.2.19): _xHHHH_ stands for a
 * character that XML cannot hold; a text that looks like one has its first underscore written
 * _x005F_.
 */
#pragma once

#include "base/str.h"

/* NUL and surrogates stay as they are written. Returns s itself where there is nothing to undo.
 */
struct str xlsx_unescape(struct arena *a, struct str s);
/* What looks like an escape, and every character that XML 1.0 cannot hold or would change. */
struct str xlsx_escape(struct arena *a, struct str s);
