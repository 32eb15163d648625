#include "media/record/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "base/error.h"
#include "media/record/recording_state.h"
#include "media/record/track_list.h"

#define ROWS_AT_ONCE   256u
#define GROWING_LENGTH INT64_MAX /* spans say what may be read of a file that grows */
#define FOLDER_MODE    0700
#define FILE_MODE      0600
#define PUNCH_FLAGS    (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE)

static bool fail(GError **error, const char *attempt, const char *name) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot %s \"%s\": %s", attempt, name,
                g_strerror(errno));
    return false;
}

static int make_file(Recording *recording, const char *name, GError **error) {
    int fd = openat(recording->folder_fd, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        fail(error, "make", name);
    return fd;
}

static bool make_media_files(Recording *recording, GError **error) {
    for (unsigned track = 0; track < recording->n_tracks; track++) {
        g_autofree char *name =
            g_strdup_printf(RECORDING_MEDIA_FILE, recording->tracks[track].name);
        int fd = make_file(recording, name, error);
        if (fd < 0)
            return false;
        recording->files[track] = gate_file_new(fd, GROWING_LENGTH);
    }
    return true;
}

/* The description comes last: where it is, the other files are. */
static bool make_description(Recording *recording, GError **error) {
    const char *half = RECORDING_TRACKS_FILE ".new";
    g_autofree char *text = track_list_write(recording->tracks, recording->n_tracks);
    int fd = make_file(recording, half, error);
    if (fd < 0)
        return false;
    bool is_good = recording_state_write(fd, (const uint8_t *)text, strlen(text), 0, error) &&
                   (fdatasync(fd) == 0 || fail(error, "sync", half));
    close(fd);
    return is_good && (renameat(recording->folder_fd, half, recording->folder_fd,
                                RECORDING_TRACKS_FILE) == 0 ||
                       fail(error, "make", RECORDING_TRACKS_FILE));
}

static bool make_files(Recording *recording, GError **error) {
    uint8_t head[ROW_FILE_HEAD_BYTES];
    row_file_write_head(head, recording->n_tracks);
    if (!make_media_files(recording, error) ||
        (recording->rows_fd = make_file(recording, RECORDING_ROWS_FILE, error)) < 0 ||
        (recording->life_fd = make_file(recording, RECORDING_LIFE_FILE, error)) < 0 ||
        !recording_state_write(recording->rows_fd, head, sizeof head, 0, error))
        return false;
    g_byte_array_set_size(recording->scratch, 0);
    life_log_append_head(recording->life, recording->scratch);
    if (!recording_state_write(recording->life_fd, recording->scratch->data,
                               recording->scratch->len, 0, error))
        return false;
    recording->life_end = recording->scratch->len;
    recording->is_life_dirty = recording->is_folder_dirty = 1;
    return make_description(recording, error);
}

Recording *recording_create(const char *folder, const MediaTrack *tracks, unsigned n_tracks,
                            GError **error) {
    if (!track_list_check(tracks, n_tracks, error))
        return NULL;
    if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0) {
        fail(error, "make the folder", folder);
        return NULL;
    }
    g_autoptr(Recording) recording = recording_state_new(tracks, n_tracks);
    recording->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (recording->folder_fd < 0) {
        fail(error, "open the folder", folder);
        return NULL;
    }
    if (faccessat(recording->folder_fd, RECORDING_TRACKS_FILE, F_OK, 0) == 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "there is a recording in \"%s\" already",
                    folder);
        return NULL;
    }
    return make_files(recording, error) ? g_steal_pointer(&recording) : NULL;
}

static void close_descriptor(int fd) {
    if (fd >= 0)
        close(fd);
}

void recording_close(Recording *recording) {
    if (!recording)
        return;
    for (unsigned track = 0; track < recording->n_tracks; track++)
        gate_file_unref(recording->files[track]);
    close_descriptor(recording->rows_fd);
    close_descriptor(recording->life_fd);
    close_descriptor(recording->folder_fd);
    life_log_free(recording->life);
    g_byte_array_unref(recording->scratch);
    g_free(recording);
}

unsigned recording_n_tracks(const Recording *recording) {
    return recording->n_tracks;
}

const MediaTrack *recording_tracks(const Recording *recording) {
    return recording->tracks;
}

static uint64_t end_of(const Recording *recording, unsigned track) {
    return recording->last.spans[track].offset + recording->last.spans[track].length;
}

static void give_row(const RowRecord *record, unsigned n_tracks, RecordingRowFn fn, void *user) {
    GridPart parts[MEDIA_MAX_TRACKS];
    for (unsigned track = 0; track < n_tracks; track++)
        parts[track] = (GridPart){
            .length = record->spans[track].length,
            .is_independent = record->spans[track].flags & GRID_INDEPENDENT,
            .is_gap = record->spans[track].flags & GRID_GAP,
        };
    GridRow row = {record->msn, record->part, record->generation, record->wall_us, n_tracks, parts};
    fn(&row, record->spans, user);
}

void recording_each_row(Recording *recording, RecordingRowFn fn, void *user) {
    size_t record_bytes = row_file_record_bytes(recording->n_tracks);
    g_autofree uint8_t *block = g_malloc(ROWS_AT_ONCE * record_bytes);
    uint64_t first_msn = life_log_cut(recording->life)->msn;
    for (uint64_t start = 0; start < recording->n_rows; start += ROWS_AT_ONCE) {
        size_t wanted = MIN(ROWS_AT_ONCE, recording->n_rows - start) * record_bytes;
        gssize got = recording_state_read(recording->rows_fd, block, wanted,
                                          row_file_offset(recording->n_tracks, start));
        for (size_t i = 0; got > 0 && (i + 1) * record_bytes <= (size_t)got; i++) {
            RowRecord record;
            if (row_file_read_record(block + i * record_bytes, recording->n_tracks, start + i,
                                     &record) &&
                record.msn >= first_msn)
                give_row(&record, recording->n_tracks, fn, user);
        }
    }
}

bool recording_put_init(Recording *recording, unsigned generation, unsigned track,
                        const uint8_t *bytes, size_t length, GError **error) {
    if (track >= recording->n_tracks || length > LIFE_LOG_SECTION_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "an initialization section of %zu bytes for track %u cannot be", length, track);
        return false;
    }
    LifeSection section = {generation, track, bytes, length};
    g_byte_array_set_size(recording->scratch, 0);
    life_log_append_section(recording->life, recording->scratch, &section);
    return recording_state_add_life(recording, error);
}

GateBuffer *recording_get_init(Recording *recording, unsigned generation, unsigned track) {
    GateBuffer *section = life_log_section(recording->life, generation, track);
    return section ? gate_buffer_ref(section) : NULL;
}

static bool check_row(const Recording *recording, const GridRow *row, GError **error) {
    const RowRecord *last = &recording->last;
    bool is_later = recording->n_rows == 0 || row->msn > last->msn ||
                    (row->msn == last->msn && row->part > last->part);
    if (is_later && row->n_tracks == recording->n_tracks && row->part < MEDIA_PARTS_PER_SEGMENT)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID,
                "row %" G_GUINT64_FORMAT ".%u of %u tracks does not follow %" G_GUINT64_FORMAT
                ".%u of %u",
                row->msn, row->part, row->n_tracks, last->msn, last->part, recording->n_tracks);
    return false;
}

/* Says where and when a generation began, once. */
static bool note_generation(Recording *recording, const GridRow *row, GError **error) {
    const LifeBegin *known = life_log_begin_of(recording->life, row->msn, row->part);
    if (known && known->generation == row->generation)
        return true;
    LifeBegin begin = {row->generation, row->part, row->msn, row->wall_us};
    g_byte_array_set_size(recording->scratch, 0);
    life_log_append_begin(recording->life, recording->scratch, &begin);
    return recording_state_add_life(recording, error);
}

static void plan_row(const Recording *recording, const GridRow *row, RowRecord *ret_record) {
    *ret_record = (RowRecord){row->msn, row->part, row->generation, row->wall_us};
    for (unsigned track = 0; track < row->n_tracks; track++) {
        const GridPart *part = &row->parts[track];
        GridSpan *span = &ret_record->spans[track];
        span->offset = end_of(recording, track);
        span->length = part->bytes ? (uint32_t)part->length : 0;
        span->flags = span->length == 0 ? GRID_GAP : part->is_independent ? GRID_INDEPENDENT : 0;
        if (span->length > 0)
            ret_record->sums[track] = (uint32_t)crc32(0, part->bytes, span->length);
    }
}

/* Gives the room of a row that failed back; what stays is overwritten by the next one. */
static void forget_row(const Recording *recording) {
    for (unsigned track = 0; track < recording->n_tracks; track++)
        if (ftruncate(recording->files[track]->fd, (off_t)end_of(recording, track)) != 0)
            g_debug("half a part stays behind track %u: the next one overwrites it", track);
}

bool recording_append(Recording *recording, const GridRow *row, GridSpan *ret_spans,
                      GError **error) {
    RowRecord record;
    if (!check_row(recording, row, error) || !note_generation(recording, row, error))
        return false;
    plan_row(recording, row, &record);
    for (unsigned track = 0; track < row->n_tracks; track++) {
        const GridSpan *span = &record.spans[track];
        if (span->length == 0)
            continue;
        if (!recording_state_write(recording->files[track]->fd, row->parts[track].bytes,
                                   span->length, span->offset, error)) {
            forget_row(recording);
            return false;
        }
        __atomic_store_n(&recording->is_dirty[track], 1, __ATOMIC_RELEASE);
    }
    if (!recording_state_add_row(recording, &record, error)) {
        forget_row(recording);
        return false;
    }
    memcpy(ret_spans, record.spans, row->n_tracks * sizeof *ret_spans);
    return true;
}

bool recording_note_shown(Recording *recording, const GridRow *row, GError **error) {
    RowShown shown = {row->msn, row->generation};
    uint8_t bytes[ROW_FILE_SHOWN_BYTES];
    if (recording->has_shown && recording->shown.msn == row->msn &&
        recording->shown.generation == row->generation)
        return true;
    row_file_write_shown(bytes, &shown);
    if (!recording_state_write(recording->rows_fd, bytes, sizeof bytes, ROW_FILE_SHOWN_OFFSET,
                               error))
        return false;
    recording->shown = shown;
    recording->has_shown = true;
    __atomic_store_n(&recording->is_shown_dirty, 1, __ATOMIC_RELEASE);
    return true;
}

bool recording_get_shown(const Recording *recording, uint64_t *ret_msn, unsigned *ret_generation) {
    *ret_msn = recording->shown.msn;
    *ret_generation = recording->shown.generation;
    return recording->has_shown &&
           (recording->n_rows == 0 || recording->shown.msn > recording->last.msn);
}

GateFile *recording_file(Recording *recording, unsigned track) {
    return gate_file_ref(recording->files[track]);
}

/* Takes the flag away before the sync, so that what is written meanwhile counts as new. */
static bool sync_file(int fd, int *is_dirty, GError **error) {
    if (!__atomic_exchange_n(is_dirty, 0, __ATOMIC_ACQ_REL) || fdatasync(fd) == 0)
        return true;
    __atomic_store_n(is_dirty, 1, __ATOMIC_RELEASE);
    return fail(error, "sync", "the recording");
}

/* Only after the cut is on disk: rows that are still named never lose their bytes. */
static bool punch_file(Recording *recording, unsigned track, uint64_t end, GError **error) {
    uint64_t *begin = &recording->punched_to[track];
    if (end <= *begin)
        return true;
    if (fallocate(recording->files[track]->fd, PUNCH_FLAGS, (off_t)*begin, (off_t)(end - *begin)) !=
            0 &&
        errno != EOPNOTSUPP)
        return fail(error, "give back the beginning of", recording->tracks[track].name);
    *begin = end;
    return true;
}

bool recording_sync(Recording *recording, GError **error) {
    uint64_t punch_to[MEDIA_MAX_TRACKS];
    for (unsigned track = 0; track < recording->n_tracks; track++)
        punch_to[track] = __atomic_load_n(&recording->punch_to[track], __ATOMIC_ACQUIRE);
    uint64_t n_rows = __atomic_load_n(&recording->rows_written, __ATOMIC_ACQUIRE);
    if (!sync_file(recording->folder_fd, &recording->is_folder_dirty, error) ||
        !sync_file(recording->life_fd, &recording->is_life_dirty, error))
        return false;
    for (unsigned track = 0; track < recording->n_tracks; track++)
        if (!sync_file(recording->files[track]->fd, &recording->is_dirty[track], error) ||
            !punch_file(recording, track, punch_to[track], error))
            return false;
    if (!sync_file(recording->rows_fd, &recording->is_shown_dirty, error))
        return false;
    if (n_rows == recording->rows_synced)
        return true;
    if (fdatasync(recording->rows_fd) != 0)
        return fail(error, "sync", RECORDING_ROWS_FILE);
    uint8_t mark[ROW_FILE_MARK_BYTES];
    row_file_write_mark(mark, n_rows);
    recording->rows_synced = n_rows;
    return recording_state_write(recording->rows_fd, mark, sizeof mark, ROW_FILE_MARK_OFFSET,
                                 error);
}

/* The first row that is not before `msn`; n_rows when all are. */
static uint64_t find_row(const Recording *recording, uint64_t msn) {
    uint64_t low = 0, high = recording->n_rows;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        RowRecord record;
        if (recording_state_get_row(recording, middle, &record) && record.msn >= msn)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool recording_punch(Recording *recording, uint64_t msn, GError **error) {
    LifeCut cut = {.msn = msn};
    if (msn <= life_log_cut(recording->life)->msn)
        return true;
    uint64_t ordinal = find_row(recording, msn);
    RowRecord first;
    bool has_first =
        ordinal < recording->n_rows && recording_state_get_row(recording, ordinal, &first);
    for (unsigned track = 0; track < recording->n_tracks; track++)
        cut.offsets[track] = has_first ? first.spans[track].offset : end_of(recording, track);
    g_byte_array_set_size(recording->scratch, 0);
    life_log_append_cut(recording->life, recording->scratch, &cut);
    if (!recording_state_add_life(recording, error))
        return false;
    for (unsigned track = 0; track < recording->n_tracks; track++)
        __atomic_store_n(&recording->punch_to[track], cut.offsets[track], __ATOMIC_RELEASE);
    return true;
}

uint64_t recording_bytes(const Recording *recording) {
    uint64_t sum = 0;
    for (unsigned track = 0; track < recording->n_tracks; track++)
        sum += end_of(recording, track) - life_log_cut(recording->life)->offsets[track];
    return sum;
}
