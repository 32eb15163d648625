/* One slip of paper: a person, where he belongs, and the code he is given. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Slip {
    char *name;        /* of the member */
    char *unit_id;     /* neighbours of one unit share a list */
    char *unit_path;   /* "青山镇 › 河东村" */
    char *code;        /* XXXX-XXXX-XXXX */
    char *link;        /* what the QR code says */
    char *valid_until; /* YYYY-MM-DD */
    bool is_reset;     /* a new password instead of a new account */
} Slip;

void slip_free(Slip *slip); /* wipes code and link */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Slip, slip_free)
