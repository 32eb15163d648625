/* Runs the county's program that sends short messages: no shell, no arguments, a small environment,
 * a process group of its own. Blocks until it ends: for a thread that may. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define NOTICE_COMMAND_TIMEOUT_US (INT64_C(60) * 1000000)

typedef struct NoticeCommand {
    const char *path; /* absolute */
    int64_t timeout_us;
    int stop_fd; /* readable: the server stops, so the program is killed; -1: none */
} NoticeCommand;

/* `lines` become its standard input, what it says is dropped. True when it ended with status 0.
 * Killed with its group at the deadline. ERROR_IO, ERROR_TIMEOUT; nothing of `lines` is in it. */
bool notice_command_run(const NoticeCommand *command, GBytes *lines, GError **error);
