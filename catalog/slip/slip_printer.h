/* The thread that draws what is printed, with a bounded queue before it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"

#define SLIP_PRINTER_MAX_JOBS                                                                      \
    16 /* accepted and not yet answered; a full one takes a second or two */

typedef struct SlipPrinter SlipPrinter;

/* On reply_to; `pdf` is borrowed, NULL with an error. */
typedef void (*SlipDoneFn)(const GError *error, GBytes *pdf, void *data);

typedef struct SlipJob {
    GBytes *(*make)(const void *sheet, GError **error); /* on the printer's thread */
    void *sheet;                                        /* owned: what is to be printed */
    GDestroyNotify free_sheet;
    SlipDoneFn done; /* on reply_to */
    Worker *reply_to;
    void *data;               /* the printer's once accepted */
    GDestroyNotify free_data; /* after `done`, or instead of it when a thread stops first */
} SlipJob;

SlipPrinter *slip_printer_start(GError **error);
void slip_printer_stop(SlipPrinter *printer); /* later jobs get ERROR_UNAVAILABLE */
void slip_printer_free(SlipPrinter *printer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlipPrinter, slip_printer_free)

/* Whether a job would be taken now: ERROR_OVERLOADED, or ERROR_UNAVAILABLE without fonts for
 * Chinese. For asking before codes are made that nobody could print. */
bool slip_printer_check(SlipPrinter *printer, GError **error);

/* Takes what `job` owns in any case; `data` only on success. ERROR_OVERLOADED, ERROR_UNAVAILABLE.
 */
bool slip_printer_post(SlipPrinter *printer, SlipJob *take_job, GError **error);
