#include "server/pem.h"

#include <errno.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/error.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)

void pem_set_openssl_error(GError **error, const char *what) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "%s: %s", what, reason ? reason : "no reason");
    ERR_clear_error();
}

static bool check_file(const char *path, GError **error) {
    GStatBuf info;
    if (g_stat(path, &info) != 0) {
        int saved_errno = errno;
        g_set_error(error, BASE_ERROR, saved_errno == ENOENT ? ERROR_NOT_FOUND : ERROR_IO,
                    "cannot open '%s': %s", path, g_strerror(saved_errno));
        return false;
    }
    if (!S_ISREG(info.st_mode) || info.st_size > PEM_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read '%s': not a PEM file", path);
        return false;
    }
    return true;
}

static BIO *open_file(const char *path, GError **error) {
    if (!check_file(path, error))
        return NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, &length, &cause)) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot read '%s': %s", path, cause->message);
        return NULL;
    }
    BIO *bio = BIO_new(BIO_s_mem());
    g_assert(bio && BIO_write(bio, text, (int)length) == (int)length);
    return bio;
}

GPtrArray *pem_read_certificates(const char *path, GError **error) {
    g_autoptr(BIO) bio = open_file(path, error);
    if (!bio)
        return NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
    for (X509 *one; (one = PEM_read_bio_X509(bio, NULL, NULL, NULL));)
        g_ptr_array_add(list, one);
    bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (list->len == 0 || !is_end) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot read '%s': %s", path,
                    list->len == 0 ? "it holds no PEM certificate" : "a certificate is damaged");
        return NULL;
    }
    return g_steal_pointer(&list);
}

/* Without this OpenSSL would ask for a passphrase on the terminal. */
static int refuse_passphrase(char *buffer, int size, int is_writing, void *user) {
    (void)buffer, (void)size, (void)is_writing, (void)user;
    return -1;
}

EVP_PKEY *pem_read_key(const char *path, GError **error) {
    g_autoptr(BIO) bio = open_file(path, error);
    if (!bio)
        return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, refuse_passphrase, NULL);
    ERR_clear_error();
    if (!key)
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot read '%s': it holds no private key (PEM, without passphrase)", path);
    return key;
}

static bool write_file(const char *path, BIO *bio, int mode, GError **error) {
    char *bytes = NULL;
    long length = BIO_get_mem_data(bio, &bytes);
    g_autoptr(GError) cause = NULL;
    if (g_file_set_contents_full(path, bytes, length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                 &cause))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot write '%s': %s", path, cause->message);
    return false;
}

bool pem_write_certificate(const char *path, X509 *certificate, GError **error) {
    g_autoptr(BIO) bio = BIO_new(BIO_s_mem());
    if (!PEM_write_bio_X509(bio, certificate)) {
        pem_set_openssl_error(error, "cannot encode a certificate");
        return false;
    }
    return write_file(path, bio, 0644, error);
}

bool pem_write_key(const char *path, EVP_PKEY *key, GError **error) {
    g_autoptr(BIO) bio = BIO_new(BIO_s_secmem());
    if (!PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)) {
        pem_set_openssl_error(error, "cannot encode a private key");
        return false;
    }
    return write_file(path, bio, 0600, error);
}
