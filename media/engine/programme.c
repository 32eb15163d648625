#include "media/engine/programme.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "media/engine/child_process.h"
#include "media/link/link.h"

#define READ_BYTES     (256u * 1024)
#define READS_PER_TURN 16u

/* One frame on its way to the child. */
typedef struct Message {
    GByteArray *bytes;
    size_t sent;
    int fd; /* goes with the first byte; -1: none */
} Message;

struct Programme {
    EventWatch watch; /* first */
    Timer deadline;   /* until READY, later until the next sample */
    EventLoop *loop;
    ChildProcess *child;
    int socket;
    LinkReader *reader;
    GQueue waiting; /* Message */
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    bool is_ready, has_samples, is_over;
    int64_t last_sample_us;
    const ProgrammeEvents *events;
    void *user;
    uint8_t *buffer; /* READ_BYTES */
};

static Programme *of_timer(Timer *timer) {
    return (Programme *)((char *)timer - offsetof(Programme, deadline));
}

/* ---- its end ---- */

void programme_end(Programme *programme, const char *reason) {
    if (programme->is_over)
        return;
    programme->is_over = true;
    event_loop_remove(&programme->watch);
    event_loop_cancel_timer(programme->loop, &programme->deadline);
    programme->events->on_end(reason, programme->user);
}

static void on_child_end(int status, void *user) {
    g_autofree char *reason = WIFSIGNALED(status)
                                  ? g_strdup_printf("killed by signal %d", WTERMSIG(status))
                                  : g_strdup_printf("ended with status %d", WEXITSTATUS(status));
    programme_end(user, reason);
}

static void on_deadline(Timer *timer, void *user) {
    Programme *programme = of_timer(timer);
    int64_t now_us = event_loop_now_us(programme->loop);
    if (programme->has_samples && now_us - programme->last_sample_us < PROGRAMME_QUIET_US)
        event_loop_set_timer(programme->loop, timer, programme->last_sample_us + PROGRAMME_QUIET_US,
                             on_deadline);
    else
        programme_end(programme, programme->is_ready ? "it is stuck" : "it did not become ready");
}

/* ---- what the child says ---- */

static bool hear_text(const LinkFrame *frame, const JsonTable *table, void *ret_struct) {
    return json_table_read(table, (const char *)frame->payload, frame->length, LINK_TEXT_MAX_BYTES,
                           ret_struct, NULL);
}

static bool hear_ready(Programme *programme, const LinkFrame *frame) {
    LinkReady ready;
    if (programme->is_ready || !hear_text(frame, &LINK_READY_TABLE, &ready))
        return false;
    programme->is_ready = true;
    event_loop_set_timer(programme->loop, &programme->deadline,
                         event_loop_now_us(programme->loop) + PROGRAMME_QUIET_US, on_deadline);
    programme->events->on_ready(ready.wall_us, programme->user);
    return true;
}

static bool hear_track(Programme *programme, const LinkFrame *frame) {
    if (frame->track >= programme->n_tracks ||
        !link_read_track(frame, &programme->tracks[frame->track]))
        return false;
    programme->events->on_track(frame->track, &programme->tracks[frame->track], programme->user);
    return true;
}

static bool hear_sample(Programme *programme, const LinkFrame *frame) {
    MediaSample sample;
    if (!programme->is_ready || frame->track >= programme->n_tracks ||
        programme->tracks[frame->track].config_length == 0 || !link_read_sample(frame, &sample))
        return false;
    programme->has_samples = true;
    programme->last_sample_us = event_loop_now_us(programme->loop);
    programme->events->on_sample(frame->track, &sample, programme->user);
    return true;
}

#define DEFINE_REPORT(name, Struct, TABLE)                                                         \
    static bool hear_##name(Programme *programme, const LinkFrame *frame) {                        \
        Struct report;                                                                             \
        if (!hear_text(frame, &TABLE, &report))                                                    \
            return false;                                                                          \
        programme->events->on_##name(&report, programme->user);                                    \
        json_table_clear(&TABLE, &report);                                                         \
        return true;                                                                               \
    }

DEFINE_REPORT(levels, LinkLevels, LINK_LEVELS_TABLE)
DEFINE_REPORT(input, LinkInputReport, LINK_INPUT_REPORT_TABLE)
DEFINE_REPORT(load, LinkLoad, LINK_LOAD_TABLE)

static bool hear_note(Programme *programme, const LinkFrame *frame) {
    LinkNote note;
    if (!hear_text(frame, &LINK_NOTE_TABLE, &note))
        return false;
    LogLevel level =
        note.level >= LOG_ERROR && note.level <= LOG_DEBUG ? (LogLevel)note.level : LOG_WARNING;
    log_event(level, "programme", "note", LOG_FIELDS({"text", note.text}));
    json_table_clear(&LINK_NOTE_TABLE, &note);
    return true;
}

static const struct {
    LinkType type;
    bool (*hear)(Programme *programme, const LinkFrame *frame);
} FRAMES[] = {
    {LINK_SAMPLE, hear_sample}, {LINK_LEVELS, hear_levels}, {LINK_INPUT, hear_input},
    {LINK_LOAD, hear_load},     {LINK_TRACK, hear_track},   {LINK_READY, hear_ready},
    {LINK_NOTE, hear_note},
};

static bool on_frame(const LinkFrame *frame, void *user) {
    Programme *programme = user;
    for (unsigned i = 0; i < G_N_ELEMENTS(FRAMES); i++)
        if (FRAMES[i].type == frame->type)
            return FRAMES[i].hear(programme, frame);
    return false;
}

static void hear(Programme *programme) {
    for (unsigned i = 0; i < READS_PER_TURN && !programme->is_over; i++) {
        ssize_t n = recv(programme->socket, programme->buffer, READ_BYTES, 0);
        g_autoptr(GError) error = NULL;
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            programme_end(programme, "it closed its socket");
            return;
        }
        if (!link_reader_push(programme->reader, programme->buffer, (size_t)n, &error)) {
            programme_end(programme, error->message);
            return;
        }
        if ((size_t)n < READ_BYTES)
            return;
    }
}

/* ---- what it is told ---- */

static void free_message(void *data) {
    Message *message = data;
    g_byte_array_unref(message->bytes);
    if (message->fd >= 0)
        close(message->fd);
    g_free(message);
}

static ssize_t send_some(const Programme *programme, const Message *message) {
    struct iovec piece = {message->bytes->data + message->sent,
                          message->bytes->len - message->sent};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {{0}};
    struct msghdr head = {.msg_iov = &piece, .msg_iovlen = 1};
    if (message->fd >= 0 && message->sent == 0) {
        head.msg_control = control.bytes;
        head.msg_controllen = sizeof control.bytes;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&head);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(rights), &message->fd, sizeof(int));
    }
    return sendmsg(programme->socket, &head, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void tell_waiting(Programme *programme) {
    Message *message;
    while ((message = g_queue_peek_head(&programme->waiting))) {
        ssize_t n = send_some(programme, message);
        if (n < 0)
            break; /* full, or gone: its end is told by reading */
        message->sent += (size_t)n;
        if (message->sent < message->bytes->len)
            break;
        free_message(g_queue_pop_head(&programme->waiting));
    }
    event_loop_change(&programme->watch,
                      g_queue_is_empty(&programme->waiting) ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

static void tell(Programme *programme, LinkType type, char *take_json, int take_fd) {
    Message *message = g_new(Message, 1);
    *message = (Message){g_byte_array_new(), 0, take_fd};
    link_append_text(message->bytes, type, take_json);
    g_free(take_json);
    if (programme->is_over || g_queue_get_length(&programme->waiting) == PROGRAMME_MAX_WAITING) {
        free_message(message);
        return;
    }
    g_queue_push_tail(&programme->waiting, message);
    tell_waiting(programme);
}

static void on_socket(EventWatch *watch, uint32_t events) {
    Programme *programme = (Programme *)watch;
    if (events & EPOLLOUT)
        tell_waiting(programme);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        hear(programme);
}

void programme_open_input(Programme *programme, const LinkInputOpen *input, int take_fd) {
    tell(programme, LINK_INPUT_OPEN, json_table_write(&LINK_INPUT_OPEN_TABLE, input), take_fd);
}

void programme_close_input(Programme *programme, int64_t id) {
    LinkInputRef ref = {id};
    tell(programme, LINK_INPUT_CLOSE, json_table_write(&LINK_INPUT_REF_TABLE, &ref), -1);
}

void programme_cut(Programme *programme, bool on) {
    LinkCut cut = {on};
    tell(programme, LINK_CUT, json_table_write(&LINK_CUT_TABLE, &cut), -1);
}

void programme_set_rung(Programme *programme, unsigned track, bool on) {
    LinkRung rung = {track, on};
    tell(programme, LINK_RUNG, json_table_write(&LINK_RUNG_TABLE, &rung), -1);
}

void programme_set_slate(Programme *programme, const char *title, const char *line) {
    LinkSlate slate = {(char *)title, (char *)line};
    tell(programme, LINK_SLATE, json_table_write(&LINK_SLATE_TABLE, &slate), -1);
}

bool programme_is_ready(const Programme *programme) {
    return programme->is_ready;
}

/* ---- life ---- */

Programme *programme_start(const ProgrammeOptions *options, GError **error) {
    Programme *programme = g_new0(Programme, 1);
    programme->loop = options->loop;
    programme->events = options->events;
    programme->user = options->user;
    programme->n_tracks = options->n_tracks;
    memcpy(programme->tracks, options->tracks, options->n_tracks * sizeof(MediaTrack));
    programme->child = child_process_start(options->loop, options->program, &programme->socket,
                                           on_child_end, programme, error);
    if (!programme->child) {
        g_free(programme);
        return NULL;
    }
    programme->reader = link_reader_new(on_frame, programme);
    programme->buffer = g_malloc(READ_BYTES);
    event_loop_add(options->loop, &programme->watch, programme->socket, EPOLLIN, on_socket);
    event_loop_set_timer(options->loop, &programme->deadline,
                         clock_monotonic_us() + PROGRAMME_READY_US, on_deadline);
    tell(programme, LINK_START, json_table_write(&LINK_START_TABLE, options->start), -1);
    return programme;
}

void programme_free(Programme *programme) {
    if (!programme)
        return;
    event_loop_remove(&programme->watch);
    event_loop_cancel_timer(programme->loop, &programme->deadline);
    child_process_free(programme->child);
    close(programme->socket);
    link_reader_free(programme->reader);
    for (Message *message; (message = g_queue_pop_head(&programme->waiting));)
        free_message(message);
    g_free(programme->buffer);
    g_free(programme);
}
