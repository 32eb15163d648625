#include "base/token_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/error.h"

#define FOLDER_NAME    "keys"
#define TEMPORARY_NAME "new.tmp" /* only ever touched under the folder's lock */
#define KEY_ID_BYTES   6         /* 8 characters of base64url */
#define KEY_ID_CHARS   8
#define FILE_MAX_BYTES 128
#define FILE_FORMAT    "v1"
#define NUMBER_MAX     999999 /* of a key file: 000001.key, the highest is the newest */
#define DERIVED_MAX    64     /* bytes, as token_keys_derive() promises */

/* The file of a root key is the line "v1 ID SECRET". The id is derived from the secret and so is
 * its check sum, too. */
typedef struct RootKey {
    unsigned number;
    char id[KEY_ID_CHARS + 1];
    uint8_t secret[TOKEN_KEY_BYTES];
} RootKey;

struct TokenKeys {
    unsigned n_keys;
    RootKey keys[TOKEN_MAX_ROOT_KEYS]; /* newest first */
};

/* The opened and locked folder. */
typedef struct Folder {
    char *path; /* owned, for messages */
    int fd;
} Folder;

static void folder_clear(Folder *folder) {
    if (folder->fd >= 0)
        close(folder->fd); /* drops the lock */
    g_clear_pointer(&folder->path, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Folder, folder_clear)

static bool expand(const uint8_t secret[TOKEN_KEY_BYTES], const void *info, size_t info_length,
                   uint8_t *ret_key, size_t length) {
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, TOKEN_KEY_BYTES),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_length),
        OSSL_PARAM_construct_end(),
    };
    bool ok = context && EVP_KDF_derive(context, ret_key, length, params) == 1;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return ok;
}

static bool compute_id(const uint8_t secret[TOKEN_KEY_BYTES], char ret_id[KEY_ID_CHARS + 1]) {
    uint8_t bytes[KEY_ID_BYTES];
    if (!expand(secret, "id", 2, bytes, sizeof bytes))
        return false;
    g_autofree char *text = id_base64url(bytes, sizeof bytes);
    memcpy(ret_id, text, KEY_ID_CHARS + 1);
    return true;
}

/* Always false, so that callers can return it. Uses errno. */
static bool fail_io(GError **error, const char *what, const char *folder, const char *name) {
    int saved_errno = errno;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot %s '%s%s%s': %s", what, folder,
                *name ? "/" : "", name, g_strerror(saved_errno));
    return false;
}

static bool check_private(int fd, mode_t type, const char *folder, const char *name,
                          GError **error) {
    struct stat info;
    if (fstat(fd, &info) < 0)
        return fail_io(error, "look at", folder, name);
    const char *reason = NULL;
    if ((info.st_mode & S_IFMT) != type)
        reason = "it has the wrong type";
    else if (info.st_uid != geteuid() && geteuid() != 0)
        reason = "it belongs to somebody else";
    else if (info.st_mode & (S_IRWXG | S_IRWXO))
        reason = "others may use it; take their rights away with chmod go=";
    if (!reason)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot use '%s%s%s' (mode %04o): %s", folder,
                *name ? "/" : "", name, (unsigned)(info.st_mode & 07777), reason);
    return false;
}

/* A folder that is lost with the power would take the keys along. */
static bool make_folder(const char *directory, const char *path, GError **error) {
    if (mkdir(path, 0700) < 0)
        return errno == EEXIST || fail_io(error, "make folder", path, "");
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        fail_io(error, "write folder", directory, "");
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool folder_open(Folder *folder, const char *directory, GError **error) {
    folder->path = g_build_filename(directory, FOLDER_NAME, NULL);
    if (!make_folder(directory, folder->path, error))
        return false;
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder->fd < 0)
        return fail_io(error, "open folder", folder->path, "");
    if (!check_private(folder->fd, S_IFDIR, folder->path, "", error))
        return false;
    int result;
    do
        result = flock(folder->fd, LOCK_EX);
    while (result < 0 && errno == EINTR);
    return result == 0 || fail_io(error, "lock folder", folder->path, "");
}

/* Number of a key file's name, 0 for other names. */
static unsigned number_of(const char *name) {
    if (strlen(name) != 10 || strspn(name, "0123456789") != 6 || !g_str_has_suffix(name, ".key"))
        return 0;
    return (unsigned)g_ascii_strtoull(name, NULL, 10);
}

static bool parse_key(char *text, RootKey *key) {
    g_strchomp(text);
    g_auto(GStrv) words = g_strsplit(text, " ", 4);
    if (g_strv_length(words) != 3 || !g_str_equal(words[0], FILE_FORMAT))
        return false;
    size_t length = 0;
    g_autofree uint8_t *secret = id_base64url_decode(words[2], strlen(words[2]), &length);
    bool ok = secret && length == TOKEN_KEY_BYTES && compute_id(secret, key->id) &&
              g_str_equal(key->id, words[1]);
    if (ok)
        memcpy(key->secret, secret, TOKEN_KEY_BYTES);
    if (secret)
        OPENSSL_cleanse(secret, length);
    OPENSSL_cleanse(words[g_strv_length(words) - 1], strlen(words[g_strv_length(words) - 1]));
    return ok;
}

static bool read_key(const Folder *folder, const char *name, RootKey *key, GError **error) {
    int fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return fail_io(error, "open key", folder->path, name);
    char text[FILE_MAX_BYTES] = {0};
    bool is_private = check_private(fd, S_IFREG, folder->path, name, error);
    ssize_t n = is_private ? read(fd, text, sizeof text - 1) : 0;
    bool ok = is_private && (n >= 0 || fail_io(error, "read key", folder->path, name));
    close(fd);
    if (ok && !parse_key(text, key)) {
        ok = false;
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "cannot read key '%s/%s': it is damaged",
                    folder->path, name);
    }
    OPENSSL_cleanse(text, sizeof text);
    key->number = number_of(name);
    return ok;
}

static void insert_key(TokenKeys *keys, const RootKey *key) {
    unsigned i = keys->n_keys++;
    for (; i > 0 && keys->keys[i - 1].number < key->number; i--)
        keys->keys[i] = keys->keys[i - 1];
    keys->keys[i] = *key;
}

static bool add_file(const Folder *folder, const char *name, TokenKeys *keys, GError **error) {
    if (keys->n_keys == TOKEN_MAX_ROOT_KEYS) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "cannot read keys of '%s': there are more than %d", folder->path,
                    TOKEN_MAX_ROOT_KEYS);
        return false;
    }
    RootKey key;
    bool ok = read_key(folder, name, &key, error);
    if (ok)
        insert_key(keys, &key);
    OPENSSL_cleanse(&key, sizeof key);
    return ok;
}

static bool read_keys(const Folder *folder, TokenKeys *keys, GError **error) {
    DIR *dir = opendir(folder->path);
    if (!dir)
        return fail_io(error, "list folder", folder->path, "");
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(dir));)
        if (number_of(entry->d_name) > 0)
            ok = add_file(folder, entry->d_name, keys, error);
    closedir(dir);
    return ok;
}

/* The key appears under its name when it is safe on the disk, or not at all. */
static bool write_key(const Folder *folder, const RootKey *key, GError **error) {
    g_autofree char *secret = id_base64url(key->secret, TOKEN_KEY_BYTES);
    g_autofree char *text = g_strdup_printf("%s %s %s\n", FILE_FORMAT, key->id, secret);
    g_autofree char *name = g_strdup_printf("%06u.key", key->number);
    size_t length = strlen(text);
    bool ok = false;
    (void)unlinkat(folder->fd, TEMPORARY_NAME, 0); /* left behind by a crash, or absent */
    int fd = openat(folder->fd, TEMPORARY_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        errno = EIO; /* of a short write */
        ok = write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
        int saved_errno = errno;
        close(fd);
        errno = saved_errno;
    }
    ok =
        ok && renameat(folder->fd, TEMPORARY_NAME, folder->fd, name) == 0 && fsync(folder->fd) == 0;
    OPENSSL_cleanse(secret, strlen(secret));
    OPENSSL_cleanse(text, length);
    return ok || fail_io(error, "write key", folder->path, name);
}

static bool add_key(const Folder *folder, TokenKeys *keys, GError **error) {
    unsigned newest = keys->n_keys > 0 ? keys->keys[0].number : 0;
    if (keys->n_keys == TOKEN_MAX_ROOT_KEYS || newest == NUMBER_MAX) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot add a key to '%s': there are %u already, the newest is %06u.key",
                    folder->path, keys->n_keys, newest);
        return false;
    }
    RootKey key = {.number = newest + 1};
    id_random_bytes(key.secret, sizeof key.secret);
    bool ok = false;
    if (!compute_id(key.secret, key.id))
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot derive the id of a new key");
    else
        ok = write_key(folder, &key, error);
    if (ok)
        insert_key(keys, &key);
    OPENSSL_cleanse(&key, sizeof key);
    return ok;
}

TokenKeys *token_keys_open(const char *directory, GError **error) {
    g_auto(Folder) folder = {.fd = -1};
    g_autoptr(TokenKeys) keys = g_new0(TokenKeys, 1);
    if (!folder_open(&folder, directory, error) || !read_keys(&folder, keys, error))
        return NULL;
    if (keys->n_keys == 0 && !add_key(&folder, keys, error))
        return NULL;
    return g_steal_pointer(&keys);
}

bool token_keys_rotate(const char *directory, GError **error) {
    g_auto(Folder) folder = {.fd = -1};
    g_autoptr(TokenKeys) keys = g_new0(TokenKeys, 1);
    return folder_open(&folder, directory, error) && read_keys(&folder, keys, error) &&
           add_key(&folder, keys, error);
}

void token_keys_free(TokenKeys *keys) {
    if (!keys)
        return;
    OPENSSL_cleanse(keys, sizeof *keys);
    g_free(keys);
}

unsigned token_keys_count(const TokenKeys *keys) {
    return keys->n_keys;
}

const char *token_keys_id(const TokenKeys *keys, unsigned index) {
    g_return_val_if_fail(index < keys->n_keys, NULL);
    return keys->keys[index].id;
}

bool token_keys_expand(const TokenKeys *keys, unsigned index, const void *info, size_t info_length,
                       uint8_t *ret_key, size_t length) {
    g_return_val_if_fail(index < keys->n_keys, false);
    return expand(keys->keys[index].secret, info, info_length, ret_key, length);
}

bool token_keys_derive(const TokenKeys *keys, const char *key_id, const char *purpose,
                       uint8_t *ret_key, size_t length, char ret_key_id[9]) {
    g_return_val_if_fail(length > 0 && length <= DERIVED_MAX, false);
    unsigned i = 0;
    while (*key_id && i < keys->n_keys && !g_str_equal(keys->keys[i].id, key_id))
        i++;
    if (i == keys->n_keys)
        return false;
    /* Begins with another word than "id" and "token", so that no two uses share a key. */
    g_autofree char *info = g_strconcat("purpose ", purpose, NULL);
    if (!expand(keys->keys[i].secret, info, strlen(info), ret_key, length))
        return false;
    if (ret_key_id)
        memcpy(ret_key_id, keys->keys[i].id, KEY_ID_CHARS + 1);
    return true;
}
