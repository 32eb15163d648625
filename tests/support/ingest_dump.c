/* ingest_dump DIR KEY…: listens for encoders and writes each source's bytes to DIR/source-N.flv or
 * .ts. Prints one line per event. Options before DIR: --slow-ms N waits before each read;
 * --passphrase P for all keys; --stop-reading N closes a source's socket after N bytes, once. Ends
 * when standard input does. A key `closed-…` is not open. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fcntl.h>

#include "media/ingest/ingest.h"

#define MAX_KEYS   64
#define READ_BYTES 65536

typedef struct Reader {
    int fd;
    unsigned number;
    char path[512];
} Reader;

static const char *directory;
static unsigned slow_ms;
static size_t stop_after;

static gpointer read_source(gpointer data) {
    g_autofree Reader *reader = data;
    g_autofree char *bytes = g_malloc(READ_BYTES);
    size_t total = 0;
    int out = open(reader->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (;;) {
        if (slow_ms)
            g_usleep(slow_ms * 1000ul);
        ssize_t n = read(reader->fd, bytes, READ_BYTES);
        if (n <= 0 || write(out, bytes, (size_t)n) != n)
            break;
        total += (size_t)n;
        if (stop_after && total >= stop_after) {
            stop_after = 0;
            break;
        }
    }
    close(reader->fd);
    close(out);
    printf("read %u to the end\n", reader->number);
    return NULL;
}

static void on_source(const IngestSource *source, int take_fd, void *user) {
    Reader *reader = g_new0(Reader, 1);
    reader->fd = take_fd;
    reader->number = (unsigned)source->id;
    snprintf(reader->path, sizeof reader->path, "%s/source-%u.%s", directory, (unsigned)source->id,
             source->format == INGEST_FLV ? "flv" : "ts");
    printf("source %u input=%s language=%s spare=%d encoder=%s peer=%s\n", (unsigned)source->id,
           source->input_id, source->language, source->is_spare, source->encoder, source->peer);
    g_thread_unref(g_thread_new("reader", read_source, reader));
}

static void on_source_end(uint64_t source_id, const char *reason, void *user) {
    printf("end %u %s\n", (unsigned)source_id, reason);
}

static void on_stats(const IngestStats *stats, void *user) {
    printf("stats %u bytes=%" G_GUINT64_FORMAT " bps=%u dropped=%" G_GUINT64_FORMAT
           " spare=%d rtt_us=%u lost=%" G_GUINT64_FORMAT "\n",
           (unsigned)stats->source_id, stats->bytes, stats->bits_per_second, stats->dropped_bytes,
           stats->has_spare, stats->rtt_us, stats->lost_packets);
}

static void on_refused(const char *meeting_id, const char *peer, const char *reason, void *user) {
    printf("refused meeting=%s %s\n", meeting_id, reason);
}

static unsigned make_keys(IngestKey *keys, char **names, const char *passphrase) {
    unsigned n = 0;
    for (; names[n] && n < MAX_KEYS; n++) {
        keys[n] = (IngestKey){.is_open = !g_str_has_prefix(names[n], "closed-")};
        g_strlcpy(keys[n].key, names[n], sizeof keys[n].key);
        g_strlcpy(keys[n].meeting_id, "meeting", sizeof keys[n].meeting_id);
        g_strlcpy(keys[n].input_id, names[n], sizeof keys[n].input_id);
        g_strlcpy(keys[n].passphrase, passphrase, sizeof keys[n].passphrase);
        g_strlcpy(keys[n].closed_reason, "The meeting has ended.", sizeof keys[n].closed_reason);
    }
    return n;
}

int main(int argc, char **argv) {
    IngestKey keys[MAX_KEYS];
    const char *passphrase = "";
    g_autoptr(GError) error = NULL;
    char **at = argv + 1;
    for (; *at && g_str_has_prefix(*at, "--") && at[1]; at += 2) {
        if (strcmp(*at, "--slow-ms") == 0)
            slow_ms = (unsigned)atoi(at[1]);
        if (strcmp(*at, "--passphrase") == 0)
            passphrase = at[1];
        if (strcmp(*at, "--stop-reading") == 0)
            stop_after = (size_t)atol(at[1]);
    }
    if (!*at)
        return 2;
    directory = *at++;
    setvbuf(stdout, NULL, _IOLBF, 0);
    g_autoptr(Ingest) ingest = ingest_start(
        &(IngestOptions){
            .rtmp_listen = "127.0.0.1:0",
            .srt_listen = "127.0.0.1:0",
            .events = {on_source, on_source_end, on_stats, on_refused},
        },
        &error);
    if (!ingest) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    ingest_set_keys(ingest, keys, make_keys(keys, at, passphrase));
    printf("ready rtmp=%u srt=%u\n", ingest_rtmp_port(ingest), ingest_srt_port(ingest));
    while (getchar() != EOF)
        ;
    IngestTotals totals;
    ingest_stop(ingest);
    ingest_get_totals(ingest, &totals);
    printf("totals accepted=%u refused=%u malformed=%u takeovers=%u publishers=%u\n",
           (unsigned)totals.accepted, (unsigned)totals.refused, (unsigned)totals.malformed,
           (unsigned)totals.takeovers, totals.publishers);
    return 0;
}
