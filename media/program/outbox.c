#include "media/program/outbox.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/worker.h"
#include "media/link/link_text.h"

#define MAILBOX        4096
#define SEND_TIMEOUT_S 2

struct Outbox {
    int fd;
    Worker *writer;
    _Atomic size_t waiting; /* bytes */
};

typedef struct Letter {
    Outbox *outbox;
    GByteArray *bytes;
} Letter;

G_NORETURN static void give_up(const char *why) {
    log_event(LOG_ERROR, "program", why, NULL);
    _exit(EXIT_FAILURE);
}

static void free_letter(void *data) {
    Letter *letter = data;
    g_byte_array_unref(letter->bytes);
    g_free(letter);
}

static void write_letter(void *data) {
    Letter *letter = data;
    const uint8_t *at = letter->bytes->data;
    size_t left = letter->bytes->len;
    while (left > 0) {
        ssize_t n = send(letter->outbox->fd, at, left, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            give_up("the server does not read");
        if (n < 0)
            _exit(EXIT_SUCCESS); /* the server is gone */
        at += n;
        left -= (size_t)n;
    }
    atomic_fetch_sub(&letter->outbox->waiting, letter->bytes->len);
}

Outbox *outbox_new(int fd, GError **error) {
    Outbox *outbox = g_new0(Outbox, 1);
    struct timeval timeout = {.tv_sec = SEND_TIMEOUT_S};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    outbox->fd = fd;
    outbox->writer = worker_start(
        &(WorkerOptions){.name = "outbox", .mailbox_posts = MAILBOX, .loop = &WORKER_LOOP_QUEUE},
        error);
    if (outbox->writer == NULL)
        g_clear_pointer(&outbox, g_free);
    return outbox;
}

static void post(Outbox *outbox, GByteArray *take_bytes) {
    Letter *letter = g_new(Letter, 1);
    *letter = (Letter){outbox, take_bytes};
    size_t waiting = atomic_fetch_add(&outbox->waiting, take_bytes->len) + take_bytes->len;
    if (waiting > OUTBOX_MAX_BYTES ||
        !worker_post(outbox->writer, write_letter, letter, free_letter, NULL))
        give_up("the server reads too slowly");
}

void outbox_track(Outbox *outbox, unsigned track, const MediaTrack *info) {
    GByteArray *bytes = g_byte_array_new();
    link_append_track(bytes, track, info);
    post(outbox, bytes);
}

void outbox_sample(Outbox *outbox, unsigned track, const MediaSample *sample) {
    GByteArray *bytes = g_byte_array_sized_new((guint)sample->length + 64);
    link_append_sample(bytes, track, sample);
    post(outbox, bytes);
}

void outbox_text(Outbox *outbox, LinkType type, const JsonTable *table, const void *data) {
    GByteArray *bytes = g_byte_array_new();
    g_autofree char *text = json_table_write(table, data);
    link_append_text(bytes, type, text);
    post(outbox, bytes);
}

void outbox_note(Outbox *outbox, LogLevel level, const char *text) {
    g_autofree char *copy = g_utf8_make_valid(text, -1);
    if (g_utf8_strlen(copy, -1) > 500)
        *g_utf8_offset_to_pointer(copy, 500) = '\0';
    LinkNote note = {.level = level, .text = copy};
    outbox_text(outbox, LINK_NOTE, &LINK_NOTE_TABLE, &note);
}
