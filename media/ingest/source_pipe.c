#include "media/ingest/source_pipe.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define CLOSED (-1)

static void raise_buffer(int fd, int option) {
    int size = SOURCE_PIPE_BUFFER_BYTES;
    int forced = option == SO_SNDBUF ? SO_SNDBUFFORCE : SO_RCVBUFFORCE;
    if (setsockopt(fd, SOL_SOCKET, forced, &size, sizeof size) != 0)
        setsockopt(fd, SOL_SOCKET, option, &size, sizeof size);
}

bool source_pipe_make(int *ret_writer_fd, int *ret_reader_fd) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return false;
    raise_buffer(fds[0], SO_SNDBUF);
    shutdown(fds[0], SHUT_RD);
    *ret_writer_fd = fds[0];
    *ret_reader_fd = fds[1];
    return true;
}

void source_pipe_init(SourcePipe *pipe) {
    *pipe = (SourcePipe){.fd = CLOSED};
}

void source_pipe_open(SourcePipe *pipe, int take_fd) {
    source_pipe_close(pipe);
    pipe->fd = take_fd;
    pipe->dropped_bytes = 0;
}

void source_pipe_close(SourcePipe *pipe) {
    if (pipe->fd != CLOSED)
        close(pipe->fd);
    g_free(pipe->rest);
    uint64_t dropped_bytes = pipe->dropped_bytes;
    *pipe = (SourcePipe){.fd = CLOSED, .dropped_bytes = dropped_bytes};
}

bool source_pipe_is_open(const SourcePipe *pipe) {
    return pipe->fd != CLOSED;
}

/* Bytes taken; 0: none now; -1: nobody reads any more. */
static ssize_t try_send(SourcePipe *pipe, const uint8_t *bytes, size_t n) {
    ssize_t sent;
    do
        sent = send(pipe->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS))
        return 0;
    return sent;
}

static void keep_rest(SourcePipe *pipe, const uint8_t *bytes, size_t n) {
    if (n > pipe->rest_capacity) {
        g_free(pipe->rest);
        pipe->rest = g_malloc(n);
        pipe->rest_capacity = n;
    }
    memcpy(pipe->rest, bytes, n);
    pipe->rest_at = 0;
    pipe->rest_n = n;
}

static SourcePipeResult send_rest(SourcePipe *pipe) {
    while (pipe->rest_at < pipe->rest_n) {
        ssize_t sent = try_send(pipe, pipe->rest + pipe->rest_at, pipe->rest_n - pipe->rest_at);
        if (sent <= 0)
            return sent < 0 ? SOURCE_PIPE_BROKEN : SOURCE_PIPE_FULL;
        pipe->rest_at += (size_t)sent;
    }
    return SOURCE_PIPE_TAKEN;
}

SourcePipeResult source_pipe_write(SourcePipe *pipe, const uint8_t *bytes, size_t n) {
    SourcePipeResult result = send_rest(pipe);
    if (result == SOURCE_PIPE_TAKEN) {
        ssize_t sent = try_send(pipe, bytes, n);
        if (sent > 0 && (size_t)sent < n)
            keep_rest(pipe, bytes + sent, n - (size_t)sent);
        result = sent < 0 ? SOURCE_PIPE_BROKEN : sent == 0 ? SOURCE_PIPE_FULL : SOURCE_PIPE_TAKEN;
    }
    if (result != SOURCE_PIPE_TAKEN)
        pipe->dropped_bytes += n;
    return result;
}

bool source_pipe_flush(SourcePipe *pipe) {
    return pipe->fd != CLOSED && send_rest(pipe) == SOURCE_PIPE_FULL;
}
