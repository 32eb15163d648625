/* The records of the raw viewing log and their lines (docs/viewing-log.md). Pure.
 *
 *     v1 KIND AT_US VIEWING … CRC        beats with a contact: v2
 *
 * Fields are divided by one space; CRC is the CRC-32 (ISO 3309, as in zlib) of all before the space
 * in front of it, in eight hexadecimal digits. Lines end with "\n". */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/viewing/viewing_types.h"

#define BEAT_RECORD_MAX_BYTES                                                                      \
    1536 /* of a line with its end; a test holds the longest against it                            \
          */

typedef enum BeatRecordKind {
    BEAT_RECORD_OPENED,
    BEAT_RECORD_BEAT,
    BEAT_RECORD_DELIVERED,
    BEAT_RECORD_ENDED,
    BEAT_RECORD_TAKEN, /* its player was told to go on here: it has the person now */
    BEAT_RECORD_N_KINDS
} BeatRecordKind;

/* What a viewing is of. */
typedef enum BeatRecordMode {
    BEAT_RECORD_RECORDING,
    BEAT_RECORD_LIVE,
    BEAT_RECORD_LESSON,
    BEAT_RECORD_KEPT, /* downloaded, to be watched without a line */
    BEAT_RECORD_N_MODES
} BeatRecordMode;

typedef struct BeatRecord {
    BeatRecordKind kind;
    int64_t at_us; /* wall clock of the server */
    char viewing_id[ID_TEXT_BYTES];
    union {
        struct {
            char of_id[ID_TEXT_BYTES]; /* meeting or lesson */
            ViewingWho who;
            char who_id[ID_TEXT_BYTES]; /* "": anonymous */
            BeatRecordMode mode;
        } opened;
        ViewingBeat beat;
        struct {
            ViewingTrack track;
            int64_t from_ms, to_ms, bytes;
        } delivered;
        struct {
            int64_t sequence; /* the last one stored */
        } ended;
    };
} BeatRecord;

/* Appends one line. The record must be good: viewing_beat_check_all(), ids as made. */
void beat_record_append(GString *out, const BeatRecord *record);

/* Reads one line without its end. False for anything that was not written by the verb above,
 * whole. */
bool beat_record_parse(const char *line, size_t length, BeatRecord *ret_record);
