/* tongping-program: one meeting's media in a process of its own, started by the server with the
 * link as descriptor 3 (media/link/link.h). It ends with its link, its parent or SIGTERM, at any
 * moment and without ceremony: it owns nothing that outlives it. `--check` says what GStreamer
 * lacks, for the doctor. */
#include <gst/gst.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "media/link/link.h"
#include "media/program/element_check.h"
#include "media/program/link_socket.h"
#include "media/program/outbox.h"
#include "media/program/program.h"

typedef struct Child {
    LinkSocket *socket;
    Program *program;
} Child;

static void on_term(int number) {
    _exit(EXIT_SUCCESS);
}

static bool on_frame(const LinkFrame *frame, void *user) {
    Child *child = user;
    int fd = program_wants_descriptor(frame) ? link_socket_take_descriptor(child->socket) : -1;
    return program_command(child->program, frame, fd);
}

static bool is_socket(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
}

/* The search for new plug-ins in a process of its own would cost more than the whole start. */
static void start_gstreamer(void) {
    g_setenv("GST_REGISTRY_FORK", "no", FALSE);
    gst_init(NULL, NULL);
}

static int check(void) {
    g_autofree char *text = NULL;
    start_gstreamer();
    bool is_complete = element_check_run(&text);
    fputs(text, stdout);
    return is_complete ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--check") == 0)
        return check();
    g_autoptr(GError) error = NULL;
    if (!log_open(LOG_INFO, NULL, &error))
        return EXIT_FAILURE;
    if (!is_socket(LINK_SOCKET_FD)) {
        log_event(LOG_ERROR, "program", "started without a link: the server starts this program",
                  NULL);
        return 2;
    }
    signal(SIGTERM, on_term);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    start_gstreamer();
    Outbox *outbox = outbox_new(LINK_SOCKET_FD, &error);
    if (outbox == NULL) {
        log_error(LOG_ERROR, "program", "the programme does not start", error);
        return EXIT_FAILURE;
    }
    Child child = {.program = program_new(outbox)};
    child.socket = link_socket_new(LINK_SOCKET_FD, on_frame, &child);
    while (link_socket_read(child.socket, &error))
        continue;
    if (error != NULL)
        log_error(LOG_ERROR, "program", "the link broke", error);
    _exit(error == NULL ? EXIT_SUCCESS : EXIT_FAILURE);
}
