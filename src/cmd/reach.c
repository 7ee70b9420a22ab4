/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/reach.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"

/* 0, or the errno of the attempt. */
static int connect_one(const struct addrinfo *a, int timeout_ms)
{
    int error = 0;
    socklen_t size = sizeof error;
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
        struct pollfd p = {.fd = fd, .events = POLLOUT};
        error = errno;
        if (error == EINPROGRESS)
            error = poll(&p, 1, timeout_ms) == 1 ? 0 : ETIMEDOUT;
        if (error == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
            error = errno;
    }
    close(fd);
    return error;
}

bool reach_host(const char *host, int port, int timeout_ms, const char **why)
{
    char service[16];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all = NULL;
    int error = EHOSTUNREACH;
    snprintf(service, sizeof service, "%d", port);
    int e = getaddrinfo(host, service, &hints, &all);
    if (e != 0) {
        *why = gai_strerror(e);
        return false;
    }
    for (const struct addrinfo *a = all; a && error != 0; a = a->ai_next)
        error = connect_one(a, timeout_ms);
    freeaddrinfo(all);
    if (error != 0)
        *why = strerror(error);
    return error == 0;
}

bool reach_url(struct ctx *cx, const char *url, int timeout_ms, const char **why)
{
    char *host = NULL, *port = NULL;
    int64_t number = 0;
    CURLU *u = curl_url();
    bool ok = u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
              curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
              str_i64(str_c(port), &number);
    const char *name = ok ? str_cdup(cx->arena, str_c(host)) : "";
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(u);
    if (!ok) {
        *why = "URL";
        return false;
    }
    return reach_host(name, (int)number, timeout_ms, why);
}
