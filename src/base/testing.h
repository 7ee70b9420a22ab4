/* SPDX-License-Identifier: Apache-2.0
 * What every module_test.c includes first: cmocka with what it needs, without its macro fail(),
 * a name that belongs to err.h here (fail_msg is for tests).
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))
