/* HTTP/1.1 load on loopback: many connections, exact answers, CPU and memory of the server. */
#include <signal.h>
#include <stdlib.h>

#include "tests/bench/load_drip.h"
#include "tests/bench/load_options.h"
#include "tests/bench/load_run.h"

#define EXIT_USAGE 2

int main(int argc, char **argv) {
    g_autoptr(GError) error = NULL;
    LoadOptions options;
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
    if (!load_options_read(&options, argc, argv, &error)) {
        g_printerr("httpload: %s\n", error->message);
        return EXIT_USAGE;
    }
    bool good = options.drip ? load_drip(&options, &error) : load_run(&options, &error);
    if (error)
        g_printerr("httpload: %s\n", error->message);
    load_options_clear(&options);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
