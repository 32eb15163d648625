/* A password from the terminal or from standard input; never from the command line, which every
 * account of the machine may read. */
#pragma once

#include <glib.h>

#define ASK_PASSWORD_MAX_BYTES 1024u

/* On a terminal: asks twice, without echo. Else: the first line of standard input. ERROR_INVALID
 * when there is none, or the two differ. Free with ask_password_free(). */
char *ask_password(const char *prompt, GError **error);

/* Wipes and frees. */
void ask_password_free(char *take_password);
