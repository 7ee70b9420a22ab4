/* SPDX-License-Identifier: Apache-2.0
 * Inside of inspection*.c.
 */
#pragma once

#include "loop/inspection.h"

/* The frozen lines. ERR_IO when they cannot be read. */
MUST_CHECK enum err inspection_population(struct ctx *cx, struct str text, struct drawn **out,
                                          size_t *n);
