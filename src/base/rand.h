/* SPDX-License-Identifier: Apache-2.0
 * Randomness (libsodium) and what is made of it.
 */
#pragma once

#include <stddef.h>

#include "base/str.h"

void rand_bytes(void *p, size_t n);
/* n characters of an alphabet without look-alikes (no 0 O 1 I l), 5 bits each. */
struct str rand_code(struct arena *a, size_t n);
struct str rand_hex(struct arena *a, size_t bytes);
