/* OpenSSL for the gate: contexts that can be replaced while connections live. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <openssl/types.h>

#include "base/gate/gate.h"

/* TLS 1.3 and 1.2, AEAD suites only, no renegotiation, ALPN h2 and http/1.1. ERROR_CONFIG names the
 * file and what is wrong: unreadable, not PEM, key does not match. Free with SSL_CTX_free. */
SSL_CTX *gate_tls_open(const GateTlsFiles *files, GError **error);
