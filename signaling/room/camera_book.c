#include "signaling/room/camera_book.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "signaling/protocol/message_camera.h"

#define SECRET_BYTES 16

struct CameraBook {
    GHashTable *cameras; /* the set's seat, borrowed from it → Camera, owning */
};

static void free_camera(void *data) {
    Camera *camera = data;
    g_ptr_array_unref(camera->peers);
    g_free(camera);
}

CameraBook *camera_book_new(void) {
    CameraBook *book = g_new0(CameraBook, 1);
    book->cameras = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_camera);
    return book;
}

void camera_book_free(CameraBook *book) {
    if (!book)
        return;
    g_hash_table_unref(book->cameras);
    g_free(book);
}

Camera *camera_book_find(const CameraBook *book, const char *set) {
    return g_hash_table_lookup(book->cameras, set);
}

Camera *camera_book_find_phone(const CameraBook *book, const char *phone) {
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, book->cameras);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Camera *camera = data;
        if (camera->phone && strcmp(camera->phone->id, phone) == 0)
            return camera;
    }
    return NULL;
}

/* What is compared is a hash: the time of it says nothing about the secret. */
static void digest_of(const char *secret, char ret_digest[SESSION_DIGEST_BYTES]) {
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    g_strlcpy(ret_digest, digest, SESSION_DIGEST_BYTES);
}

static Camera *camera_of(CameraBook *book, const Session *set) {
    Camera *camera = camera_book_find(book, set->id);
    if (camera)
        return camera;
    camera = g_new0(Camera, 1);
    camera->set = set;
    camera->peers = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_insert(book->cameras, (char *)set->id, camera);
    return camera;
}

char *camera_book_offer(CameraBook *book, const Session *set, int64_t now_us) {
    Camera *camera = camera_of(book, set);
    char *secret = id_new_secret(SECRET_BYTES);
    digest_of(secret, camera->offer);
    camera->offer_until_us = now_us + CAMERA_OFFER_S * CLOCK_US_PER_S;
    return secret;
}

void camera_book_withdraw(CameraBook *book, Camera *camera) {
    camera->offer[0] = '\0';
    if (!camera->used[0])
        camera_book_end(book, camera);
}

static bool is_same_device(const Camera *camera, const SeatIdentity *identity) {
    return strcmp(camera->account, identity->account_id) == 0 &&
           strcmp(camera->sign_in, identity->session_id) == 0;
}

Camera *camera_book_look(const CameraBook *book, const char *secret, const Session *phone,
                         int64_t now_us) {
    char digest[SESSION_DIGEST_BYTES];
    GHashTableIter iter;
    void *data;
    digest_of(secret, digest);
    g_hash_table_iter_init(&iter, book->cameras);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Camera *camera = data;
        bool waits = strcmp(camera->offer, digest) == 0 && now_us < camera->offer_until_us;
        bool returns =
            strcmp(camera->used, digest) == 0 && is_same_device(camera, &phone->identity);
        if (waits || returns)
            return camera;
    }
    return NULL;
}

void camera_book_take(Camera *camera, const char *secret, const Session *phone) {
    const SeatIdentity *identity = &phone->identity;
    digest_of(secret, camera->used);
    if (strcmp(camera->used, camera->offer) == 0)
        camera->offer[0] = '\0';
    if (phone != camera->phone) {
        camera->on = 0;
        g_ptr_array_set_size(camera->peers, 0);
    }
    camera->phone = phone;
    camera->lost_at_us = 0;
    g_strlcpy(camera->account, identity->account_id, sizeof camera->account);
    g_strlcpy(camera->sign_in, identity->session_id, sizeof camera->sign_in);
    g_strlcpy(camera->name, identity->display_name, sizeof camera->name);
}

void camera_book_lose(Camera *camera, int64_t now_us) {
    if (!camera->phone)
        return;
    camera->phone = NULL;
    camera->lost_at_us = MAX(now_us, 1);
    camera->on = 0;
    g_ptr_array_set_size(camera->peers, 0);
}

void camera_book_forget(CameraBook *book, Camera *camera) {
    camera_book_lose(camera, 1);
    camera->used[0] = camera->account[0] = camera->sign_in[0] = camera->name[0] = '\0';
    camera->lost_at_us = 0;
    if (!camera->offer[0])
        camera_book_end(book, camera);
}

void camera_book_end(CameraBook *book, Camera *camera) {
    g_hash_table_remove(book->cameras, camera->set->id);
}

/* ---- time ---- */

static int64_t due_us(const Camera *camera) {
    int64_t at_us = camera->offer[0] ? camera->offer_until_us : INT64_MAX;
    if (camera->lost_at_us)
        at_us = MIN(at_us, camera->lost_at_us + CAMERA_RETURN_S * CLOCK_US_PER_S);
    return at_us;
}

int64_t camera_book_due_us(const CameraBook *book) {
    int64_t first_us = INT64_MAX;
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, book->cameras);
    while (g_hash_table_iter_next(&iter, NULL, &data))
        first_us = MIN(first_us, due_us(data));
    return first_us == INT64_MAX ? -1 : first_us;
}

Camera *camera_book_find_due(CameraBook *book, int64_t now_us) {
    GHashTableIter iter;
    void *data;
    g_hash_table_iter_init(&iter, book->cameras);
    while (g_hash_table_iter_next(&iter, NULL, &data)) {
        Camera *camera = data;
        if (camera->offer[0] && camera->offer_until_us <= now_us)
            camera->offer[0] = '\0';
        bool is_back_late =
            camera->lost_at_us && camera->lost_at_us + CAMERA_RETURN_S * CLOCK_US_PER_S <= now_us;
        if (is_back_late || (!camera->used[0] && !camera->offer[0]))
            return camera;
    }
    return NULL;
}
