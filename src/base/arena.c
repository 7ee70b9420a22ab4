/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifndef ARENA_ASAN
#define ARENA_ASAN 0
#endif

#if ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_ZONE = 16 };
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum {
    ALIGN = alignof(max_align_t),
    FIRST_BLOCK = 4096,
    LARGEST_BLOCK = 256 * 1024,
};

struct block {
    struct block *next;
    size_t size; /* bytes of data */
    size_t at;   /* first free byte of data */
    alignas(max_align_t) unsigned char data[];
};

struct closer {
    struct closer *next;
    void (*fn)(void *);
    void *arg;
};

struct arena {
    size_t cap;
    size_t used;
    struct block *first;
    struct block *last; /* the block small allocations come from */
    struct closer *closers;
};

static _Noreturn void die(const char *why, size_t n)
{
    fprintf(stderr, "arena: %s (%zu bytes)\n", why, n);
    abort();
}

static struct block *block_new(size_t size)
{
    struct block *b = malloc(sizeof *b + size);
    if (b == NULL)
        die("no memory", size);
    b->next = NULL;
    b->size = size;
    b->at = 0;
    POISON(b->data, size);
    return b;
}

static void block_free(struct block *b)
{
    UNPOISON(b->data, b->size);
    free(b);
}

struct arena *arena_open(size_t cap_bytes)
{
    struct arena *a = calloc(1, sizeof *a);
    if (a == NULL)
        die("no memory", sizeof *a);
    a->cap = cap_bytes;
    a->first = a->last = block_new(FIRST_BLOCK);
    return a;
}

static void run_closers(struct arena *a)
{
    while (a->closers != NULL) {
        struct closer *c = a->closers;
        a->closers = c->next;
        c->fn(c->arg);
    }
}

void arena_reset(struct arena *a)
{
    run_closers(a);
    for (struct block *b = a->first->next, *next; b != NULL; b = next) {
        next = b->next;
        block_free(b);
    }
    a->first->next = NULL;
    a->first->at = 0;
    POISON(a->first->data, a->first->size);
    a->last = a->first;
    a->used = 0;
}

void arena_close(struct arena *a)
{
    if (a == NULL)
        return;
    arena_reset(a);
    block_free(a->first);
    free(a);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

/* A block with room for size more bytes. What would waste most of a block gets one of its own
 * behind the first, so that the current block stays in use. */
static struct block *block_with_room(struct arena *a, size_t size)
{
    if (a->last->size - a->last->at >= size)
        return a->last;
    size_t grown = a->last->size * 2;
    if (grown > LARGEST_BLOCK)
        grown = LARGEST_BLOCK;
    if (size > grown / 4) {
        struct block *own = block_new(size);
        own->next = a->first->next;
        a->first->next = own;
        return own;
    }
    struct block *b = block_new(grown);
    b->next = a->first->next;
    a->first->next = b;
    a->last = b;
    return b;
}

void *arena_room(struct arena *a, size_t n)
{
    if (n > a->cap - a->used)
        die("over the cap", n);
    size_t size = n == 0 ? ALIGN : n;
    if (size > SIZE_MAX / 2)
        die("over the cap", n);
    size = (size + ALIGN - 1) / ALIGN * ALIGN + RED_ZONE;
    struct block *b = block_with_room(a, size);
    unsigned char *p = b->data + b->at;
    b->at += size;
    a->used += n;
    UNPOISON(p, n);
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_room(a, n), 0, n);
}

void *arena_copy(struct arena *a, const void *p, size_t n)
{
    void *to = arena_room(a, n);
    if (n > 0)
        memcpy(to, p, n);
    return to;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        die("array too large", n);
    return arena_alloc(a, bytes);
}

void arena_on_close(struct arena *a, void (*fn)(void *), void *arg)
{
    struct closer *c = NEW(a, struct closer);
    c->fn = fn;
    c->arg = arg;
    c->next = a->closers;
    a->closers = c;
}
