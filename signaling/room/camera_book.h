/* Which telephone is camera and microphone of which set: the secrets that sets ask for by a key
 * press there, who used one, who may come back. Kept in memory alone: a restart ends them all.
 * Pure: no I/O, time is given (monotonic, µs). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/session/session.h"

#define CAMERA_RETURN_S  60 /* a telephone that is lost, as SESSION_KEEP_S */
#define CAMERA_MAX_PEERS 2  /* of a telephone: one, and the one that takes its place */

typedef struct CameraBook CameraBook;

/* Of one set. Fields are read by all; written by camera_book.c, but for the last three. */
typedef struct Camera {
    const Session *set;               /* borrowed: it ends with its seat at the latest */
    char offer[SESSION_DIGEST_BYTES]; /* of the secret that waits; "": none */
    int64_t offer_until_us;
    const Session *phone;            /* borrowed; NULL: none, or it is lost */
    char used[SESSION_DIGEST_BYTES]; /* of the secret by which it came; "": none has come */
    char account[IDENTITY_ID_BYTES]; /* whose telephone */
    char sign_in[IDENTITY_ID_BYTES]; /* on which device; "" by a bearer token */
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    int64_t lost_at_us;  /* 0: not lost */
    unsigned on, set_on; /* ROOM_MICROPHONE …: of the telephone, of the set itself */
    GPtrArray *peers;    /* of the telephone's pictures, owned texts */
} Camera;

CameraBook *camera_book_new(void);
void camera_book_free(CameraBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraBook, camera_book_free)

/* NULL: none. */
Camera *camera_book_find(const CameraBook *book, const char *set);
Camera *camera_book_find_phone(const CameraBook *book, const char *phone);

/* A new secret for the set; one that waited before is worth nothing. Caller frees. */
char *camera_book_offer(CameraBook *book, const Session *set, int64_t now_us);
void camera_book_withdraw(CameraBook *book, Camera *camera);

/* Which set the secret is good for, for this seat: one that waits is for anybody; one that was used
 * is for the same account and device, to come back. NULL: for none. Changes nothing. */
Camera *camera_book_look(const CameraBook *book, const char *secret, const Session *phone,
                         int64_t now_us);
/* After camera_book_look(): the secret is used now. What was of another telephone is forgotten. */
void camera_book_take(Camera *camera, const char *secret, const Session *phone);

/* The telephone is gone and may come back. */
void camera_book_lose(Camera *camera, int64_t now_us);
/* It may not; where no secret waits, `camera` is freed. */
void camera_book_forget(CameraBook *book, Camera *camera);
/* All of it: frees `camera`. */
void camera_book_end(CameraBook *book, Camera *camera);

/* When something ends by itself; -1: never. */
int64_t camera_book_due_us(const CameraBook *book);
/* One whose telephone has been lost too long, or that has none and whose secret is too old: to be
 * forgotten. NULL: none. Withdraws secrets that are too old. */
Camera *camera_book_find_due(CameraBook *book, int64_t now_us);
