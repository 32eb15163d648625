#include "media/course/asset_out.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

static char *path_of(const OrderAsset *asset, const char *name) {
    return g_build_filename("out", asset->id, name, NULL);
}

char *asset_out_open(const OrderAsset *asset, GError **error) {
    g_autofree char *folder = path_of(asset, NULL);
    if (g_mkdir_with_parents(folder, 0750) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make \"%s\": %s", folder,
                    g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&folder);
}

bool asset_out_is_done(const OrderAsset *asset) {
    g_autofree char *path = path_of(asset, ASSET_MANIFEST_FILE);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

bool asset_out_close(const OrderAsset *asset, AssetManifest *manifest, const char *warning,
                     Pass *pass, GError **error) {
    g_autofree char *path = path_of(asset, ASSET_MANIFEST_FILE);
    if (warning != NULL && *warning != '\0') {
        g_free(manifest->warning);
        manifest->warning = g_strdup(warning);
    }
    g_autofree char *text = asset_manifest_write(manifest);
    if (!g_file_set_contents_full(path, text, (gssize)strlen(text),
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0640, NULL))
        return problem_set(error, PROBLEM_DISK);
    pass_tell_asset(pass, asset->id, manifest->warning);
    return true;
}

void asset_out_tell(const OrderAsset *asset, Pass *pass) {
    g_autofree char *path = path_of(asset, ASSET_MANIFEST_FILE);
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(AssetManifest) manifest = NULL;
    if (g_file_get_contents(path, &text, &length, NULL))
        manifest = asset_manifest_read(text, length, NULL);
    pass_tell_asset(pass, asset->id, manifest != NULL ? manifest->warning : NULL);
}
