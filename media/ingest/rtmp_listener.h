/* The RTMP port: accepts, counts, limits. Owned by the ingest thread once it runs. */
#pragma once

#include <stdbool.h>

#include <glib.h>

#include "media/ingest/ingest_core.h"
#include "media/ingest/rtmp_conn.h"

#define RTMP_MAX_CONNECTIONS    512u /* 100 KiB each before they publish */
#define RTMP_MAX_EARLY_PER_PEER 16u  /* of one address, before they publish */

typedef struct RtmpListener {
    EventWatch watch;
    RtmpConnOwner owner;
    int fd;
    unsigned port;
    Timer pause; /* when descriptors have run out */
} RtmpListener;

/* Before the thread starts. ERROR_CONFIG, ERROR_IO. */
bool rtmp_listener_open(RtmpListener *listener, IngestCore *core, const char *text, GError **error);
/* On the thread. */
void rtmp_listener_start(RtmpListener *listener);
/* After it. An unopened listener is allowed from here on. */
void rtmp_listener_stop(RtmpListener *listener);
void rtmp_listener_close(RtmpListener *listener);
