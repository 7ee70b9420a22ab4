/* SPDX-License-Identifier: Apache-2.0
 * What is derived from what was said, in this order.
 */
#include "loop/derive.h"

const struct derive_step derive_steps[] = {
    {0},
};
