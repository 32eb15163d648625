#include "server/language_clips.h"

#include <errno.h>

#include "base/error.h"
#include "base/gate/static_files.h"
#include "server/gate_reply.h"

#define PUBLIC_FOLDER "public"
#define CLIPS_FOLDER  "languages"
#define FOLDER_MODE   0700

struct LanguageClips {
    StaticFiles *files;
};

static const GateField FIELDS[] = {GATE_REPLY_NO_SNIFFING};

LanguageClips *language_clips_open(const char *data_directory, GError **error) {
    g_autofree char *public = g_build_filename(data_directory, PUBLIC_FOLDER, NULL);
    g_autofree char *folder = g_build_filename(public, CLIPS_FOLDER, NULL);
    if (g_mkdir_with_parents(folder, FOLDER_MODE) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make '%s': %s", folder, g_strerror(errno));
        return NULL;
    }
    StaticFilesOptions options = {
        .directory = public, .fields = FIELDS, .n_fields = G_N_ELEMENTS(FIELDS)};
    StaticFiles *files = static_files_open(&options, error);
    if (!files)
        return NULL;
    LanguageClips *clips = g_new0(LanguageClips, 1);
    clips->files = files;
    return clips;
}

void language_clips_close(LanguageClips *clips) {
    if (!clips)
        return;
    static_files_close(clips->files);
    g_free(clips);
}

GateHandler language_clips_handler(LanguageClips *clips) {
    return static_files_handler(clips->files);
}
