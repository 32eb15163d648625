#include "media/engine/live_health.h"

#include "media/engine/ladder.h"

LiveHealth *live_health_new(void) {
    LiveHealth *health = g_new0(LiveHealth, 1);
    health->inputs = g_array_new(FALSE, TRUE, sizeof(LiveInputHealth));
    health->levels = g_array_new(FALSE, TRUE, sizeof(LiveLevel));
    health->rungs = g_array_new(FALSE, TRUE, sizeof(LiveRung));
    health->refused = g_array_new(FALSE, TRUE, sizeof(LiveRefused));
    return health;
}

void live_health_free(LiveHealth *health) {
    if (!health)
        return;
    g_array_unref(health->inputs);
    g_array_unref(health->levels);
    g_array_unref(health->rungs);
    g_array_unref(health->refused);
    g_free(health);
}

void live_health_add_rungs(LiveHealth *health, const LiveRungs *rungs) {
    for (unsigned i = 0; i < rungs->n_tracks; i++) {
        const MediaTrack *track = &rungs->tracks[i];
        LiveRung rung = {.height = track->height,
                         .bit_rate = track->bit_rate,
                         .is_active = rungs->active & (1u << i),
                         .dropped_frames = rungs->dropped[i]};
        g_strlcpy(rung.name, track->name, sizeof rung.name);
        if (track->kind == MEDIA_VIDEO)
            g_array_append_val(health->rungs, rung);
    }
}

void live_health_note_levels(GArray *levels, const LinkLevels *news) {
    LiveLevel level = {.momentary = news->momentary / 10.0,
                       .short_term = news->short_term / 10.0,
                       .peak = news->peak / 10.0};
    g_strlcpy(level.language, news->language, sizeof level.language);
    for (guint i = 0; i < levels->len; i++) {
        LiveLevel *known = &g_array_index(levels, LiveLevel, i);
        if (g_str_equal(known->language, level.language)) {
            *known = level;
            return;
        }
    }
    if (levels->len < LADDER_MAX_LANGUAGES)
        g_array_append_val(levels, level);
}

void live_health_note_refused(GArray *list, const LiveRefused *refused) {
    if (list->len == LIVE_HEALTH_MAX_REFUSED)
        g_array_remove_index(list, 0);
    g_array_append_val(list, *refused);
}
