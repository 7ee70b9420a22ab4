/* SPDX-License-Identifier: Apache-2.0
 * For tests: a server of one connection on 127.0.0.1 that answers each line or request by a
 * script and keeps what it was told.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct fake_server {
    int fd, port;
    pthread_t thread;
    /* SMTP: greeting, then one answer for each command; after "DATA" the answer for the end of
     * the message. HTTP: the one answer. NULL ends the connection. */
    const char *const *answers;
    bool http;
    char heard[64 * 1024];
    size_t n;
};

void fake_server_start(struct fake_server *s);
void fake_server_stop(struct fake_server *s); /* after it, heard is a C string */
