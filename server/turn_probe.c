#include "server/turn_probe.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define HEADER_BYTES      20u
#define ANSWER_MAX_BYTES  1500u
#define TRANSACTION_BYTES 12u
#define UDP_TRIES         3    /* a datagram may be lost */
#define CLASS_MASK        0x01 /* of the first byte: an answer (RFC 8489 §5) */

typedef struct Question {
    uint8_t bytes[HEADER_BYTES];
} Question;

/* A Binding request without attributes. */
static void ask_new(Question *ret_question) {
    static const uint8_t HEAD[] = {0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xa4, 0x42};
    memcpy(ret_question->bytes, HEAD, sizeof HEAD);
    for (unsigned i = 0; i < TRANSACTION_BYTES; i++)
        ret_question->bytes[sizeof HEAD + i] = (uint8_t)g_random_int_range(0, 256);
}

/* Success or error: whoever answers this transaction is a STUN server. */
static bool is_answer(const Question *question, const uint8_t *bytes, ssize_t length) {
    return length >= (ssize_t)HEADER_BYTES && (bytes[0] & CLASS_MASK) != 0 &&
           memcmp(bytes + 4, question->bytes + 4, HEADER_BYTES - 4) == 0;
}

/* ---- UDP ---- */

/* `fd` is connected: a closed port is told. */
static TurnOutcome ask_udp(int fd, const Question *question) {
    uint8_t answer[ANSWER_MAX_BYTES];
    for (int i = 0; i < UDP_TRIES; i++) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (send(fd, question->bytes, HEADER_BYTES, MSG_NOSIGNAL) < 0)
            return TURN_UNREACHABLE;
        if (poll(&wait, 1, TURN_PROBE_S * 1000 / UDP_TRIES) <= 0)
            continue;
        ssize_t length = recv(fd, answer, sizeof answer, 0);
        if (length < 0 && errno == ECONNREFUSED)
            return TURN_UNREACHABLE;
        if (is_answer(question, answer, length))
            return TURN_ANSWERS;
    }
    return TURN_SILENT;
}

/* ---- TCP ---- */

static TurnOutcome ask_tcp(int fd, const Question *question) {
    uint8_t answer[ANSWER_MAX_BYTES];
    if (send(fd, question->bytes, HEADER_BYTES, MSG_NOSIGNAL) < 0)
        return TURN_SILENT;
    ssize_t length = recv(fd, answer, HEADER_BYTES, MSG_WAITALL);
    return is_answer(question, answer, length) ? TURN_ANSWERS : TURN_SILENT;
}

/* ---- TLS ---- */

static void expect_name(SSL *ssl, const char *name) {
    if (g_hostname_is_ip_address(name)) {
        (void)X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name);
        return;
    }
    (void)SSL_set1_host(ssl, name);
    (void)SSL_set_tlsext_host_name(ssl, name);
}

/* The certificate is looked at behind the answer, which comes without it, too. */
static TurnOutcome ask_ssl(SSL *ssl, const Question *question) {
    uint8_t answer[ANSWER_MAX_BYTES];
    if (SSL_connect(ssl) != 1)
        return TURN_WITHOUT_TLS;
    if (SSL_write(ssl, question->bytes, HEADER_BYTES) <= 0 ||
        !is_answer(question, answer, SSL_read(ssl, answer, sizeof answer)))
        return TURN_SILENT;
    return SSL_get_verify_result(ssl) == X509_V_OK ? TURN_ANSWERS : TURN_DISTRUSTED;
}

static TurnOutcome ask_tls(int fd, const Question *question, const char *name) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *ssl = NULL;
    TurnOutcome outcome = TURN_WITHOUT_TLS;
    if (context && SSL_CTX_set_default_verify_paths(context) == 1)
        ssl = SSL_new(context);
    if (ssl && SSL_set_fd(ssl, fd) == 1) {
        expect_name(ssl, name);
        outcome = ask_ssl(ssl, question);
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    return outcome;
}

/* ---- all of them ---- */

static int open_socket(const TurnPlace *place) {
    const struct timeval patience = {.tv_sec = TURN_PROBE_S};
    int type = place->transport == TURN_BY_UDP ? SOCK_DGRAM : SOCK_STREAM;
    int fd = socket(place->address->sa_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

TurnOutcome turn_probe_ask(const TurnPlace *place) {
    Question question;
    TurnOutcome outcome = TURN_UNREACHABLE;
    int fd = open_socket(place);
    if (fd < 0)
        return TURN_UNREACHABLE;
    ask_new(&question);
    if (connect(fd, place->address, place->length) != 0)
        outcome = errno == EINPROGRESS ? TURN_SILENT : TURN_UNREACHABLE;
    else if (place->transport == TURN_BY_UDP)
        outcome = ask_udp(fd, &question);
    else if (place->transport == TURN_BY_TCP)
        outcome = ask_tcp(fd, &question);
    else
        outcome = ask_tls(fd, &question, place->name);
    close(fd);
    return outcome;
}
