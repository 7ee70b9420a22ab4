/* SPDX-License-Identifier: Apache-2.0
 * Calls that are never right here; included into every file by the build (-include).
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A library whose own header uses one of them: its caller is compiled apart, with this set. */
#ifdef HUIYIN_INCLUDE_FIRST
#include HUIYIN_INCLUDE_FIRST
#endif

#pragma GCC poison strcpy strcat strncpy sprintf gets strtok atoi sscanf gmtime localtime      \
    system popen rand
