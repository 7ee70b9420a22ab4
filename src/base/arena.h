/* SPDX-License-Identifier: Apache-2.0
 * Memory that is freed all at once. One arena per request, connection or command.
 *
 * Allocation never returns NULL: past the cap, or when the system has no memory, the process
 * aborts; whatever a user sizes must be refused earlier by a limit. Under ASan every allocation
 * is followed by a poisoned red zone.
 */
#pragma once

#include <stddef.h>

struct arena;

struct arena *arena_open(size_t cap_bytes); /* hard cap on the sum of allocations */
void arena_close(struct arena *a);          /* NULL is allowed */
void arena_reset(struct arena *a);          /* keeps the first block for reuse */
size_t arena_used(const struct arena *a);   /* bytes handed out */
/* fn(arg) is called once when the arena is closed or reset, the latest first, before any memory
 * goes. For what cannot live in the arena itself, such as a library's own object. */
void arena_on_close(struct arena *a, void (*fn)(void *), void *arg);

void *arena_alloc(struct arena *a, size_t n); /* zeroed, aligned for any object */
void *arena_room(struct arena *a, size_t n);  /* the same, not zeroed */
void *arena_copy(struct arena *a, const void *p, size_t n);

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEWS(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))
void *arena_array(struct arena *a, size_t n, size_t size); /* aborts on overflow */
