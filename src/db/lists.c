/* SPDX-License-Identifier: Apache-2.0 */
#include "db/schema.h"

enum sql sql_list(enum sql_list list, int drive, int sort, bool desc)
{
    if ((int)list < 0 || list >= SQL_LIST__MAX)
        return SQL__MAX;
    const struct sql_list_info *l = &sql_lists[list];
    if (drive < 0 || drive >= l->ndrives || sort < 0 || sort >= l->nsorts)
        return SQL__MAX;
    return (enum sql)((int)l->first + (drive * l->nsorts + sort) * 2 + (desc ? 1 : 0));
}
