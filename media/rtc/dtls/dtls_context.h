/* What all sessions of a thread share: OpenSSL's settings for a DTLS 1.2 server that speaks WebRTC
 * (RFC 8827 §6.5, RFC 5764), and the checks that its handshakes make of a peer. */
#pragma once

#include <glib.h>

#include <openssl/bio.h>

#include "base/error.h"
#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/dtls/dtls_identity.h"

typedef struct DtlsContext DtlsContext;

/* NULL and ERROR_INTERNAL when OpenSSL fails. */
DtlsContext *dtls_context_new(GError **error);
/* After its last session. NULL is allowed. */
void dtls_context_free(DtlsContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DtlsContext, dtls_context_free)

/* What a handshake has to hold against the peer, and why it refused him. */
typedef struct DtlsCheck {
    DtlsFingerprint expected; /* of the peer's certificate: from its offer */
    const char *refusal;      /* static: what is wrong with the peer; NULL: nothing yet */
    ErrorCode code;           /* with a refusal */
} DtlsCheck;

/* A server's SSL with the identity's certificate (which it keeps) and no BIO yet; `check` is
 * borrowed. NULL when OpenSSL fails. */
SSL *dtls_context_new_ssl(DtlsContext *context, DtlsIdentity *identity, DtlsCheck *check);

/* For dtls_pipe_bio_new(); borrowed. */
BIO_METHOD *dtls_context_bio_method(DtlsContext *context);
