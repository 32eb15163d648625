#include "media/rtc/dtls/dtls_mail.h"

#include <string.h>

#include "media/rtc/dtls/dtls_pipe.h"

/* A flight is one datagram; a handshake that ends in the same call adds an alert to it. */
#define MAX_DATAGRAMS 4

struct DtlsMail {
    DtlsListener listener;
    uint64_t peer;
    bool has_keys, has_end;
    DtlsEnd end;
    GError *error;
    DtlsKeys keys;
    size_t n_farewell;
    uint8_t farewell[DTLS_FAREWELL_MAX_BYTES];
    unsigned n_datagrams;
    struct {
        uint16_t n_bytes;
        uint8_t *bytes;
    } datagrams[MAX_DATAGRAMS];
};

DtlsMail *dtls_mail_new(const DtlsListener *listener, uint64_t peer) {
    DtlsMail *mail = g_new0(DtlsMail, 1);
    mail->listener = *listener;
    mail->peer = peer;
    return mail;
}

void dtls_mail_free(DtlsMail *mail) {
    if (!mail)
        return;
    for (unsigned i = 0; i < mail->n_datagrams; i++)
        g_free(mail->datagrams[i].bytes);
    dtls_keys_clear(&mail->keys);
    g_clear_error(&mail->error);
    g_free(mail);
}

void dtls_mail_add_datagram(DtlsMail *mail, const uint8_t *data, size_t n_bytes) {
    if (mail->n_datagrams == MAX_DATAGRAMS) /* lost as in a network */
        return;
    mail->datagrams[mail->n_datagrams].bytes = g_memdup2(data, n_bytes);
    mail->datagrams[mail->n_datagrams++].n_bytes = (uint16_t)n_bytes;
}

void dtls_mail_set_farewell(DtlsMail *mail, const uint8_t *data, size_t n_bytes) {
    g_return_if_fail(n_bytes <= sizeof mail->farewell);
    mail->n_farewell = n_bytes;
    memcpy(mail->farewell, data, n_bytes);
}

void dtls_mail_set_keys(DtlsMail *mail, const DtlsKeys *keys) {
    mail->keys = *keys;
    mail->has_keys = true;
}

void dtls_mail_set_end(DtlsMail *mail, DtlsEnd end, GError *take_error) {
    g_clear_error(&mail->error);
    mail->has_end = true;
    mail->end = end;
    mail->error = take_error;
}

bool dtls_mail_is_news(const DtlsMail *mail) {
    return mail->has_keys || mail->has_end;
}

static void read_aloud(void *data) {
    DtlsMail *mail = data;
    const DtlsEvents *events = mail->listener.events;
    void *user = mail->listener.user;
    for (unsigned i = 0; i < mail->n_datagrams; i++)
        events->on_datagram(mail->peer, mail->datagrams[i].bytes, mail->datagrams[i].n_bytes, user);
    if (mail->has_keys)
        events->on_keys(mail->peer, &mail->keys, user);
    if (mail->n_farewell > 0)
        events->on_farewell(mail->peer, mail->farewell, mail->n_farewell, user);
    if (mail->has_end)
        events->on_end(mail->peer, mail->end, mail->error, user);
}

static void free_mail(void *data) {
    dtls_mail_free(data);
}

bool dtls_mail_post(DtlsMail *mail, GError **error) {
    return worker_post(mail->listener.worker, read_aloud, mail, free_mail, error);
}
