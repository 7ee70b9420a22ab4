/* SPDX-License-Identifier: Apache-2.0
 * A local certificate for the example nginx front: plain HTTP in an office takes location and
 * offline pages away from browsers. Self-signed, P-256, 825 days (the longest that browsers
 * accept of a certificate that was added by hand); the office's own one takes its place later.
 */
#pragma once

#include "base/ctx.h"

/* DIR/fullchain.pem and DIR/key.pem (mode 0600) for a host name or an IP address; localhost is
 * named as well. ERR_INPUT: no host name. ERR_CONFLICT: one of the files exists. ERR_IO. */
MUST_CHECK enum err certificate_make(struct ctx *cx, const char *dir, const char *host);
