/* The programme's process, seen from the server: started with a socket, ended with it. One owner
 * thread, whose event loop waits for its end. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/event_loop.h"

typedef struct ChildProcess ChildProcess;

/* On the owner's thread, once: `status` as of waitpid(2). The process is gone. */
typedef void (*ChildEndFn)(int status, void *user);

/* Starts `program` with one end of a stream socket pair as descriptor 3; the other, non-blocking,
 * is given to the caller. ERROR_IO with one sentence. */
ChildProcess *child_process_start(EventLoop *loop, const char *program, int *ret_socket,
                                  ChildEndFn on_end, void *user, GError **error);
/* Kills it when it still runs; on_end is not called any more. NULL is allowed. */
void child_process_free(ChildProcess *child);

pid_t child_process_pid(const ChildProcess *child);
void child_process_kill(ChildProcess *child);
