/* Recorded names of languages: the files are not the catalogue's. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CLIP_MAX_BYTES (512 * 1024)

/* `tag` is that of a row of the table of languages, as it is written there. Members may be NULL:
 * then there are no clips. */
typedef struct ClipPort {
    bool (*has)(const char *tag, void *user); /* any thread */
    /* On the writing database thread. NULL bytes remove it. ERROR_IO. */
    bool (*put)(const char *tag, GBytes *bytes, void *user, GError **error);
    void *user;
} ClipPort;

/* ERROR_INVALID unless it is an M4A file (ISO/IEC 14496-12): well-formed boxes, AAC and no
 * picture. Pure. */
bool clip_port_check(GBytes *bytes, GError **error);
