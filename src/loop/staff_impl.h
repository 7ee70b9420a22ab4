/* SPDX-License-Identifier: Apache-2.0
 * What the files behind staff.h share.
 */
#pragma once

#include "doc/columns.h"
#include "loop/staff.h"

extern const struct targets staff_targets[STAFF__PARTS];
/* Usual title of a column: what messages and the export say. */
const char *staff_title(enum staff_part part, int column);
/* The worksheet of a part: 区划, 单位, 人员. */
extern const char *const staff_sheets[STAFF__PARTS];

/* Kinds of units by both names; "" when unknown. */
struct str staff_kind(struct str text);
struct str staff_kind_label(struct str kind);
/* A value of an enumeration by its text or its label in either language; -1. */
int staff_word(const struct enum_names *names, struct str text);
/* Parts of a list: 、 , ， ; ； and blanks between. */
struct strs staff_list(struct arena *a, struct str text);

/* Log-ins from names. */
struct pinyin;
MUST_CHECK enum err pinyin_load(struct ctx *cx, struct pinyin **out);
/* "张伟" to "zhangwei"; other letters and digits stay. "" when nothing can be read. */
struct str pinyin_of(struct ctx *cx, const struct pinyin *p, struct str name);
