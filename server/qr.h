/* QR codes (ISO/IEC 18004) as text for a terminal and as SVG. Pure. */
#pragma once

#include <glib.h>

#define QR_TEXT_MAX_BYTES 512u /* longer ones need a camera closer than a television allows */

typedef enum QrColours {
    QR_PLAIN,  /* half blocks; right on a dark terminal */
    QR_COLOURS /* with ANSI colours: right on any terminal */
} QrColours;

/* Rows of half blocks, two modules high, each ended by a line feed. NULL when `text` is empty or
 * too long. Caller frees. */
char *qr_terminal(const char *text, QrColours colours);

/* A whole SVG document with white ground and quiet zone, without style or script. NULL likewise. */
char *qr_svg(const char *text);
