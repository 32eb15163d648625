#include "media/rtc/net/tcp_writer.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

bool tcp_writer_has_rest(const TcpWriter *writer) {
    return writer->at < writer->end;
}

bool tcp_writer_go_on(TcpWriter *writer, int fd) {
    if (!tcp_writer_has_rest(writer))
        return true;
    ssize_t n = send(fd, writer->rest + writer->at, (size_t)(writer->end - writer->at),
                     MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0)
        writer->at = (uint16_t)(writer->at + n);
    return !tcp_writer_has_rest(writer);
}

/* A frame of which `sent` bytes, not all, have gone. */
static void keep_rest(TcpWriter *writer, const struct iovec frame[2], size_t sent) {
    memcpy(writer->rest, frame[0].iov_base, frame[0].iov_len);
    memcpy(writer->rest + frame[0].iov_len, frame[1].iov_base, frame[1].iov_len);
    writer->at = (uint16_t)sent;
    writer->end = (uint16_t)(frame[0].iov_len + frame[1].iov_len);
}

unsigned tcp_writer_send(TcpWriter *writer, int fd, const uint8_t *bytes, size_t length,
                         size_t segment) {
    uint8_t heads[TCP_WRITER_RUN_PACKETS][TCP_FRAME_HEAD_BYTES];
    struct iovec parts[TCP_WRITER_RUN_PACKETS][2];
    unsigned n = 0;
    if (segment == 0 || segment > TCP_WRITER_PACKET_BYTES || !tcp_writer_go_on(writer, fd))
        return 0;
    for (size_t at = 0; at < length && n < TCP_WRITER_RUN_PACKETS; at += segment, n++) {
        size_t size = length - at < segment ? length - at : segment;
        tcp_frame_put_head((uint16_t)size, heads[n]);
        parts[n][0] = (struct iovec){heads[n], TCP_FRAME_HEAD_BYTES};
        parts[n][1] = (struct iovec){(void *)(bytes + at), size};
    }
    const struct msghdr message = {.msg_iov = parts[0], .msg_iovlen = (size_t)2 * n};
    ssize_t result = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    size_t sent = result > 0 ? (size_t)result : 0;
    for (unsigned i = 0; i < n; i++) {
        size_t frame = TCP_FRAME_HEAD_BYTES + parts[i][1].iov_len;
        if (sent < frame) {
            if (sent > 0)
                keep_rest(writer, parts[i], sent);
            return i + (sent > 0);
        }
        sent -= frame;
    }
    return n;
}
