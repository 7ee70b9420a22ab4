/* SPDX-License-Identifier: Apache-2.0
 * The agency list kept by hand: one is added, changed, retired, or a file takes the place of
 * the list. Each is an act on the list of one version, and an event of the register's root unit
 * that names the agency; a retired one is told with the reason and stays in what it was told
 * for.
 */
#pragma once

#include "loop/agency_file.h"

struct agency_body {
    struct str name;
    struct strs exits; /* codes; none = every one */
    struct str purpose, phone, address, hours;
};
struct agency_retire_body {
    struct str reason;
};
extern const struct shape agency_body_shape, agency_retire_shape;

/* The system administrator, or who dispatches for the whole register. */
bool agencies_may_keep(struct ctx *cx);

/* What a change answers, {"version", "agencies"}, kept under the request's key too. */
struct agencies_done {
    struct str answer;
    int64_t version;
};
/* ERR_DENIED; ERR_STALE when the list is another than if_match; ERR_INPUT at a field;
 * ERR_NOT_FOUND; ERR_TOO_LARGE past AGENCIES_MAX. cx->db NULL. */
MUST_CHECK enum err agency_add(struct ctx *cx, int64_t if_match, const struct agency_body *in,
                               struct agencies_done *out);
MUST_CHECK enum err agency_change(struct ctx *cx, int64_t serial, int64_t if_match,
                                  const struct agency_body *in, struct agencies_done *out);
MUST_CHECK enum err agency_retire(struct ctx *cx, int64_t serial, int64_t if_match,
                                  const struct agency_retire_body *in,
                                  struct agencies_done *out);
/* What a file held, without faults. */
MUST_CHECK enum err agencies_replace(struct ctx *cx, int64_t if_match,
                                     const struct agency_read *in, struct agencies_done *out);

/* "version", "may_keep", "all", "actions", and "agencies" whose name, exits, purpose, telephone
 * or address has `find` in it ("" = every one). cx->db set. */
MUST_CHECK enum err agencies_json(struct ctx *cx, struct json *j, struct str find,
                                  int64_t *version);
/* One, with the forms to change and to retire it. ERR_NOT_FOUND. */
MUST_CHECK enum err agency_json(struct ctx *cx, struct json *j, int64_t serial,
                                int64_t *version);
/* "added", "removed", "changed" as numbers, "changes" by name. cx->db set. */
MUST_CHECK enum err agencies_changes_json(struct ctx *cx, struct json *j,
                                          const struct agency_read *r);
