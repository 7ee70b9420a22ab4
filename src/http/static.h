/* SPDX-License-Identifier: Apache-2.0
 * A folder of files served as they are. It is read once: only what stood there then can be
 * asked for, so no path can lead out of it; ETags come from the content.
 */
#pragma once

#include "http/http.h"

struct site;

/* Files ending in .gz or .br beside a file of the same name are its compressed forms. Hidden
 * files are left out. ERR_IO when the folder cannot be read. Lives in `keep`. */
MUST_CHECK enum err site_open(struct ctx *cx, struct arena *keep, const char *folder,
                              const struct site **out);
size_t site_files(const struct site *s);

enum site_cache {
    SITE_FRESH,   /* asked again each time (ETag): pages */
    SITE_FOREVER, /* the name changes with the content */
};
/* False when there is no such file; else the reply is made (200, 304, or 404 when it vanished
 * since). */
bool site_serve(const struct site *s, const struct http_request *req, struct str path,
                enum site_cache cache, struct http_reply *out);
