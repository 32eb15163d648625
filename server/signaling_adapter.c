#include "server/signaling_adapter.h"

#include "base/error.h"
#include "base/log.h"
#include "catalog/catalog_rooms.h"
#include "server/metrics_table.h"
#include "server/room_directory_door.h"
#include "server/room_media_door.h"
#include "server/seat_beats_door.h"
#include "signaling/answers_room.h"
#include "signaling/signaling_service.h"

#define MAX_SESSIONS_PER_ACCOUNT 64 /* a township may share one account on its screens */

struct SignalingAdapter {
    SignalingService *service;
    Answers *answers;
    Catalog *catalog; /* borrowed; set before the first connection */
    Worker *control;  /* borrowed */
    RoomMediaDoor *media;
    GateUpstream upstream;
    unsigned max_connections;
};

/* ---- connections from the gate ---- */

static bool take(const SignalingAdapter *adapter, const WsArrival *arrival,
                 SeatIdentity *take_identity, GError **error) {
    if (!signaling_service_adopt(adapter->service, arrival, take_identity, error))
        return false;
    g_free(take_identity);
    return true;
}

static bool adopt(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    return take(user, &(WsArrival){.take_fd = take_fd, .peer = peer}, take_context, error);
}

static bool adopt_client(const GateGift *gift, void *user, GError **error) {
    WsArrival arrival = {.take_fd = gift->take_fd,
                         .peer = gift->peer,
                         .bytes = gift->bytes,
                         .n_bytes = gift->n_bytes,
                         .take_place = gift->take_place,
                         .leave_place = gift->leave_place};
    return take(user, &arrival, gift->take_context, error);
}

/* ---- beats ---- */

static bool take_beats(const SeatBeats *beats, void *user, GError **error) {
    const SignalingAdapter *adapter = user;
    return seat_beats_door_take(adapter->catalog, adapter->answers, beats, error);
}

/* ---- rooms ---- */

static RoomDirectoryDoor door_of(const SignalingAdapter *adapter) {
    return (RoomDirectoryDoor){adapter->catalog, adapter->answers, adapter->control};
}

static bool look(const RoomQuestion *question, void *user, GError **error) {
    RoomDirectoryDoor door = door_of(user);
    return room_directory_door_look(&door, question, error);
}

static bool commit(const RoomCommit *facts, void *user, GError **error) {
    RoomDirectoryDoor door = door_of(user);
    return room_directory_door_commit(&door, facts, error);
}

static bool review(const GArray *stays, void *user, GError **error) {
    RoomDirectoryDoor door = door_of(user);
    return room_directory_door_review(&door, stays, error);
}

static bool offer(const RoomMediaOffer *made, void *user, GError **error) {
    const SignalingAdapter *adapter = user;
    return room_media_door_offer(made, adapter->media, error);
}

static bool show(const RoomMediaWishes *wishes, void *user, GError **error) {
    const SignalingAdapter *adapter = user;
    return room_media_door_show(wishes, adapter->media, error);
}

static void hold(const char *room, const char *session, unsigned held, void *user) {
    const SignalingAdapter *adapter = user;
    room_media_door_hold(room, session, held, adapter->media);
}

static void leave(const char *room, const char *session, const char *peer, void *user) {
    const SignalingAdapter *adapter = user;
    room_media_door_leave(room, session, peer, adapter->media);
}

static bool turn(const char *account, RoomMediaTurn *ret_turn, void *user) {
    const SignalingAdapter *adapter = user;
    return room_media_door_turn(account, ret_turn, adapter->media);
}

static void add_heard(GArray *list, const RoomMediaHeard *heard, ViewingTrack track,
                      MediaSpan span) {
    CatalogRoomMedia media = {.is_screen = heard->is_screen,
                              .track = track,
                              .from_ms = span.from_ms,
                              .to_ms = span.to_ms};
    if (span.to_ms <= span.from_ms)
        return;
    g_strlcpy(media.meeting_id, heard->room, sizeof media.meeting_id);
    g_strlcpy(media.person_id, heard->person, sizeof media.person_id);
    g_array_append_val(list, media);
}

static void on_heard(const RoomMediaHeard *rows, unsigned n_rows, void *user) {
    const SignalingAdapter *adapter = user;
    g_autoptr(GArray) list = g_array_sized_new(FALSE, FALSE, sizeof(CatalogRoomMedia), 2 * n_rows);
    g_autoptr(GError) error = NULL;
    for (unsigned i = 0; i < n_rows; i++) {
        add_heard(list, &rows[i], VIEWING_TRACK_VIDEO, rows[i].picture);
        add_heard(list, &rows[i], VIEWING_TRACK_AUDIO, rows[i].sound);
    }
    if (list->len > 0 &&
        !catalog_rooms_delivered(adapter->catalog, (const void *)list->data, list->len, &error) &&
        !g_error_matches(error, BASE_ERROR, ERROR_UNAVAILABLE))
        log_error(LOG_WARNING, "server", "a second of media in rooms is not counted", error);
}

/* ---- life ---- */

SignalingAdapter *signaling_adapter_start(Worker *control, unsigned max_connections,
                                          GError **error) {
    g_autoptr(SignalingAdapter) adapter = g_new0(SignalingAdapter, 1);
    SignalingOptions options = {.control = control,
                                .max_connections = max_connections,
                                .max_sessions_per_account = MAX_SESSIONS_PER_ACCOUNT,
                                .beats = {take_beats, adapter},
                                .directory = {look, commit, review, adapter},
                                .media = {offer, show, hold, leave, turn, adapter}};
    adapter->control = control;
    adapter->service = signaling_service_start(&options, error);
    adapter->upstream = (GateUpstream){GATE_UPSTREAM_TUNNEL, adopt, adapter, adopt_client};
    adapter->max_connections = max_connections;
    if (!adapter->service)
        return NULL;
    adapter->answers = signaling_service_answers(adapter->service);
    adapter->media = room_media_door_new(control, adapter->answers);
    room_media_door_set_listener(adapter->media, on_heard, adapter);
    return g_steal_pointer(&adapter);
}

void signaling_adapter_set_catalog(SignalingAdapter *adapter, Catalog *catalog) {
    adapter->catalog = catalog;
}

RoomMediaDoor *signaling_adapter_media(SignalingAdapter *adapter) {
    return adapter->media;
}

void signaling_adapter_stop(SignalingAdapter *adapter) {
    if (adapter)
        signaling_service_stop(adapter->service);
}

void signaling_adapter_free(SignalingAdapter *adapter) {
    if (!adapter)
        return;
    signaling_service_free(adapter->service);
    room_media_door_free(adapter->media);
    answers_unref(adapter->answers);
    g_free(adapter);
}

const GateUpstream *signaling_adapter_upstream(SignalingAdapter *adapter) {
    return &adapter->upstream;
}

void signaling_adapter_end(SignalingAdapter *adapter, const char *account_id,
                           const char *session_id) {
    g_autoptr(GError) problem = NULL;
    bool ok = session_id ? signaling_service_drop_session(adapter->service, account_id, session_id,
                                                          &problem)
                         : signaling_service_drop_account(adapter->service, account_id, &problem);
    if (!ok)
        log_error(LOG_WARNING, "server", "connections of an ended session stay open", problem);
}

void signaling_adapter_review(SignalingAdapter *adapter, const char *meeting_id) {
    answers_room_recheck(adapter->answers, meeting_id);
}

void signaling_adapter_notify(SignalingAdapter *adapter, const char *const *account_ids,
                              const char *kind, const char *subject) {
    g_autoptr(GError) problem = NULL;
    if (!signaling_service_notify(adapter->service, account_ids, kind, subject, &problem))
        log_error(LOG_WARNING, "server", "a notice is not sent", problem);
}

void signaling_adapter_tell_job(SignalingAdapter *adapter, const JobNews *news) {
    SignalingJob job = {news->id,   news->lesson_id, news->state,
                        news->step, news->permille,  news->left_s};
    g_autoptr(GError) problem = NULL;
    if (!signaling_service_tell_job(adapter->service, &job, &problem))
        log_error(LOG_WARNING, "server", "news of a job are not sent", problem);
}

/* ---- numbers ---- */

void signaling_adapter_get_load(SignalingAdapter *adapter, SignalingLoad *ret_load) {
    SignalingStats stats;
    signaling_service_get_stats(adapter->service, &stats);
    *ret_load = (SignalingLoad){stats.ws.open, adapter->max_connections};
}

void signaling_adapter_write_metrics(SignalingAdapter *adapter, GString *out) {
    static const MetricRow ROWS[] = {
        METRICS_GAUGE(SignalingStats, ws.open, "tongping_ws_open", "WebSocket connections open."),
        METRICS_COUNTER(SignalingStats, ws.opened, "tongping_ws_opened_total",
                        "WebSocket connections opened."),
        METRICS_COUNTER(SignalingStats, ws.messages_in, "tongping_ws_messages_in_total",
                        "Messages received."),
        METRICS_COUNTER(SignalingStats, ws.messages_out, "tongping_ws_messages_out_total",
                        "Messages sent."),
        METRICS_COUNTER(SignalingStats, ws.bytes_in, "tongping_ws_bytes_in_total",
                        "Bytes of messages received."),
        METRICS_COUNTER(SignalingStats, ws.bytes_out, "tongping_ws_bytes_out_total",
                        "Bytes of messages sent."),
        METRICS_COUNTER(SignalingStats, ws.closed_slow, "tongping_ws_closed_slow_total",
                        "Connections closed because the client did not read."),
        METRICS_COUNTER(SignalingStats, refused_events, "tongping_signaling_refused_total",
                        "Events lost because the control thread was behind."),
        METRICS_GAUGE(SignalingStats, sessions, "tongping_signaling_sessions", "Seats taken."),
        METRICS_ROWS_END,
    };
    SignalingStats stats;
    signaling_service_get_stats(adapter->service, &stats);
    metrics_table_write(ROWS, &stats, out);
}

void signaling_adapter_describe(GString *out) {
    signaling_append_tables(out);
}
