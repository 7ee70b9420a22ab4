/* SPDX-License-Identifier: Apache-2.0
 * Reads bytes as a table and checks what every table must keep to. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

void sheet_feed(const char *path); /* aborts when a promise of sheet.h is broken */
int sheet_feed_file(const void *data,
                    size_t n); /* an unlinked file with these bytes: descriptor */
void sheet_feed_path(char *path, size_t max, int fd);
