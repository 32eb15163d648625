#include "media/lesson/asset_track.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "media/package/cmaf_init_read.h"

static void refuse(GError **error, ErrorCode code, const char *path, const char *reason) {
    g_set_error(error, BASE_ERROR, code, "The track \"%s\" cannot be opened: %s.", path, reason);
}

static int open_file(const char *path, uint64_t *ret_length, GError **error) {
    struct stat state;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &state) == 0 && S_ISREG(state.st_mode)) {
        *ret_length = (uint64_t)state.st_size;
        return fd;
    }
    refuse(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO, path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool get_all(int fd, uint8_t *ret_bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = pread(fd, ret_bytes + at, length - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

static AssetIndex *read_index(const char *path, GError **error) {
    uint64_t length;
    AssetIndex *index = NULL;
    int fd = open_file(path, &length, error);
    if (fd < 0)
        return NULL;
    g_autofree uint8_t *bytes = length <= ASSET_INDEX_MAX_BYTES ? g_malloc(length + 1) : NULL;
    if (bytes && get_all(fd, bytes, length))
        index = asset_index_read(bytes, length, error);
    else
        refuse(error, ERROR_CORRUPT, path, "it is too large or cannot be read");
    close(fd);
    return index;
}

static bool read_init(AssetMedia *media, const char *path, GError **error) {
    g_autofree uint8_t *bytes = g_malloc(media->index->init_length);
    media->track.kind = media->index->kind;
    if (!get_all(media->file->fd, bytes, media->index->init_length) ||
        !cmaf_init_read(bytes, media->index->init_length, &media->track)) {
        refuse(error, ERROR_CORRUPT, path, "it does not begin with an initialization section");
        return false;
    }
    media->init = gate_buffer_new(bytes, media->index->init_length);
    return true;
}

AssetMedia *asset_track_open(const char *folder, const char *name, GError **error) {
    g_autofree char *index_path = g_strdup_printf("%s/%s.idx", folder, name);
    g_autofree char *media_path = g_strdup_printf("%s/%s.m4s", folder, name);
    g_autoptr(AssetMedia) media = g_new0(AssetMedia, 1);
    uint64_t length = 0;
    g_strlcpy(media->track.name, name, sizeof media->track.name);
    if (!(media->index = read_index(index_path, error)))
        return NULL;
    int fd = open_file(media_path, &length, error);
    if (fd < 0)
        return NULL;
    media->file = gate_file_new(fd, length);
    if (length != asset_index_bytes(media->index)) {
        refuse(error, ERROR_CORRUPT, media_path, "it has another length than its index says");
        return NULL;
    }
    return read_init(media, media_path, error) ? g_steal_pointer(&media) : NULL;
}

void asset_track_free(AssetMedia *media) {
    if (!media)
        return;
    asset_index_free(media->index);
    gate_file_unref(media->file);
    gate_buffer_unref(media->init);
    g_free(media);
}
