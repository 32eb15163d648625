#include "server/rtc_adapter.h"

#include <string.h>

#include "base/api_reply.h"
#include "base/clock.h"
#include "base/error.h"
#include "media/rtc/rtc_http.h"
#include "server/addresses.h"
#include "server/rtc_location.h"
#include "server/rtc_places.h"
#include "server/rtc_stays.h"

struct RtcAdapter {
    Rtc *rtc; /* NULL: off */
    char *ports;
    RtcLocations *locations;
    RtcHttp http;
    bool has_turn;
    IceServers turn;         /* names the settings' */
    const RtcEvents *events; /* borrowed: of rooms */
    void *events_user;
    RtcStays *stays; /* set before the first request; of what has no name */
};

/* ---- what the catalogue asks for; on the api thread ---- */

static const struct {
    const char *path;
    RtcRole role;
} ROLES[] = {
    [CONFERENCE_PUBLISH] = {"/whip/", RTC_PUBLISH}, [CONFERENCE_VIEW] = {"/whep/", RTC_VIEW}};

/* Somebody has got a place: where it is found, and by what right. */
static char *locate(const ApiRequest *request, const char *place, const char *id, void *user) {
    const RtcAdapter *adapter = user;
    const ApiIdentity *identity = api_request_identity(request);
    const RtcLocationOf of = {identity->account_id, place};
    ConferenceRole role =
        g_str_has_prefix(place, ROLES[CONFERENCE_VIEW].path) ? CONFERENCE_VIEW : CONFERENCE_PUBLISH;
    const RtcStay stay = {identity, place + strlen(ROLES[role].path), role};
    rtc_stays_note(adapter->stays, &stay, id);
    return rtc_location_write(adapter->locations, &of, id);
}

/* RFC 9725 §4.6. */
static void add_links(ApiRequest *request, void *user) {
    const RtcAdapter *adapter = user;
    IceCredential credential;
    if (!adapter->has_turn)
        return;
    ice_servers_credential(&adapter->turn, api_request_identity(request)->account_id,
                           clock_wall_us() / CLOCK_US_PER_S, &credential);
    for (const char *const *url = adapter->turn.urls; *url; url++) {
        g_autofree char *link = ice_servers_link(*url, &credential);
        api_reply_add_field(request, "Link", link);
    }
}

static void join(ApiRequest *request, ConferenceRole role, const char *meeting_id, void *user) {
    const RtcAdapter *adapter = user;
    g_autofree char *place = g_strconcat(ROLES[role].path, meeting_id, NULL);
    rtc_http_offer(&adapter->http, request, ROLES[role].role, place, meeting_id);
}

/* False: it is not this account's, and answered. */
static bool read_location(const RtcAdapter *adapter, ApiRequest *request, ConferenceRole role,
                          char ret_id[RTC_ID_BYTES]) {
    g_autoptr(GError) error = NULL;
    g_autofree char *place =
        g_strconcat(ROLES[role].path, api_request_segment(request, "meeting"), NULL);
    const RtcLocationOf of = {api_request_identity(request)->account_id, place};
    if (rtc_location_read(adapter->locations, &of, api_request_segment(request, "id"), ret_id))
        return true;
    g_set_error_literal(&error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such connection.");
    api_reply_error(request, error);
    return false;
}

static void patch(ApiRequest *request, ConferenceRole role, void *user) {
    const RtcAdapter *adapter = user;
    char id[RTC_ID_BYTES];
    if (read_location(adapter, request, role, id))
        rtc_http_patch(&adapter->http, request, id);
}

static void leave(ApiRequest *request, ConferenceRole role, void *user) {
    const RtcAdapter *adapter = user;
    char id[RTC_ID_BYTES];
    if (read_location(adapter, request, role, id))
        rtc_http_leave(&adapter->http, request, id);
}

ConferencePort rtc_adapter_port(RtcAdapter *adapter) {
    return adapter->rtc ? (ConferencePort){join, patch, leave, adapter} : (ConferencePort){0};
}

void rtc_adapter_set_api(RtcAdapter *adapter, Worker *api) {
    adapter->http = (RtcHttp){adapter->rtc, api, locate, add_links, adapter};
    adapter->stays = adapter->rtc ? rtc_stays_new(adapter->rtc, api) : NULL;
}

void rtc_adapter_end(RtcAdapter *adapter, const char *account_id, const char *session_id,
                     const char *except_id) {
    if (adapter->stays)
        rtc_stays_end(adapter->stays, account_id, session_id, except_id);
}

void rtc_adapter_review(RtcAdapter *adapter, Catalog *catalog, const char *meeting_id) {
    if (adapter->stays)
        rtc_stays_review(adapter->stays, catalog, meeting_id);
}

/* ---- what the SFU tells; on its threads ---- */

static void on_peer(const RtcPeerNews *news, void *user) {
    const RtcAdapter *adapter = user;
    if (news->name && adapter->events)
        adapter->events->on_peer(news, adapter->events_user);
    else if (!news->name && news->why && adapter->stays)
        rtc_stays_on_gone(adapter->stays, news->id);
}

static void on_speakers(const RtcSpeakersNews *news, void *user) {
    const RtcAdapter *adapter = user;
    if (adapter->events)
        adapter->events->on_speakers(news, adapter->events_user);
}

static void on_line(const RtcLineNews *news, void *user) {
    const RtcAdapter *adapter = user;
    if (adapter->events)
        adapter->events->on_line(news, adapter->events_user);
}

static void on_delivered(const RtcDeliveredNews *rows, unsigned n_rows, void *user) {
    const RtcAdapter *adapter = user;
    if (adapter->events)
        adapter->events->on_delivered(rows, n_rows, adapter->events_user);
}

static const RtcEvents EVENTS = {.on_peer = on_peer,
                                 .on_speakers = on_speakers,
                                 .on_line = on_line,
                                 .on_delivered = on_delivered};

/* ---- life ---- */

static char *real_ports(const Rtc *rtc, const char *listen) {
    const char *colon = strrchr(listen, ':');
    return g_strdup_printf("%.*s:%u-%u", (int)(colon - listen), listen, rtc_port(rtc, 0),
                           rtc_port(rtc, rtc_n_workers(rtc) - 1));
}

static bool open_ports(RtcAdapter *adapter, const RtcAdapterOptions *wish, const char *listen,
                       GError **error) {
    g_auto(GStrv) local = addresses_list_local();
    g_auto(GStrv) announced = rtc_places_announced(wish->settings, listen, local);
    const RtcOptions options = {.listen = listen,
                                .announced = (const char *const *)announced,
                                .n_workers = rtc_places_n_workers(wish->settings),
                                .events = &EVENTS,
                                .events_user = adapter};
    adapter->rtc = rtc_start(&options, error);
    if (!adapter->rtc) {
        g_prefix_error(error, "rtc.listen '%s', %u ports: ", listen, options.n_workers);
        return false;
    }
    adapter->ports = real_ports(adapter->rtc, listen);
    return true;
}

RtcAdapter *rtc_adapter_start(const RtcAdapterOptions *options, GError **error) {
    g_autoptr(RtcAdapter) adapter = g_new0(RtcAdapter, 1);
    adapter->locations = rtc_location_open(options->keys);
    adapter->events = options->events;
    adapter->events_user = options->events_user;
    g_autofree char *listen = rtc_places_listen(options->settings, options->http_listen);
    if (listen && !open_ports(adapter, options, listen, error))
        return NULL;
    adapter->has_turn = adapter->rtc && ice_servers_of(options->settings, &adapter->turn);
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
    rtc_stays_free(adapter->stays);
    rtc_location_close(adapter->locations);
    g_free(adapter->ports);
    g_free(adapter);
}

Rtc *rtc_adapter_rtc(RtcAdapter *adapter) {
    return adapter->rtc;
}

const IceServers *rtc_adapter_turn(const RtcAdapter *adapter) {
    return adapter->has_turn ? &adapter->turn : NULL;
}

const char *rtc_adapter_ports(const RtcAdapter *adapter) {
    return adapter->ports;
}
