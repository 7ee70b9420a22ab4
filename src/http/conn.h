/* SPDX-License-Identifier: Apache-2.0
 * Who is connected, how long each may take, and the watchdog that cuts whoever takes longer.
 * Deadlines are absolute: a byte now and then does not move them.
 */
#pragma once

#include "http/http.h"

struct conns;
struct conn;

struct conn_limits {
    int per_address_max;
    int64_t idle_ms, header_ms, body_rate;
    const char *const *proxies;
    size_t proxies_n;
};

struct conns *
conns_open(const struct conn_limits *l); /* starts the watchdog; NULL: no thread */
void conns_close(struct conns *c);       /* every connection must be gone */

/* peer: address of the socket. Cuts the connection at once when the address has too many. */
struct conn *conn_add(struct conns *c, int fd, const char *peer);
void conn_remove(struct conns *c, struct conn *k);
const char *conn_peer(const struct conn *k);

/* The request line is here: header and a body of `length` bytes (-1 unknown, `most` at most)
 * must be whole within header_ms and the time body_rate allows. */
void conn_reading(struct conns *c, struct conn *k, int64_t length, int64_t most);
void conn_working(struct conns *c, struct conn *k); /* a worker has it: no deadline */
void conn_writing(struct conns *c, struct conn *k, int64_t bytes);
void conn_idle(struct conns *c, struct conn *k);

/* Waits until no connection has a request under way; after grace_ms those still sending theirs
 * or not taking the reply are cut. */
void conns_drain(struct conns *c, int64_t grace_ms);
