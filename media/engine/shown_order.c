#include "media/engine/shown_order.h"

static void show_marks(const LiveOrder *order, Announcer *announcer) {
    const GArray *marks = order->marks;
    g_autofree PlaylistChapter *chapters = g_new0(PlaylistChapter, marks->len);
    for (guint i = 0; i < marks->len; i++) {
        const LiveMark *mark = &g_array_index(marks, LiveMark, i);
        g_strlcpy(chapters[i].id, mark->id, sizeof chapters[i].id);
        g_strlcpy(chapters[i].title, mark->title, sizeof chapters[i].title);
        chapters[i].wall_us = announcer_wall_us(announcer, mark->at_us);
    }
    announcer_set_chapters(announcer, chapters, marks->len);
}

static void show_cuts(const LiveOrder *order, Announcer *announcer) {
    G_STATIC_ASSERT(sizeof(LiveCut) == sizeof(AnnouncerCut));
    const GArray *cuts = order->cuts;
    announcer_set_cuts(announcer, (const AnnouncerCut *)(const void *)cuts->data, cuts->len);
}

void shown_order(const LiveOrder *order, Announcer *announcer) {
    show_cuts(order, announcer);
    show_marks(order, announcer);
}
