/* Figures of a register as they stand, and where one record's minutes come from: computed from the
 * log so far, also from days that go on. Owned by one thread; blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_draft.h"
#include "catalog/store/database.h"

/* Of one person. */
typedef struct RecordFigure {
    char member_id[ID_TEXT_BYTES];
    int64_t live_ms, replay_ms, offline_ms, presence_ms, covered_ms, credited_ms;
    CreditState state;
    unsigned how;
    RecordConfidence confidence;
} RecordFigure;

/* Immutable; any thread. */
typedef struct RecordPreview {
    char register_id[ID_TEXT_BYTES];
    int64_t made_at_us; /* wall clock */
    int64_t required_ms;
    GArray *figures; /* RecordFigure by member id */
} RecordPreview;

RecordPreview *record_preview_ref(RecordPreview *preview);
void record_preview_unref(RecordPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordPreview, record_preview_unref)
/* NULL: not one of the register. */
const RecordFigure *record_preview_find(const RecordPreview *preview, const char *member_id);

typedef struct RecordLooking {
    Database *database;
    const char *directory;
    bool (*is_stopping)(void *user);
    void *user;
} RecordLooking;

/* ERROR_NOT_FOUND, ERROR_IO, ERROR_UNAVAILABLE. */
RecordPreview *record_preview_make(const RecordLooking *looking, const char *register_id,
                                   GError **error);

/* What one viewing brought to somebody. */
typedef struct RecordShare {
    char viewing_id[ID_TEXT_BYTES];
    bool is_presence; /* others could see it, else his own screen */
    int64_t opened_at_ms;
    const char *mode;   /* "live", "recording", "lesson", "kept"; NULL: the viewing is gone */
    char *device;       /* what the player said of itself, or NULL */
    char *title;        /* of the meeting or lesson, or NULL */
    char *screen_name;  /* of a paired screen … */
    char *place_name;   /* … and where it stood; or NULL */
    IntervalSet *media; /* that counted */
    IntervalSet *wall;
} RecordShare;

/* RecordShare elements, the earliest first; of a person who brought nothing none. The same errors,
 * and ERROR_GONE when days that the record was computed from are no longer kept. */
GPtrArray *record_preview_shares(const RecordLooking *looking, const char *register_id,
                                 const char *member_id, GError **error);
