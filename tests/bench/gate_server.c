/* The gate alone, for benchmarks: a playlist and parts behind tokens, held requests released each
 * half second, and files of a folder. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/gate/gate.h"
#include "base/gate/static_files.h"
#include "base/token.h"
#include "tests/bench/bench_objects.h"

#define EXIT_USAGE      2
#define STOP_GRACE_US   (2 * CLOCK_US_PER_S)
#define MAX_CONNECTIONS 19000 /* below RLIMIT_NOFILE of our machines, 20,000 */
#define NS_PER_MS       1000000
#define IDLE_S          600

typedef struct Options {
    char *data, *directory, *certificate, *key;
    int workers, release_ms;
} Options;

static bool read_options(Options *options, int argc, char **argv, GError **error) {
    const GOptionEntry entries[] = {
        {"data", 0, 0, G_OPTION_ARG_FILENAME, &options->data, "for token keys", "DIR"},
        {"directory", 0, 0, G_OPTION_ARG_FILENAME, &options->directory, "files to serve", "DIR"},
        {"certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "PEM", "FILE"},
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "PEM", "FILE"},
        {"workers", 0, 0, G_OPTION_ARG_INT, &options->workers, "threads", "N"},
        {"release-ms", 0, 0, G_OPTION_ARG_INT, &options->release_ms, "0: hold for ever", "MS"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- the gate under load");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error))
        return false;
    if (options->data && options->workers > 0 && options->release_ms >= 0)
        return true;
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "cannot start without --data DIR");
    return false;
}

static Gate *start_gate(const Options *options, BenchObjects *objects, StaticFiles *files,
                        GError **error) {
    static const char *const listen[] = {"127.0.0.1:0", NULL};
    static const char *const no_proxies[] = {NULL};
    GateRoute routes[] = {
        {BENCH_PREFIX, bench_objects_handler(objects)},
        {files ? "/" : NULL, {0}},
        {NULL, {0}},
    };
    if (files)
        routes[1].handler = static_files_handler(files);
    return gate_start(&(GateOptions){.listen = listen,
                                     .n_workers = (unsigned)options->workers,
                                     .max_connections = MAX_CONNECTIONS,
                                     .max_connections_per_address = MAX_CONNECTIONS,
                                     .header_timeout_us = 10 * CLOCK_US_PER_S,
                                     .idle_timeout_us = IDLE_S * CLOCK_US_PER_S,
                                     .write_timeout_us = 30 * CLOCK_US_PER_S,
                                     .relay_timeout_us = 30 * CLOCK_US_PER_S,
                                     .trusted_proxies = no_proxies,
                                     .tls = {options->certificate, options->key},
                                     .routes = routes},
                      error);
}

static void print_ready(const Gate *gate, BenchObjects *objects) {
    char token[TOKEN_TEXT_MAX_BYTES];
    bench_objects_sign(objects, 1, token);
    printf("READY port=%u token=%s\n", gate_port(gate, 0), token);
    fflush(stdout);
}

/* Releases held requests until SIGTERM or SIGINT, which `stop_signals` has blocked. */
static void run(const Options *options, BenchObjects *objects, Gate *gate,
                const sigset_t *stop_signals) {
    struct timespec period = {options->release_ms / 1000,
                              options->release_ms % 1000 * (long)NS_PER_MS};
    const struct timespec *wait = options->release_ms > 0 ? &period : NULL;
    for (;;) {
        int number =
            wait ? sigtimedwait(stop_signals, NULL, wait) : sigwaitinfo(stop_signals, NULL);
        if (number > 0)
            return;
        if (errno == EAGAIN)
            bench_objects_release(objects, gate);
    }
}

static bool serve(const Options *options, const sigset_t *stop_signals, GError **error) {
    g_autoptr(TokenKeys) keys = token_keys_open(options->data, error);
    if (!keys)
        return false;
    g_autoptr(BenchObjects) objects = bench_objects_new(keys, error);
    if (!objects)
        return false;
    g_autoptr(StaticFiles) files = NULL;
    if (options->directory) {
        files = static_files_open(&(StaticFilesOptions){.directory = options->directory}, error);
        if (!files)
            return false;
    }
    g_autoptr(Gate) gate = start_gate(options, objects, files, error);
    if (!gate)
        return false;
    bench_objects_set_key(objects, gate_new_key(gate));
    print_ready(gate, objects);
    run(options, objects, gate, stop_signals);
    gate_stop(gate, STOP_GRACE_US);
    printf("SENT bytes=%" PRIu64 "\n", bench_objects_sent_bytes(objects));
    return true;
}

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    Options options = {.workers = 1, .release_ms = 500};
    if (!read_options(&options, argc, argv, &error)) {
        g_printerr("gate_server: %s\n", error->message);
        return EXIT_USAGE;
    }
    sigset_t stop_signals;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    bool good = serve(&options, &stop_signals, &error);
    if (!good)
        g_printerr("gate_server: %s\n", error->message);
    g_free(options.data);
    g_free(options.directory);
    g_free(options.certificate);
    g_free(options.key);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
