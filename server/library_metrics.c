#include "server/library_metrics.h"

#include "server/metrics_table.h"

static const MetricRow ROWS[] = {
    METRICS_GAUGE(LibraryStats, lessons, "tongping_lessons", "Lessons that have media."),
    METRICS_GAUGE(LibraryStats, opened, "tongping_lessons_open",
                  "Lessons that are open because somebody has watched them lately."),
    METRICS_COUNTER(LibraryStats, handler.playlists, "tongping_vod_playlists_total",
                    "Playlists of lessons answered."),
    METRICS_COUNTER(LibraryStats, handler.media, "tongping_vod_media_total",
                    "Segments of lessons answered."),
    METRICS_COUNTER(LibraryStats, handler.held, "tongping_vod_held_total",
                    "Requests for lessons that waited for what was not open or made."),
    METRICS_COUNTER(LibraryStats, handler.refused, "tongping_vod_refused_total",
                    "Requests below /vod/ that were refused."),
    METRICS_COUNTER(LibraryStats, handler.timed_out, "tongping_vod_timed_out_total",
                    "Requests for lessons that waited in vain and were answered 503."),
    METRICS_COUNTER(LibraryStats, delivered_lost, "tongping_vod_delivered_lost_total",
                    "Deliveries of lessons that no viewing was told of, because too many waited."),
    METRICS_COUNTER(LibraryStats, ts.made, "tongping_vod_ts_made_total",
                    "Segments of lessons made for old televisions."),
    METRICS_COUNTER(LibraryStats, ts.failed, "tongping_vod_ts_failed_total",
                    "Segments of lessons for old televisions that could not be made."),
    METRICS_ROWS_END,
};

void library_metrics_write(Library *library, GString *out) {
    LibraryStats stats;
    library_get_stats(library, &stats);
    metrics_table_write(ROWS, &stats, out);
}
