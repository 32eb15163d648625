/* What all verbs share: --help, options, plain words, one sentence when something is wrong. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

typedef struct VerbLine {
    const char *usage; /* "backup [OPTION…] FOLDER" */
    const char *about; /* some lines for --help, ended by a line feed */
    SettingsVerb options;
    unsigned min_words, max_words;
} VerbLine;

/* Reads the command line into `settings` (see settings_load) and *ret_words. False when the verb is
 * over: --help was printed, or the error; *ret_status is then its exit status. */
bool verb_line_read(const VerbLine *line, int argc, char *const argv[], void *settings,
                    char ***ret_words, int *ret_status);

/* "tongping: message" on stderr; returns VERB_REFUSED. Takes the error. */
int verb_line_fail(GError *take_error);
int verb_line_refuse(const char *format, ...) G_GNUC_PRINTF(1, 2);
