/* SPDX-License-Identifier: Apache-2.0
 * What the tests of the database layer share: a store with the example schema, and items.
 */
#pragma once

#include <semaphore.h>

#include "db/testing.h"

enum item_kind { ITEM_LAMP, ITEM_ROAD };
#define ITEM_KIND_LIST(X)                                                                      \
    X(ITEM_LAMP, "lamp", "路灯", "lamp")                                                       \
    X(ITEM_ROAD, "road", "道路", "road")

/* In the order of item_insert. */
struct item {
    int64_t jid, id;
    int kind; /* enum item_kind */
    struct str title;
    bool open;
    struct strs tags;
    int64_t due_at;
};
extern const struct shape item_shape;

struct fixture {
    struct ctx cx;
    struct store *store;
};
int fixture_up(void **state); /* cmocka: *state is a struct fixture with a migrated store */
int fixture_down(void **state);

/* A context of its own for a thread. */
struct ctx thread_ctx(void);

/* db_write functions: arg is a struct item. */
enum err item_write(struct ctx *cx, void *arg);

/* Rows in register jid, by a read connection of its own. */
int64_t item_count(struct fixture *f, int64_t jid);

/* A writer that is busy until gate_open: jobs put meanwhile come as one batch. */
struct gate {
    struct fixture *f;
    sem_t entered, go;
    unsigned long thread;
};
void gate_shut(struct gate *g, struct fixture *f);
void gate_open(struct gate *g);
