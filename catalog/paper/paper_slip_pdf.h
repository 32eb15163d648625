/* Draws one person's record. Not for the api thread. */
#pragma once

#include <glib.h>

/* Of a PaperSlip, for SlipJob. ERROR_UNAVAILABLE without fonts. */
GBytes *paper_slip_pdf_make(const void *slip, GError **error);
