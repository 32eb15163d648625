#include "server/language_clips.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/epoch.h"
#include "base/error.h"
#include "base/gate/static_files.h"
#include "server/gate_reply.h"

#define PUBLIC_FOLDER  "public"
#define CLIPS_FOLDER   "languages"
#define FOLDER_MODE    0700
#define FILE_MODE      0600
#define ETAG_MAX_BYTES 64 /* of static_files.c: 32 digits and quotes */

struct LanguageClips {
    char *public, *folder;
    _Atomic(StaticFiles *) files; /* replaced as a whole by who writes, read by gate workers */
    EpochBin *bin;
};

static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING};

static StaticFiles *read_folder(const LanguageClips *clips, GError **error) {
    StaticFilesOptions options = {
        .directory = clips->public, .fields = FIELDS, .n_fields = G_N_ELEMENTS(FIELDS)};
    return static_files_open(&options, error);
}

LanguageClips *language_clips_open(const char *data_directory, GError **error) {
    LanguageClips *clips = g_new0(LanguageClips, 1);
    clips->public = g_build_filename(data_directory, PUBLIC_FOLDER, NULL);
    clips->folder = g_build_filename(clips->public, CLIPS_FOLDER, NULL);
    clips->bin = epoch_bin_new();
    StaticFiles *files = NULL;
    if (g_mkdir_with_parents(clips->folder, FOLDER_MODE) != 0)
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make '%s': %s", clips->folder,
                    g_strerror(errno));
    else
        files = read_folder(clips, error);
    atomic_init(&clips->files, files);
    if (files)
        return clips;
    language_clips_close(clips);
    return NULL;
}

void language_clips_close(LanguageClips *clips) {
    if (!clips)
        return;
    epoch_bin_free(clips->bin);
    static_files_close(atomic_load(&clips->files));
    g_free(clips->public);
    g_free(clips->folder);
    g_free(clips);
}

/* ---- the gate ---- */

/* The gate reads what an answer borrows after on_request, when the files may be gone already: what
 * is theirs is copied, once for each gate worker. */
static void keep_borrowed(GateAnswer *answer) {
    static _Thread_local char etag[ETAG_MAX_BYTES];
    if (answer->etag) {
        g_strlcpy(etag, answer->etag, sizeof etag);
        answer->etag = etag;
    }
    if (answer->status != 405) { /* its field is static */
        answer->fields = FIELDS;
        answer->n_fields = G_N_ELEMENTS(FIELDS);
    }
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    LanguageClips *clips = user;
    epoch_enter();
    GateHandler handler = static_files_handler(atomic_load(&clips->files));
    handler.on_request(head, turn, answer, handler.user);
    keep_borrowed(answer);
    epoch_leave();
}

GateHandler language_clips_handler(LanguageClips *clips) {
    return (GateHandler){.on_request = on_request, .user = clips};
}

/* ---- the catalogue ---- */

static char *path_of(const LanguageClips *clips, const char *tag) {
    g_autofree char *name = g_strconcat(tag, ".m4a", NULL);
    return g_build_filename(clips->folder, name, NULL);
}

static bool has(const char *tag, void *user) {
    g_autofree char *path = path_of(user, tag);
    return access(path, R_OK) == 0;
}

static void close_files(void *files) {
    static_files_close(files);
}

static bool put(const char *tag, GBytes *bytes, void *user, GError **error) {
    LanguageClips *clips = user;
    g_autofree char *path = path_of(clips, tag);
    g_autoptr(GError) failure = NULL;
    if (bytes &&
        !g_file_set_contents_full(
            path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes),
            G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, FILE_MODE, &failure)) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path, failure->message);
        return false;
    }
    if (!bytes && unlink(path) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot remove '%s': %s", path, g_strerror(errno));
        return false;
    }
    StaticFiles *files = read_folder(clips, error);
    if (!files)
        return false;
    epoch_bin_add(clips->bin, atomic_exchange(&clips->files, files), close_files);
    epoch_bin_sweep(clips->bin);
    return true;
}

ClipPort language_clips_port(LanguageClips *clips) {
    return (ClipPort){.has = has, .put = put, .user = clips};
}
