/* SPDX-License-Identifier: Apache-2.0
 * PDF through LibreOffice, which runs beside the server and never in it. The two share a
 * folder:
 *
 *   DIR/in/NAME.docx     handed over by the server, whole once it has this name
 *   DIR/out/NAME.pdf     made by the worker; NAME.failed when it could not be
 *   DIR/alive            touched by the worker: it runs, and finds LibreOffice
 *   DIR/work, DIR/home   the worker's own
 *   DIR/lock, DIR/office whoever makes a batch holds the first; LibreOffice and what it starts
 *                        hold the second, which has its group's number, until the last is gone
 *
 * Of two workers on one folder one makes PDFs at a time, so that none is made twice or lost;
 * what a worker left that was killed is finished by the next, and LibreOffice that it left
 * behind is ended first.
 * What lies in out is gone after PDF_KEEP_S; it can be made again. NAME is made of digits.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ctx;

enum {
    PDF_ALIVE_S = 30,    /* a worker that has not been seen for so long is away */
    PDF_KEEP_S = 3600,   /* a made file is kept */
    PDF_BATCH = 16,      /* documents for one start of LibreOffice */
    PDF_SECONDS = 120,   /* for a batch, then it is ended */
    PDF_MEMORY_MB = 4096 /* address space of LibreOffice */
};

enum pdf_state { PDF_NONE, PDF_AWAY, PDF_WAITING, PDF_READY, PDF_FAILED, PDF__MAX };
extern const char *const pdf_state_names[]; /* none, away, waiting, ready, failed */

/* ---- the server's side ---- */

bool pdf_worker_runs(struct ctx *cx, const char *dir);
enum pdf_state pdf_state(struct ctx *cx, const char *dir, struct str name);
/* Nothing happens when it waits or is ready already. ERR_CONFLICT when no worker runs. ERR_IO.
 */
MUST_CHECK enum err pdf_hand_over(struct ctx *cx, const char *dir, struct str name,
                                  struct str docx);
/* The caller closes it. ERR_NOT_FOUND when it is not ready. */
MUST_CHECK enum err pdf_take(struct ctx *cx, const char *dir, struct str name, int *fd,
                             int64_t *bytes);

/* ---- the worker's side ---- */

struct pdf_worker {
    const char *dir;     /* absolute */
    const char *soffice; /* the program */
    const char *fonts; /* a fontconfig file that says which font stands in for which; or NULL */
};
/* Makes the folders, a home without macros and network look-ups. ERR_NOT_FOUND without
 * LibreOffice, ERR_IO. */
MUST_CHECK enum err pdf_worker_begin(struct ctx *cx, const struct pdf_worker *w);
/* What waits now: one batch. *done = how many left the queue, made or failed; 0 as well while
 * another worker makes one. */
MUST_CHECK enum err pdf_worker_round(struct ctx *cx, const struct pdf_worker *w, int *done);
