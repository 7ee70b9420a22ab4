/* SPDX-License-Identifier: Apache-2.0 */
#include "channel/fake_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(int fd, const char *text)
{
    for (size_t n = strlen(text); n > 0;) {
        ssize_t done = write(fd, text, n);
        if (done <= 0)
            return;
        text += done;
        n -= (size_t)done;
    }
}

/* Reads until `end` was heard since `from`; false when the other side is gone. */
static bool hear(struct fake_server *s, int fd, size_t from, const char *end)
{
    while (!strstr(s->heard + from, end)) {
        ssize_t got = read(fd, s->heard + s->n, sizeof(s->heard) - 1 - s->n);
        if (got <= 0)
            return false;
        s->n += (size_t)got;
    }
    return true;
}

static void talk_smtp(struct fake_server *s, int fd)
{
    bool data = false;
    say(fd, s->answers[0]);
    for (int i = 1; s->answers[i]; i++) {
        size_t from = s->n;
        if (!hear(s, fd, from, data ? "\r\n.\r\n" : "\r\n"))
            return;
        data = !data && strncmp(s->heard + from, "DATA", 4) == 0;
        say(fd, s->answers[i]);
    }
    hear(s, fd, s->n, "\r\n");
}

static void talk_http(struct fake_server *s, int fd)
{
    if (!hear(s, fd, 0, "\r\n\r\n"))
        return;
    const char *length = strcasestr(s->heard, "Content-Length:");
    size_t body = (size_t)(strstr(s->heard, "\r\n\r\n") - s->heard) + 4;
    size_t want = body + (length ? strtoul(length + 15, NULL, 10) : 0);
    while (s->n < want) {
        ssize_t got = read(fd, s->heard + s->n, sizeof(s->heard) - 1 - s->n);
        if (got <= 0)
            return;
        s->n += (size_t)got;
    }
    if (s->answers[0])
        say(fd, s->answers[0]);
}

static void *serve(void *arg)
{
    struct fake_server *s = arg;
    int fd = accept(s->fd, NULL, NULL);
    if (fd < 0)
        return NULL;
    if (s->http)
        talk_http(s, fd);
    else
        talk_smtp(s, fd);
    close(fd);
    return NULL;
}

void fake_server_start(struct fake_server *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof(a);
    s->n = 0;
    memset(s->heard, 0, sizeof(s->heard));
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&a, n) != 0 || listen(s->fd, 1) != 0 ||
        getsockname(s->fd, (struct sockaddr *)&a, &n) != 0)
        abort();
    s->port = ntohs(a.sin_port);
    if (pthread_create(&s->thread, NULL, serve, s) != 0)
        abort();
}

void fake_server_stop(struct fake_server *s)
{
    shutdown(s->fd, SHUT_RDWR); /* wakes an accept that nobody came to */
    pthread_join(s->thread, NULL);
    close(s->fd);
}
