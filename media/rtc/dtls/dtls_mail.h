/* A letter of the desk to a listener: datagrams, then keys, then the farewell and the end, as far
 * as there are any. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_events.h"

typedef struct DtlsMail DtlsMail;

DtlsMail *dtls_mail_new(const DtlsListener *listener, uint64_t peer);
/* Wipes keys. NULL is allowed. */
void dtls_mail_free(DtlsMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DtlsMail, dtls_mail_free)

/* n_bytes ≤ DTLS_PIPE_MTU_BYTES; copied. */
void dtls_mail_add_datagram(DtlsMail *mail, const uint8_t *data, size_t n_bytes);
/* n_bytes ≤ DTLS_FAREWELL_MAX_BYTES; copied. */
void dtls_mail_set_farewell(DtlsMail *mail, const uint8_t *data, size_t n_bytes);
void dtls_mail_set_keys(DtlsMail *mail, const DtlsKeys *keys);
/* take_error: NULL unless it failed. */
void dtls_mail_set_end(DtlsMail *mail, DtlsEnd end, GError *take_error);

/* Whether it says something that no repetition of the peer brings again. */
bool dtls_mail_is_news(const DtlsMail *mail);

/* Posts it; on success the letter is gone, on failure it stays the caller's. ERROR_OVERLOADED,
 * ERROR_UNAVAILABLE as worker_post(). */
bool dtls_mail_post(DtlsMail *mail, GError **error);
