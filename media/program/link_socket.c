#include "media/program/link_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

#define CHUNK_BYTES     65536
#define MAX_DESCRIPTORS 16

struct LinkSocket {
    int fd;
    LinkReader *reader;
    int descriptors[MAX_DESCRIPTORS];
    unsigned n_descriptors;
    uint8_t chunk[CHUNK_BYTES];
};

LinkSocket *link_socket_new(int fd, LinkFrameFn on_frame, void *user) {
    LinkSocket *socket = g_new0(LinkSocket, 1);
    socket->fd = fd;
    socket->reader = link_reader_new(on_frame, user);
    return socket;
}

void link_socket_free(LinkSocket *socket) {
    if (socket == NULL)
        return;
    for (unsigned i = 0; i < socket->n_descriptors; i++)
        close(socket->descriptors[i]);
    link_reader_free(socket->reader);
    g_free(socket);
}

static void keep_descriptors(LinkSocket *socket, struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL;
         part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
            if (socket->n_descriptors < MAX_DESCRIPTORS)
                socket->descriptors[socket->n_descriptors++] = fd;
            else
                close(fd);
        }
    }
}

bool link_socket_read(LinkSocket *socket, GError **error) {
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int) * MAX_DESCRIPTORS)];
    } control;
    struct iovec chunk = {socket->chunk, sizeof socket->chunk};
    struct msghdr message = {.msg_iov = &chunk,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t n;
    do
        n = recvmsg(socket->fd, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "reading the link failed: %s", g_strerror(errno));
        return false;
    }
    keep_descriptors(socket, &message);
    return n > 0 && link_reader_push(socket->reader, socket->chunk, (size_t)n, error);
}

int link_socket_take_descriptor(LinkSocket *socket) {
    if (socket->n_descriptors == 0)
        return -1;
    int fd = socket->descriptors[0];
    socket->n_descriptors--;
    memmove(socket->descriptors, socket->descriptors + 1,
            socket->n_descriptors * sizeof socket->descriptors[0]);
    return fd;
}
