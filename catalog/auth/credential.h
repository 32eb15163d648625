/* What somebody shows to prove who he is. */
#pragma once

#include <stdbool.h>

typedef enum CredentialKind {
    CREDENTIAL_COOKIE, /* of a session */
    CREDENTIAL_BEARER,
    CREDENTIAL_SCREEN, /* a paired screen's secret, however it came */
} CredentialKind;

typedef struct Credential {
    CredentialKind kind;
    const char *secret;
    const char *peer; /* where it is used from; noted now and then */
    bool can_renew;   /* a new secret can be sent to the client */
} Credential;
