/* SPDX-License-Identifier: Apache-2.0
 * The interface described from its own tables: a machine's document and a page to read.
 */
#pragma once

#include "api/route.h"

struct str openapi_make(struct arena *a, const struct routes *routes);
struct str docs_make(struct arena *a, const struct routes *routes);
