/* Runs a small program of the machine and reads what it says, with a deadline. Blocks: for verbs
 * only. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define COMMAND_OUTPUT_MAX_BYTES 65536u

typedef enum CommandOutcome {
    COMMAND_SUCCEEDED, /* exit status 0 */
    COMMAND_FAILED,    /* another status, or a signal */
    COMMAND_MISSING,   /* no such program */
    COMMAND_LATE,      /* killed at the deadline */
} CommandOutcome;

/* `argv` is NULL-terminated; argv[0] is found in PATH. Standard error is dropped. *ret_output (may
 * be NULL) gets the first COMMAND_OUTPUT_MAX_BYTES of standard output; caller frees. */
CommandOutcome command_run(const char *const *argv, int64_t timeout_us, char **ret_output);
