/* SPDX-License-Identifier: Apache-2.0
 * Nobody's queue is ever ownerless.
 */
#include "loop/check_impl.h"
#include "loop/handover.h"

enum err check_people(struct check *k)
{
    struct vacancy *v = NULL;
    size_t n = 0;
    TRY(vacancy_list(k->outer, &v, &n));
    for (size_t i = 0; i < n; i++)
        TRY(check_advised(k, "people", "%.*s → %.*s", "%.*s → %.*s", STR_ARG(v[i].said),
                          STR_ARG(v[i].todo)));
    return OK;
}
