/* SPDX-License-Identifier: Apache-2.0
 * The built pages: / is the citizens' entry, /desk/ the officials'.
 */
#pragma once

#include "api/call.h"

void pages_serve(struct call *c);
