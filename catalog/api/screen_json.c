#include "catalog/api/screen_json.h"

#include "base/clock.h"
#include "catalog/api/wire.h"
#include "catalog/screen/screen_seen.h"

#define MAX_PIXELS   100000
#define MAX_CODECS   8
#define MAX_CLOCK_MS INT64_C(4000000000000) /* a set that believes in 1970, or in 2090 */

static const char *const CODEC_WORDS[] = {"h264", "h265", "aac", "opus", NULL};

static const JsonField PROBE_FIELDS[] = {
    {"user_agent", JSON_STRING, offsetof(ScreenProbe, user_agent), JSON_REQUIRED, 0, 512},
    {"width", JSON_INTEGER, offsetof(ScreenProbe, width), JSON_REQUIRED, 0, MAX_PIXELS},
    {"height", JSON_INTEGER, offsetof(ScreenProbe, height), JSON_REQUIRED, 0, MAX_PIXELS},
    {"pixel_ratio", JSON_NUMBER, offsetof(ScreenProbe, pixel_ratio), JSON_REQUIRED, 0, 100},
    {"codecs", JSON_STRINGS, offsetof(ScreenProbe, codecs), JSON_REQUIRED, 0, MAX_CODECS,
     .words = CODEC_WORDS, .item_max = 16},
    {"hls", JSON_BOOL, offsetof(ScreenProbe, hls), JSON_REQUIRED},
    {"mse", JSON_BOOL, offsetof(ScreenProbe, mse), JSON_REQUIRED},
    {"webrtc", JSON_BOOL, offsetof(ScreenProbe, webrtc), JSON_REQUIRED},
    {"websocket", JSON_BOOL, offsetof(ScreenProbe, websocket), JSON_REQUIRED},
    {"clock_off_ms", JSON_INTEGER, offsetof(ScreenProbe, clock_off_ms), JSON_REQUIRED,
     -MAX_CLOCK_MS, MAX_CLOCK_MS},
    {NULL, JSON_END},
};
const JsonTable SCREEN_PROBE_TABLE = {"probe", sizeof(ScreenProbe), PROBE_FIELDS};

static const JsonField OWN_FIELDS[] = {
    {"id", JSON_STRING, offsetof(OwnScreenJson, id)},
    {"name", JSON_STRING, offsetof(OwnScreenJson, name)},
    {"kind", JSON_ENUM, offsetof(OwnScreenJson, kind), .words = SCREEN_KIND_WORDS},
    {"unit_name", JSON_STRING, offsetof(OwnScreenJson, unit_name)},
    {"place_name", JSON_STRING, offsetof(OwnScreenJson, place_name)},
    {"locale", JSON_STRING, offsetof(OwnScreenJson, locale)},
    {NULL, JSON_END},
};
const JsonTable OWN_SCREEN_TABLE = {"screen", sizeof(OwnScreenJson), OWN_FIELDS};

OwnScreenJson screen_json_own(const ScreenRow *row) {
    return (OwnScreenJson){.id = row->id,
                           .name = row->name,
                           .kind = (int)row->kind,
                           .unit_name = row->unit_name,
                           .place_name = row->place_name,
                           .locale = row->locale};
}

typedef struct RowJson {
    const char *id, *name;
    int kind;
    const char *unit_id, *unit_name, *place_id, *place_name, *version, *probe, *peer;
    bool online;
    char *paired_at, *last_seen_at, *copied_at;
} RowJson;

static const JsonField ROW_FIELDS[] = {
    {"id", JSON_STRING, offsetof(RowJson, id)},
    {"name", JSON_STRING, offsetof(RowJson, name)},
    {"kind", JSON_ENUM, offsetof(RowJson, kind), .words = SCREEN_KIND_WORDS},
    {"unit_id", JSON_STRING, offsetof(RowJson, unit_id)},
    {"unit_name", JSON_STRING, offsetof(RowJson, unit_name)},
    {"place_id", JSON_STRING, offsetof(RowJson, place_id)},
    {"place_name", JSON_STRING, offsetof(RowJson, place_name)},
    {"version", JSON_STRING, offsetof(RowJson, version)},
    {"probe", JSON_RAW, offsetof(RowJson, probe)},
    {"peer", JSON_STRING, offsetof(RowJson, peer)},
    {"online", JSON_BOOL, offsetof(RowJson, online)},
    {"paired_at", JSON_STRING, offsetof(RowJson, paired_at)},
    {"last_seen_at", JSON_STRING, offsetof(RowJson, last_seen_at)},
    {"copied_at", JSON_STRING, offsetof(RowJson, copied_at)},
    {NULL, JSON_END},
};
static const JsonTable ROW_TABLE = {"screen", sizeof(RowJson), ROW_FIELDS};

void screen_json_append(GString *out, const ScreenRow *row, int64_t seen_at_us) {
    int64_t last_at_us = MAX(seen_at_us, row->last_seen_at_us);
    bool is_online = last_at_us > 0 && !row->copied_at_us &&
                     clock_wall_us() - last_at_us < SCREEN_SEEN_ONLINE_US;
    g_autofree char *paired_at = wire_time(row->paired_at_us);
    g_autofree char *last_seen_at = wire_time(last_at_us);
    g_autofree char *copied_at = wire_time(row->copied_at_us);
    RowJson json = {.id = row->id,
                    .name = row->name,
                    .kind = (int)row->kind,
                    .unit_id = row->unit_id,
                    .unit_name = row->unit_name,
                    .place_id = row->place_name ? row->place_id : NULL,
                    .place_name = row->place_name,
                    .version = row->version,
                    .probe = row->capabilities,
                    .peer = row->peer,
                    .online = is_online,
                    .paired_at = paired_at,
                    .last_seen_at = last_seen_at,
                    .copied_at = copied_at};
    json_table_append(&ROW_TABLE, &json, out);
}
