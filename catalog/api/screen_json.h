/* Screens on the wire. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"
#include "catalog/screen/screen_table.h"

/* What a set says it can do: kept as the JSON text that this table writes. */
typedef struct ScreenProbe {
    char *user_agent;
    int64_t width, height;
    double pixel_ratio;
    GStrv codecs;
    bool hls, mse, webrtc, websocket;
    int64_t clock_off_ms;
} ScreenProbe;

extern const JsonTable SCREEN_PROBE_TABLE;

/* What a screen knows of itself; the struct borrows from the row. */
typedef struct OwnScreenJson {
    const char *id, *name;
    int kind;
    const char *unit_name, *place_name, *locale;
} OwnScreenJson;

extern const JsonTable OWN_SCREEN_TABLE;

OwnScreenJson screen_json_own(const ScreenRow *row);

/* `seen_at_us`: of screen_seen_at_us(). Caller frees. */
void screen_json_append(GString *out, const ScreenRow *row, int64_t seen_at_us);
