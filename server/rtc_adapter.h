/* People's media, as the rest of the server uses them: the SFU as the settings say, and what WHIP
 * and WHEP of the catalogue need of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/token.h"
#include "base/worker.h"
#include "catalog/api/conference_port.h"
#include "catalog/catalog.h"
#include "media/rtc/rtc.h"
#include "server/ice_servers.h"
#include "server/settings.h"

typedef struct RtcAdapter RtcAdapter;

/* What it is made of; borrowed for the call, but the events until rtc_adapter_free(). */
typedef struct RtcAdapterOptions {
    const Settings *settings;
    const char *http_listen; /* where the gate will listen */
    const TokenKeys *keys;
    const RtcEvents *events; /* of people with a name, all members; NULL: nobody listens */
    void *events_user;
} RtcAdapterOptions;

/* Opens the ports, unless they are off. ERROR_CONFIG, ERROR_IO with the setting. */
RtcAdapter *rtc_adapter_start(const RtcAdapterOptions *options, GError **error);
/* The thread of the requests, before the first of them; borrowed, outlives rtc_adapter_stop(). */
void rtc_adapter_set_api(RtcAdapter *adapter, Worker *api);
/* A SessionsEndFn's work, on the api thread: connections by WHIP and WHEP of these sessions end. */
void rtc_adapter_end(RtcAdapter *adapter, const char *account_id, const char *session_id,
                     const char *except_id);
/* On the api thread: asks whether those who are connected so with a meeting, or with NULL any, may
 * stay. */
void rtc_adapter_review(RtcAdapter *adapter, Catalog *catalog, const char *meeting_id);
/* Everybody leaves. Before the API server is freed. NULL and repeated calls are allowed. */
void rtc_adapter_stop(RtcAdapter *adapter);
void rtc_adapter_free(RtcAdapter *adapter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcAdapter, rtc_adapter_free)

/* For CatalogOptions.conference. */
ConferencePort rtc_adapter_port(RtcAdapter *adapter);

/* Borrowed; NULL when off. */
Rtc *rtc_adapter_rtc(RtcAdapter *adapter);
/* NULL: there are none, or it is off; borrowed. */
const IceServers *rtc_adapter_turn(const RtcAdapter *adapter);
/* "HOST:PORT-PORT", NULL when off; borrowed. */
const char *rtc_adapter_ports(const RtcAdapter *adapter);
