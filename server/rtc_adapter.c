#include "server/rtc_adapter.h"

#include <string.h>

#include "server/addresses.h"
#include "server/rtc_places.h"

struct RtcAdapter {
    Rtc *rtc; /* NULL: off */
    char *ports;
};

/* ---- life ---- */

static char *real_ports(const Rtc *rtc, const char *listen) {
    const char *colon = strrchr(listen, ':');
    return g_strdup_printf("%.*s:%u-%u", (int)(colon - listen), listen, rtc_port(rtc, 0),
                           rtc_port(rtc, rtc_n_workers(rtc) - 1));
}

static bool open_ports(RtcAdapter *adapter, const Settings *settings, const char *listen,
                       GError **error) {
    g_auto(GStrv) local = addresses_list_local();
    g_auto(GStrv) announced = rtc_places_announced(settings, listen, local);
    const RtcOptions options = {.listen = listen,
                                .announced = (const char *const *)announced,
                                .n_workers = rtc_places_n_workers(settings)};
    adapter->rtc = rtc_start(&options, error);
    if (!adapter->rtc) {
        g_prefix_error(error, "rtc.listen '%s', %u ports: ", listen, options.n_workers);
        return false;
    }
    adapter->ports = real_ports(adapter->rtc, listen);
    return true;
}

RtcAdapter *rtc_adapter_start(const Settings *settings, const char *http_listen, GError **error) {
    g_autoptr(RtcAdapter) adapter = g_new0(RtcAdapter, 1);
    g_autofree char *listen = rtc_places_listen(settings, http_listen);
    if (listen && !open_ports(adapter, settings, listen, error))
        return NULL;
    return g_steal_pointer(&adapter);
}

void rtc_adapter_stop(RtcAdapter *adapter) {
    if (adapter)
        rtc_stop(adapter->rtc);
}

void rtc_adapter_free(RtcAdapter *adapter) {
    if (!adapter)
        return;
    rtc_free(adapter->rtc);
    g_free(adapter->ports);
    g_free(adapter);
}

Rtc *rtc_adapter_rtc(RtcAdapter *adapter) {
    return adapter->rtc;
}

const char *rtc_adapter_ports(const RtcAdapter *adapter) {
    return adapter->ports;
}
