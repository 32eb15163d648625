#include "server/media_metrics.h"

#include "server/metrics_table.h"

static const MetricRow ROWS[] = {
    METRICS_GAUGE(MediaStats, meetings, "tongping_media_meetings",
                  "Meetings whose media are open: running, or watched lately."),
    METRICS_GAUGE(MediaStats, programmes, "tongping_media_programmes",
                  "Programmes that run, each a process."),
    METRICS_GAUGE(MediaStats, restarts, "tongping_media_restarts",
                  "Restarts of the programmes of the meetings that are open."),
    METRICS_GAUGE(MediaStats, recordings_stopped, "tongping_media_recordings_stopped",
                  "Meetings that go on without being recorded, for want of space."),
    METRICS_COUNTER(MediaStats, delivered_lost, "tongping_media_delivered_lost_total",
                    "Deliveries that no viewing was told of, because too many waited."),
    METRICS_COUNTER(MediaStats, live.playlists, "tongping_live_playlists_total",
                    "Playlists answered."),
    METRICS_COUNTER(MediaStats, live.held, "tongping_live_held_total",
                    "Requests for media or playlists that waited for a part."),
    METRICS_COUNTER(MediaStats, live.media, "tongping_live_media_total",
                    "Parts, segments and heads answered."),
    METRICS_COUNTER(MediaStats, live.refused, "tongping_live_refused_total",
                    "Requests below /live/ that were refused."),
    METRICS_COUNTER(MediaStats, live.timed_out, "tongping_live_timed_out_total",
                    "Requests that waited in vain and were answered 503."),
    METRICS_GAUGE(MediaStats, ingest.publishers, "tongping_ingest_publishers",
                  "Encoders that are connected."),
    METRICS_COUNTER(MediaStats, ingest.accepted, "tongping_ingest_accepted_total",
                    "Publications begun."),
    METRICS_COUNTER(MediaStats, ingest.refused, "tongping_ingest_refused_total",
                    "Encoders refused: wrong key, closed meeting, one too many."),
    METRICS_COUNTER(MediaStats, ingest.malformed, "tongping_ingest_malformed_total",
                    "Connections that spoke neither RTMP nor SRT as they should."),
    METRICS_COUNTER(MediaStats, ingest.bytes, "tongping_ingest_bytes_total",
                    "Bytes that encoders sent."),
    METRICS_COUNTER(MediaStats, ingest.takeovers, "tongping_ingest_takeovers_total",
                    "Hot spares that took over."),
    METRICS_COUNTER(MediaStats, ts.made, "tongping_ts_made_total",
                    "Segments made for old televisions."),
    METRICS_COUNTER(MediaStats, ts.failed, "tongping_ts_failed_total",
                    "Segments for old televisions that could not be made."),
    METRICS_SECONDS_TOTAL(MediaStats, ts.made_us, "tongping_ts_seconds_total",
                          "Time that making them took."),
    METRICS_GAUGE64(MediaStats, ts.bytes, "tongping_ts_bytes",
                    "Segments for old televisions in memory."),
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
