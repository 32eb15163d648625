/* The listening sockets of the one port: one per address and worker. Private to base/gate/. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define GATE_MAX_LISTENERS 8u
#define GATE_MAX_WORKERS   64u

typedef struct GateListen {
    int fds[GATE_MAX_LISTENERS][GATE_MAX_WORKERS]; /* -1: none, or given away */
    unsigned ports[GATE_MAX_LISTENERS];            /* those really bound */
    unsigned n_listeners, n_workers;
} GateListen;

/* `texts` ends with NULL. On failure nothing stays open: ERROR_CONFIG for what is no address,
 * ERROR_IO for what cannot be bound. */
bool gate_listen_open(GateListen *listen, const char *const *texts, unsigned n_workers,
                      GError **error);

/* Gives the sockets of one worker away; `ret_fds` has room for GATE_MAX_LISTENERS. */
void gate_listen_take(GateListen *listen, unsigned worker, int *ret_fds);
