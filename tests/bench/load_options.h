/* Command line of httpload, and the requests it stands for. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/bench/load_pool.h"

#define LOAD_MAX_CONNECTIONS 19000 /* RLIMIT_NOFILE of our machines is 20,000 */
#define LOAD_MAX_PATHS       16

typedef struct LoadOptions {
    char *host;
    unsigned port;
    bool is_tls;
    char **paths; /* with their queries; asked in turn */
    unsigned n_paths;

    int connections, idle, sources;
    int opening; /* at most so many connections being opened at once */
    double duration_s, warmup_s, timeout_s;
    int64_t requests; /* 0: as many as `duration_s` allows */
    double rate_hz;   /* 0: closed loop, each connection asks as soon as it is answered */
    gboolean new_connections;

    char *method, *body;
    char **fields;
    int expect_status;    /* 0: any */
    int64_t expect_bytes; /* -1: as announced */
    gboolean fired;
    int64_t first_row; /* of the grid: what {msn} and {part} begin with */

    char *drip;
    double drip_period_s;

    char **pid_words;
    GArray *pids; /* int */
} LoadOptions;

/* On failure nothing needs to be cleared. */
bool load_options_read(LoadOptions *options, int argc, char **argv, GError **error);
void load_options_clear(LoadOptions *options);

/* Requests of one run, written once. "{i}" in path, fields and body stands for the number of the
 * connection; else "{msn}" and "{part}" stand for the row of the grid that a player waits for: the
 * first, and with each answer the next one. */
typedef struct LoadRequests LoadRequests;
LoadRequests *load_requests_new(const LoadOptions *options);
void load_requests_free(LoadRequests *requests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoadRequests, load_requests_free)
/* Borrowed. */
const GString *load_requests_get(LoadRequests *requests, const LoadConnection *connection);
