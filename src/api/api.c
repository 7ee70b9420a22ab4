/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"

#include <sys/stat.h>

#include "api/call.h"
#include "api/openapi.h"
#include "api/routes.h"
#include "base/log.h"
#include "http/static.h"

/* A server without built pages still serves the interface, and says so. */
static enum err pages_open(struct ctx *cx, struct arena *keep, struct api *api)
{
    struct stat st;
    const char *dir = api->o.web_dir;
    if (!dir || stat(dir, &st) != 0) {
        log_event(LOG_WARN, "no_pages", "folder", dir ? dir : "-", NULL);
        return OK;
    }
    return site_open(cx, keep, dir, &api->site);
}

enum err api_open(struct ctx *cx, struct arena *keep, const struct api_options *o,
                  const struct api **out)
{
    struct api *api = NEW(keep, struct api);
    api->app = cx->app;
    api->o = *o;
    TRY(routes_all(cx, keep, o->config, &api->routes));
    TRY(pages_open(cx, keep, api));
    api->openapi = openapi_make(keep, &api->routes);
    api->docs = docs_make(keep, &api->routes);
    *out = api;
    return OK;
}
