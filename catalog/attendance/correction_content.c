#include "catalog/attendance/correction_content.h"

#include <string.h>

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/roster/day.h"
#include "catalog/store/field_text.h"

#define ATTEMPT "cannot use this correction"

typedef struct PresenceJson {
    const char *claim, *place_id, *viewing_id, *from, *until;
} PresenceJson;

static const JsonTable PRESENCE_TABLE = {
    "presence", sizeof(PresenceJson),
    (const JsonField[]){
        {"claim", JSON_STRING, offsetof(PresenceJson, claim)},
        {"placeId", JSON_STRING, offsetof(PresenceJson, place_id)},
        {"viewingId", JSON_STRING, offsetof(PresenceJson, viewing_id)},
        {"from", JSON_STRING, offsetof(PresenceJson, from)},
        {"until", JSON_STRING, offsetof(PresenceJson, until)},
        {NULL, JSON_END},
    }};

typedef struct FaultJson {
    int64_t from_ms, to_ms;
} FaultJson;

static const JsonTable FAULT_TABLE = {"fault", sizeof(FaultJson),
                                      (const JsonField[]){
                                          {"fromMs", JSON_INTEGER, offsetof(FaultJson, from_ms)},
                                          {"toMs", JSON_INTEGER, offsetof(FaultJson, to_ms)},
                                          {NULL, JSON_END},
                                      }};

typedef struct CarriedJson {
    char *title, *began, *source;
    int64_t hours;
} CarriedJson;

static const JsonTable CARRIED_TABLE = {
    "carried", sizeof(CarriedJson),
    (const JsonField[]){
        {"title", JSON_STRING, offsetof(CarriedJson, title), JSON_REQUIRED},
        {"began", JSON_STRING, offsetof(CarriedJson, began), JSON_REQUIRED},
        {"hours", JSON_INTEGER, offsetof(CarriedJson, hours), JSON_REQUIRED},
        {"source", JSON_STRING, offsetof(CarriedJson, source), JSON_REQUIRED},
        {NULL, JSON_END},
    }};

static char *refuse(const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return NULL;
}

static char *write_presence(const CorrectionContent *content, GError **error) {
    bool is_room = g_strcmp0(content->claim, "room") == 0;
    bool is_beside = g_strcmp0(content->claim, "beside") == 0;
    g_autoptr(GDateTime) from =
        content->from ? g_date_time_new_from_iso8601(content->from, NULL) : NULL;
    g_autoptr(GDateTime) until =
        content->until ? g_date_time_new_from_iso8601(content->until, NULL) : NULL;
    if (!(is_room && id_is_uuid(content->place_id)) && !(is_beside && content->viewing_id))
        return refuse(ATTEMPT ": a presence is in a room, or beside somebody's viewing", error);
    if (!from || !until || g_date_time_compare(from, until) >= 0 ||
        g_date_time_difference(until, from) > G_TIME_SPAN_DAY)
        return refuse(ATTEMPT ": a presence needs from and until, within a day", error);
    const PresenceJson json = {content->claim, is_room ? content->place_id : NULL,
                               is_room ? NULL : content->viewing_id, content->from, content->until};
    return json_table_write(&PRESENCE_TABLE, &json);
}

static char *write_fault(const CorrectionContent *content, GError **error) {
    const FaultJson json = {content->from_ms, content->to_ms};
    if (json.from_ms < 0 || json.to_ms <= json.from_ms || json.to_ms > CORRECTION_MAX_MEDIA_MS)
        return refuse(ATTEMPT ": a fault needs its beginning and end in the event", error);
    return json_table_write(&FAULT_TABLE, &json);
}

static char *write_carried(const CorrectionContent *content, GError **error) {
    const CarriedJson json = {(char *)content->title, (char *)content->began,
                              (char *)content->source, content->hours_milli};
    if (!field_text_check("cannot use this title", json.title ? json.title : "",
                          CORRECTION_TITLE_MAX_CHARS, error) ||
        !field_text_check("cannot use this source", json.source ? json.source : "",
                          CORRECTION_TITLE_MAX_CHARS, error) ||
        !day_check(ATTEMPT, json.began, error))
        return NULL;
    if (json.hours < 1 || json.hours > CORRECTION_MAX_HOURS_MILLI)
        return refuse(ATTEMPT ": at most 1,000 class-hours are carried over in one row", error);
    return json_table_write(&CARRIED_TABLE, &json);
}

static char *write_nothing(const CorrectionContent *content, GError **error) {
    return g_strdup("{}");
}

static char *(*const WRITERS[CORRECTION_N_KINDS])(const CorrectionContent *content,
                                                  GError **error) = {
    [CORRECTION_PRESENCE] = write_presence, [CORRECTION_EXCUSE] = write_nothing,
    [CORRECTION_FAULT] = write_fault,       [CORRECTION_ERASE_CREDIT] = write_nothing,
    [CORRECTION_CARRIED] = write_carried,
};

char *correction_content_write(CorrectionKind kind, const CorrectionContent *content,
                               GError **error) {
    return WRITERS[kind](content, error);
}

bool correction_content_read_carried(const char *json, CorrectionContent *ret_content,
                                     GStrv *ret_store) {
    CarriedJson carried;
    *ret_store = NULL;
    if (!json_table_read(&CARRIED_TABLE, json, strlen(json), strlen(json), &carried, NULL))
        return false;
    char *const texts[] = {carried.title, carried.began, carried.source, NULL};
    *ret_store = g_strdupv((GStrv)texts);
    *ret_content = (CorrectionContent){.title = (*ret_store)[0],
                                       .began = (*ret_store)[1],
                                       .source = (*ret_store)[2],
                                       .hours_milli = carried.hours};
    json_table_clear(&CARRIED_TABLE, &carried);
    return true;
}
