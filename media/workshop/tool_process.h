/* One process of the tool: started with a pipe as its standard output. One owner thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct ToolProcess {
    pid_t pid;
    int pid_fd; /* readable when it has ended */
    int out_fd; /* what it says; does not block */
} ToolProcess;

/* `arguments` ends with NULL; [0] is the path. ERROR_IO with one sentence. */
bool tool_process_start(char *const *arguments, ToolProcess *ret_process, GError **error);
/* Waits for a process that has ended or was killed; *ret_status as of waitpid(2). */
void tool_process_reap(ToolProcess *process, int *ret_status);
