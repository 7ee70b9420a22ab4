/* SPDX-License-Identifier: Apache-2.0
 * Inside of pdf*.c.
 */
#pragma once

#include "doc/pdf.h"

const char *pdf_path(struct ctx *cx, const char *dir, const char *folder, struct str name,
                     const char *end);
bool pdf_name_good(struct str name);
enum err pdf_io(struct ctx *cx, const char *path); /* ERR_IO by errno */
