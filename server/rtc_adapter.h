/* People's media, as the rest of the server uses them: the SFU as the settings say, and what WHIP
 * and WHEP of the catalogue need of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/token.h"
#include "base/worker.h"
#include "catalog/api/conference_port.h"
#include "media/rtc/rtc.h"
#include "server/settings.h"

typedef struct RtcAdapter RtcAdapter;

/* Opens the ports, unless they are off. `http_listen` is where the gate will listen; settings and
 * keys are borrowed for the call. ERROR_CONFIG, ERROR_IO with the setting. */
RtcAdapter *rtc_adapter_start(const Settings *settings, const char *http_listen,
                              const TokenKeys *keys, GError **error);
/* The thread of the requests, before the first of them; borrowed, outlives rtc_adapter_stop(). */
void rtc_adapter_set_api(RtcAdapter *adapter, Worker *api);
/* Everybody leaves. Before the API server is freed. NULL and repeated calls are allowed. */
void rtc_adapter_stop(RtcAdapter *adapter);
void rtc_adapter_free(RtcAdapter *adapter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcAdapter, rtc_adapter_free)

/* For CatalogOptions.conference. */
ConferencePort rtc_adapter_port(RtcAdapter *adapter);

/* Borrowed; NULL when off. */
Rtc *rtc_adapter_rtc(RtcAdapter *adapter);
/* "HOST:PORT-PORT", NULL when off; borrowed. */
const char *rtc_adapter_ports(const RtcAdapter *adapter);
