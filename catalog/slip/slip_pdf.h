/* Activation slips as PDF: A4 upright, eight slips a page to be cut apart, then one list a unit on
 * which people sign for theirs. Pure but for fonts, which fontconfig finds. Not for the api thread:
 * a slip takes about two milliseconds. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/slip/slip.h"

#define SLIP_PDF_PER_PAGE 8

typedef struct SlipSheet {
    const char *server_name;
    const char *page;       /* where the code can be typed: "http://…/activate" */
    const GPtrArray *slips; /* of Slip, in the order of printing */
} SlipSheet;

/* ERROR_UNAVAILABLE without fonts, ERROR_INTERNAL. */
GBytes *slip_pdf_make(const SlipSheet *sheet, GError **error);

/* The same for the printer: an order owns what it says. */
typedef struct SlipOrder {
    char *server_name, *page;
    GPtrArray *slips; /* of Slip */
} SlipOrder;
GBytes *slip_pdf_make_order(const void *order, GError **error);
void slip_pdf_free_order(void *order);
