/* Draws an attendance sheet. Not for the api thread. */
#pragma once

#include <glib.h>

/* Of a PaperSheet, for SlipJob. ERROR_UNAVAILABLE without fonts. */
GBytes *paper_sheet_pdf_make(const void *sheet, GError **error);
