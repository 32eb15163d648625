/* A DTLS 1.2 client for tests: OpenSSL's, as a browser would use it for SRTP. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/dtls/dtls_identity.h"
#include "media/rtc/dtls/dtls_keys.h"
#include "media/rtc/dtls/dtls_pipe.h"

typedef struct DtlsClient DtlsClient;

typedef struct DtlsClientOptions {
    const char *profiles; /* OpenSSL's names; NULL: ours; "": no use_srtp */
    const char *ciphers;  /* NULL: OpenSSL's choice */
    size_t mtu_bytes;     /* 0: DTLS_PIPE_MTU_BYTES */
    int version;          /* 0: DTLS 1.2 */
    bool has_no_certificate;
    bool has_rsa; /* a certificate on RSA 2048, as GStreamer's; else on P-256, as browsers' */
    DtlsSendFn send;
    void *user;
} DtlsClientOptions;

DtlsClient *dtls_client_new(const DtlsClientOptions *options);
void dtls_client_free(DtlsClient *client);

/* Of its certificate, for the offer. */
const DtlsFingerprint *dtls_client_fingerprint(const DtlsClient *client);
/* "sha-256 …" of the certificate that the server has shown. */
void dtls_client_get_seen(DtlsClient *client, char ret_text[DTLS_FINGERPRINT_TEXT_BYTES]);

/* Sends the ClientHello. */
void dtls_client_begin(DtlsClient *client);
void dtls_client_receive(DtlsClient *client, const uint8_t *data, size_t n_bytes);
int64_t dtls_client_wait_us(DtlsClient *client); /* -1: nothing to repeat */
void dtls_client_resend(DtlsClient *client);
void dtls_client_write(DtlsClient *client, const char *text); /* application data */
void dtls_client_close(DtlsClient *client);                   /* close_notify */

bool dtls_client_is_open(const DtlsClient *client);
bool dtls_client_is_closed(const DtlsClient *client); /* by the server's close_notify */
bool dtls_client_has_failed(const DtlsClient *client);
void dtls_client_get_keys(DtlsClient *client, DtlsKeys *ret_keys);
