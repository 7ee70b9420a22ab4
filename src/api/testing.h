/* SPDX-License-Identifier: Apache-2.0
 * For tests only: the whole interface without sockets, over the small office of loop/testing.h.
 */
#pragma once

#include "loop/testing.h"

#include "api/api.h"
#include "core/officer.h"

#define DOOR_PASSWORD "correct horse 9"

struct door {
    struct office *office;
    const struct api *api;
    struct http_header headers[12]; /* of the next request */
    size_t headers_n;
    struct http_reply reply; /* to the last one; its text in the office's arena */
    json_t *json;            /* the same, parsed; owned here; NULL when it was no JSON */
    struct str cookie, csrf; /* of door_log_in; sent when `officer` is set */
    bool officer;
};

struct door *door_open(void);
void door_close(struct door *d);

void door_header(struct door *d, const char *name, const char *value);
/* Status of the reply. Headers set before are sent and then forgotten. */
int door_get(struct door *d, const char *path, const char *query);
int door_send(struct door *d, enum http_method m, const char *path, const char *query,
              const char *body);
int door_post(struct door *d, const char *path, const char *body); /* as JSON */
struct str door_reply_header(const struct door *d, const char *name);
/* Member of the JSON reply as text; "" when absent. Lives in the office's arena. */
struct str door_member(struct door *d, const char *name);

/* An officer with one role, made and logged in; later requests are his. */
void door_officer(struct door *d, const char *login, enum role role, int64_t unit);
int64_t door_make_officer(struct door *d, const char *login, bool must_change);
void door_log_in(struct door *d, const char *login);
