#include "catalog/upload/job_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "catalog/store/folder_copy.h"
#include "catalog/upload/upload_file.h"

#define SOURCE    "source"
#define ORDER     "order.json"
#define OUT       "out"
#define DEMO      "demo"
#define SOUND     "sound"
#define FACTS     "asset.json"
#define MAX_DEPTH 4 /* of what lies in a job's folder */

static bool refuse_errno(GError **error, const char *attempt, const char *path) {
    g_set_error(error, BASE_ERROR, ERROR_IO, "%s '%s': %s", attempt, path, g_strerror(errno));
    return false;
}

static void sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

/* ---- trees ---- */

static void remove_tree(const char *path, unsigned depth) {
    g_autoptr(GDir) folder = depth < MAX_DEPTH ? g_dir_open(path, 0, NULL) : NULL;
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (unlink(inner) != 0)
            remove_tree(inner, depth + 1);
    }
    rmdir(path);
}

static int64_t folder_bytes(const char *path) {
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    int64_t n_bytes = 0;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        struct stat status;
        if (lstat(inner, &status) == 0 && S_ISREG(status.st_mode))
            n_bytes += status.st_size;
    }
    return n_bytes;
}

void job_files_remove(const JobFolders *folders, const char *id) {
    g_autofree char *folder = g_build_filename(folders->jobs, id, NULL);
    remove_tree(folder, 0);
    upload_file_remove(folders->uploads, id);
}

void job_files_clear(const JobFolders *folders, const char *id) {
    g_autofree char *path = g_build_filename(folders->jobs, id, NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (!g_str_equal(name, SOURCE) && unlink(inner) != 0)
            remove_tree(inner, 0);
    }
}

static bool is_kept(const GPtrArray *kept, const char *name) {
    for (unsigned i = 0; i < kept->len; i++)
        if (g_str_equal(kept->pdata[i], name))
            return true;
    return false;
}

void job_files_sweep(const JobFolders *folders, const GPtrArray *kept) {
    g_autoptr(GDir) folder = g_dir_open(folders->jobs, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder)))
        if (id_is_uuid(name) && !is_kept(kept, name))
            job_files_remove(folders, name);
}

/* ---- the way of a job ---- */

bool job_files_place(const JobFolders *folders, const char *id, char **ret_order, GError **error) {
    g_autofree char *folder = g_build_filename(folders->jobs, id, NULL);
    g_autofree char *source = g_build_filename(folder, SOURCE, NULL);
    g_autofree char *order = g_build_filename(folder, ORDER, NULL);
    g_autofree char *upload = g_build_filename(folders->uploads, id, UPLOAD_FILE_NAME, NULL);
    *ret_order = NULL;
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return refuse_errno(error, "making", folder);
    if (access(source, F_OK) != 0 && rename(upload, source) != 0) {
        rmdir(folder);
        g_set_error_literal(error, BASE_ERROR, ERROR_GONE,
                            "The file is not there any more: upload it again.");
        return false;
    }
    upload_file_remove(folders->uploads, id);
    sync_folder(folder);
    (void)g_file_get_contents(order, ret_order, NULL, NULL); /* there is none at the first start */
    return true;
}

bool job_files_place_made(const JobFolders *folders, const char *id, unsigned number,
                          bool *ret_is_made, GError **error) {
    g_autofree char *folder = g_build_filename(folders->jobs, id, NULL);
    g_autofree char *source = g_build_filename(folder, SOURCE, NULL);
    g_autofree char *demo = g_build_filename(folder, DEMO, NULL);
    g_autofree char *text = g_strdup_printf("%u", number);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return refuse_errno(error, "making", folder);
    *ret_is_made = access(source, F_OK) == 0;
    return *ret_is_made || g_file_set_contents(demo, text, -1, NULL) ||
           refuse_errno(error, "writing", demo);
}

bool job_files_place_asset(const JobFolders *folders, const char *id, const char *asset_id,
                           GError **error) {
    g_autofree char *folder = g_build_filename(folders->jobs, id, NULL);
    g_autofree char *to = g_build_filename(folder, SOUND, NULL);
    g_autofree char *from = g_build_filename(folders->assets, asset_id, NULL);
    g_autofree char *facts = g_build_filename(from, FACTS, NULL);
    unsigned n_files;
    if (access(facts, F_OK) != 0) {
        g_set_error_literal(error, BASE_ERROR, ERROR_GONE, "The files of this sound are lost.");
        return false;
    }
    remove_tree(folder, 0);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return refuse_errno(error, "making", folder);
    return folder_link_files(from, to, &n_files, error);
}

bool job_files_order(const JobFolders *folders, const char *id, const char *order, GError **error) {
    g_autofree char *path = g_build_filename(folders->jobs, id, ORDER, NULL);
    return g_file_set_contents(path, order, -1, NULL) || refuse_errno(error, "writing", path);
}

static bool collect_one(const JobFolders *folders, const char *id, JobAsset *asset,
                        GError **error) {
    g_autofree char *from = g_build_filename(folders->jobs, id, OUT, asset->id, NULL);
    g_autofree char *to = g_build_filename(folders->assets, asset->id, NULL);
    g_autofree char *facts = g_build_filename(to, FACTS, NULL);
    g_autofree char *json = NULL;
    if (rename(from, to) != 0 && access(facts, F_OK) != 0)
        return refuse_errno(error, "moving", from);
    if (!g_file_get_contents(facts, &json, NULL, NULL))
        return refuse_errno(error, "reading", facts);
    asset->bytes = folder_bytes(to);
    return job_plan_read_facts(asset, json, error);
}

static bool add_file(const char *from, const char *to, const char *name, GError **error) {
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    return rename(source, target) == 0 || refuse_errno(error, "moving", source);
}

bool job_files_add(const JobFolders *folders, const char *id, JobAsset *asset, GError **error) {
    g_autofree char *from = g_build_filename(folders->jobs, id, OUT, asset->id, NULL);
    g_autofree char *to = g_build_filename(folders->assets, asset->id, NULL);
    g_autofree char *facts = g_build_filename(from, FACTS, NULL);
    g_autoptr(GDir) made = g_dir_open(from, 0, NULL);
    const char *name;
    while (made && (name = g_dir_read_name(made)))
        if (!g_str_equal(name, FACTS) && !add_file(from, to, name, error))
            return false;
    sync_folder(to);
    if (access(facts, F_OK) == 0 && !add_file(from, to, FACTS, error))
        return false;
    sync_folder(to);
    asset->bytes = folder_bytes(to);
    return true;
}

bool job_files_collect(const JobFolders *folders, const char *id, JobPlan *plan, GError **error) {
    for (unsigned i = 0; i < plan->assets->len; i++)
        if (!collect_one(folders, id, plan->assets->pdata[i], error))
            return false;
    sync_folder(folders->assets);
    return true;
}

void job_files_give_up(const JobFolders *folders, const JobPlan *plan) {
    for (unsigned i = 0; i < plan->assets->len; i++) {
        const JobAsset *asset = plan->assets->pdata[i];
        g_autofree char *path = g_build_filename(folders->assets, asset->id, NULL);
        remove_tree(path, 0);
    }
}
