#include "media/rtc/dtls/dtls_pipe.h"

#include <string.h>

/* RFC 6347 §4.1 */
#define RECORD_HEADER_BYTES 13
#define LENGTH_AT           11

void dtls_pipe_flush(DtlsPipe *pipe) {
    if (pipe->n_out == 0)
        return;
    pipe->send(pipe->out, pipe->n_out, pipe->user);
    pipe->n_out = 0;
}

/* A write is at most the MTU, which OpenSSL is told; a larger one would be its fault and is lost as
 * in a network. */
static int on_write(BIO *bio, const char *data, int n_bytes) {
    DtlsPipe *pipe = BIO_get_data(bio);
    if (n_bytes <= 0 || !pipe->out || (size_t)n_bytes > pipe->mtu_bytes)
        return n_bytes;
    if (pipe->n_out + (size_t)n_bytes > pipe->mtu_bytes)
        dtls_pipe_flush(pipe);
    memcpy(pipe->out + pipe->n_out, data, (size_t)n_bytes);
    pipe->n_out += (size_t)n_bytes;
    return n_bytes;
}

/* A record with its header; what is no whole record to its end. */
static size_t first_record(const uint8_t *data, size_t n_bytes) {
    if (n_bytes < RECORD_HEADER_BYTES)
        return n_bytes;
    size_t length =
        RECORD_HEADER_BYTES + ((size_t)data[LENGTH_AT] << 8 | (size_t)data[LENGTH_AT + 1]);
    return length < n_bytes ? length : n_bytes;
}

/* What does not fit is lost, as recv(2) does it. */
static int on_read(BIO *bio, char *ret_data, int size) {
    DtlsPipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (pipe->n_in == 0 || size <= 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t n_record = first_record(pipe->in, pipe->n_in);
    size_t n_taken = n_record < (size_t)size ? n_record : (size_t)size;
    memcpy(ret_data, pipe->in, n_taken);
    pipe->in += n_record;
    pipe->n_in -= n_record;
    return (int)n_taken;
}

/* Gathering goes on over BIO_CTRL_FLUSH. The MTU is set by hand, no other question matters. */
static long on_control(BIO *bio, int command, long number, void *pointer) {
    return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP ? 1 : 0;
}

static int on_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD *dtls_pipe_method_new(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "datagrams");
    if (method) {
        BIO_meth_set_write(method, on_write);
        BIO_meth_set_read(method, on_read);
        BIO_meth_set_ctrl(method, on_control);
        BIO_meth_set_create(method, on_create);
    }
    return method;
}

BIO *dtls_pipe_bio_new(BIO_METHOD *method, DtlsPipe *pipe) {
    BIO *bio = BIO_new(method);
    if (bio)
        BIO_set_data(bio, pipe);
    return bio;
}
