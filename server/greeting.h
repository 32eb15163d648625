/* What the server says on its terminal when it is up. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/bootstrap.h"
#include "server/qr.h"

typedef struct Greeting {
    const char *internal_url, *public_url; /* base URLs */
    const DemoAccount *demo;               /* BOOTSTRAP_N_DEMO, or NULL */
    const char *setup_secret;              /* or NULL */
    bool has_qr;
    QrColours colours;
} Greeting;

/* Addresses, accounts, set-up link, QR code; "" when there is nothing to say. Caller frees. */
char *greeting_text(const Greeting *greeting);

typedef struct ReadyLine {
    const char *listen; /* the setting */
    unsigned port;      /* the real one */
    bool has_tls;
    const char *rtmp, *srt; /* HOST:PORT, NULL: off */
    const char *rtc;        /* HOST:PORT-PORT, NULL: off */
} ReadyLine;

/* "READY http=127.0.0.1:8080 https=127.0.0.1:8080 rtmp=127.0.0.1:1935 srt=127.0.0.1:9000
 * rtc=127.0.0.1:7000-7001": the line that scripts wait for. Caller frees. */
char *greeting_ready_line(const ReadyLine *line);
