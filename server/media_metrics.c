#include "server/media_metrics.h"

#include "server/metrics_table.h"

static const MetricRow ROWS[] = {
    METRICS_GAUGE(MediaStats, meetings, "tongping_media_meetings", "Meetings loaded."),
    METRICS_GAUGE(MediaStats, programmes, "tongping_media_programmes", "Programmes that run."),
    METRICS_GAUGE(MediaStats, recordings_stopped, "tongping_media_recordings_stopped",
                  "Meetings that run without being kept on the disk."),
    METRICS_GAUGE(MediaStats, restarts, "tongping_media_restarts",
                  "Restarts of the programmes of the meetings loaded."),
    METRICS_COUNTER(MediaStats, live.playlists, "tongping_live_playlists_total", "Playlists sent."),
    METRICS_COUNTER(MediaStats, live.held, "tongping_live_held_total",
                    "Requests that waited for media."),
    METRICS_COUNTER(MediaStats, live.media, "tongping_live_media_total",
                    "Parts and segments sent."),
    METRICS_COUNTER(MediaStats, live.refused, "tongping_live_refused_total",
                    "Requests for media refused."),
    METRICS_COUNTER(MediaStats, live.timed_out, "tongping_live_timed_out_total",
                    "Requests that waited for media in vain."),
    METRICS_COUNTER(MediaStats, delivered_lost, "tongping_live_delivered_lost_total",
                    "Deliveries that were not counted for their viewing."),
    METRICS_ROWS_END,
};

static const MetricRow STORAGE_ROWS[] = {
    METRICS_SECONDS(StorageState, full_in_us, "tongping_storage_full_in_seconds",
                    "Until recordings leave no more than live.min_free; very large: never."),
    METRICS_ROWS_END,
};

void media_metrics_write(MediaEngine *media, GString *out) {
    MediaStats stats;
    media_engine_get_stats(media, &stats);
    metrics_table_write(ROWS, &stats, out);
    metrics_table_write(STORAGE_ROWS, &stats.storage, out);
    metrics_text_single(out, METRIC_GAUGE, "tongping_storage_free_bytes",
                        "Room on the disk of recordings.", (double)stats.storage.free_bytes);
}
