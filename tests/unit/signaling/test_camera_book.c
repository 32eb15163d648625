/* The secrets of telephones that are cameras of sets: one use, one device, five minutes, and a
 * minute to come back. */
#include "base/clock.h"
#include "signaling/protocol/message_camera.h"
#include "signaling/room/camera_book.h"

#define NOW_US (INT64_C(1000) * CLOCK_US_PER_S)

typedef struct Seats {
    CameraBook *book;
    Session set, phone, other; /* `other`: the same account on another device */
} Seats;

static Session seat(const char *id, const char *account, const char *sign_in) {
    Session session = {0};
    g_strlcpy(session.id, id, sizeof session.id);
    g_strlcpy(session.identity.account_id, account, sizeof session.identity.account_id);
    g_strlcpy(session.identity.session_id, sign_in, sizeof session.identity.session_id);
    g_strlcpy(session.identity.display_name, "王芳", sizeof session.identity.display_name);
    return session;
}

static void set_up(Seats *seats, const void *data) {
    seats->book = camera_book_new();
    seats->set = seat("set", "screen", "");
    seats->phone = seat("phone", "clerk", "one");
    seats->other = seat("other", "clerk", "two");
}

static void tear_down(Seats *seats, const void *data) {
    camera_book_free(seats->book);
}

static Camera *look(const Seats *seats, const char *secret, const Session *phone, int64_t after_s) {
    return camera_book_look(seats->book, secret, phone, NOW_US + after_s * CLOCK_US_PER_S);
}

static void test_one_use(Seats *seats, const void *data) {
    g_autofree char *secret = camera_book_offer(seats->book, &seats->set, NOW_US);
    g_assert_cmpuint(strlen(secret), ==, CAMERA_SECRET_CHARS);
    g_assert_null(look(seats, "AAAAAAAAAAAAAAAAAAAAAA", &seats->phone, 0));
    Camera *camera = look(seats, secret, &seats->phone, 1);
    g_assert_nonnull(camera);
    camera_book_take(camera, secret, &seats->phone);
    g_assert_null(look(seats, secret, &seats->other, 1)); /* used; and not by this device */
    g_assert_true(look(seats, secret, &seats->phone, 1) == camera);
    g_assert_true(camera_book_find_phone(seats->book, "phone") == camera);
    g_assert_cmpint(camera_book_due_us(seats->book), ==, -1);
}

static void test_too_old(Seats *seats, const void *data) {
    g_autofree char *secret = camera_book_offer(seats->book, &seats->set, NOW_US);
    int64_t until_us = NOW_US + CAMERA_OFFER_S * CLOCK_US_PER_S;
    g_assert_nonnull(look(seats, secret, &seats->phone, CAMERA_OFFER_S - 1));
    g_assert_null(look(seats, secret, &seats->phone, CAMERA_OFFER_S));
    g_assert_cmpint(camera_book_due_us(seats->book), ==, until_us);
    g_assert_null(camera_book_find_due(seats->book, until_us - 1));
    Camera *camera = camera_book_find_due(seats->book, until_us);
    camera_book_forget(seats->book, camera);
    g_assert_null(camera_book_find(seats->book, "set"));
    g_assert_cmpint(camera_book_due_us(seats->book), ==, -1);
}

static void test_newest_secret_only(Seats *seats, const void *data) {
    g_autofree char *first = camera_book_offer(seats->book, &seats->set, NOW_US);
    g_autofree char *second = camera_book_offer(seats->book, &seats->set, NOW_US);
    g_assert_null(look(seats, first, &seats->phone, 1));
    g_assert_nonnull(look(seats, second, &seats->phone, 1));
}

static void test_comes_back(Seats *seats, const void *data) {
    g_autofree char *secret = camera_book_offer(seats->book, &seats->set, NOW_US);
    Camera *camera = look(seats, secret, &seats->phone, 0);
    camera_book_take(camera, secret, &seats->phone);
    camera->on = ROOM_CAMERA;
    camera_book_lose(camera, NOW_US);
    g_assert_cmpuint(camera->on, ==, 0);
    g_assert_null(camera_book_find_phone(seats->book, "phone"));
    Session again = seat("phone-again", "clerk", "one"); /* the page was loaded anew */
    g_assert_true(look(seats, secret, &again, 59) == camera);
    g_assert_null(look(seats, secret, &seats->other, 59));
    g_assert_null(camera_book_find_due(seats->book, NOW_US + 59 * CLOCK_US_PER_S));
    g_assert_true(camera_book_find_due(seats->book, NOW_US + 60 * CLOCK_US_PER_S) == camera);
    camera_book_forget(seats->book, camera);
    g_assert_null(look(seats, secret, &again, 61));
}

/* Another telephone comes by another key press alone; the first one's secret ends with that. */
static void test_another(Seats *seats, const void *data) {
    g_autofree char *first = camera_book_offer(seats->book, &seats->set, NOW_US);
    Camera *camera = look(seats, first, &seats->phone, 0);
    camera_book_take(camera, first, &seats->phone);
    g_ptr_array_add(camera->peers, g_strdup("p1"));
    g_autofree char *second = camera_book_offer(seats->book, &seats->set, NOW_US);
    g_assert_true(look(seats, first, &seats->phone, 1) == camera); /* goes on meanwhile */
    camera_book_take(look(seats, second, &seats->other, 1), second, &seats->other);
    g_assert_null(look(seats, first, &seats->phone, 1));
    g_assert_cmpuint(camera->peers->len, ==, 0);
    g_assert_true(camera->phone == &seats->other);
}

/* Who was lost for too long leaves a secret that waits alone. */
static void test_forget_beside_secret(Seats *seats, const void *data) {
    g_autofree char *first = camera_book_offer(seats->book, &seats->set, NOW_US);
    Camera *camera = look(seats, first, &seats->phone, 0);
    camera_book_take(camera, first, &seats->phone);
    camera_book_lose(camera, NOW_US);
    g_autofree char *second =
        camera_book_offer(seats->book, &seats->set, NOW_US + 30 * CLOCK_US_PER_S);
    g_assert_true(camera_book_find_due(seats->book, NOW_US + 60 * CLOCK_US_PER_S) == camera);
    camera_book_forget(seats->book, camera);
    g_assert_null(look(seats, first, &seats->phone, 61));
    g_assert_true(look(seats, second, &seats->phone, 61) == camera);
    camera_book_end(seats->book, camera);
    g_assert_null(look(seats, second, &seats->phone, 61));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(Seats *, const void *);
    } TESTS[] = {
        {"/camera_book/one_use", test_one_use},
        {"/camera_book/too_old", test_too_old},
        {"/camera_book/newest_secret_only", test_newest_secret_only},
        {"/camera_book/comes_back", test_comes_back},
        {"/camera_book/another", test_another},
        {"/camera_book/forget_beside_secret", test_forget_beside_secret},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TESTS); i++)
        g_test_add(TESTS[i].path, Seats, NULL, set_up, TESTS[i].run, tear_down);
    return g_test_run();
}
