#include "server/rtc_metrics.h"

#include "server/metrics_table.h"

static const MetricRow ROWS[] = {
    {METRIC_UINT64, METRIC_GAUGE, "tongping_rtc_peers", offsetof(RtcStats, peers),
     "People and encoders connected by WebRTC, or about to be."},
    METRICS_COUNTER(RtcStats, datagrams, "tongping_rtc_datagrams_total",
                    "Datagrams that came to the port."),
    METRICS_COUNTER(RtcStats, datagram_bytes, "tongping_rtc_datagram_bytes_total", "Their bytes."),
    METRICS_COUNTER(RtcStats, received, "tongping_rtc_received_total",
                    "Packets of pictures and sound that were published."),
    METRICS_COUNTER(RtcStats, forwarded, "tongping_rtc_forwarded_total",
                    "Packets of pictures and sound sent to those who view."),
    METRICS_COUNTER(RtcStats, dropped, "tongping_rtc_dropped_total",
                    "Packets to be sent that the kernel did not take."),
    METRICS_COUNTER(RtcStats, strangers, "tongping_rtc_strangers_total",
                    "Datagrams of nobody who is connected."),
    METRICS_COUNTER(RtcStats, malformed, "tongping_rtc_malformed_total",
                    "Datagrams that are none of WebRTC, replayed, or not of their sender."),
    METRICS_COUNTER(RtcStats, unassigned, "tongping_rtc_unassigned_total",
                    "Packets of a source that its offer does not explain."),
    METRICS_ROWS_END,
};

void rtc_metrics_write(const Rtc *rtc, GString *out) {
    for (const MetricRow *row = ROWS; row->number != METRIC_END; row++) {
        metrics_text_family(out, row->kind, row->name, row->help);
        for (unsigned i = 0; i < rtc_n_workers(rtc); i++) {
            RtcStats stats;
            char index[16];
            rtc_get_worker_stats(rtc, i, &stats);
            g_snprintf(index, sizeof index, "%u", i);
            metrics_text_sample(out, row->name, "worker", index, metrics_table_number(row, &stats));
        }
    }
}
