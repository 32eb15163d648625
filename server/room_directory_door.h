/* Questions of rooms go to the catalogue, and its answers back to the rooms. */
#pragma once

#include "base/worker.h"
#include "catalog/catalog.h"
#include "signaling/answers.h"
#include "signaling/ports/room_directory.h"

/* What the questions need; borrowed for each call. Answers run through `control`. */
typedef struct RoomDirectoryDoor {
    Catalog *catalog;
    Answers *answers;
    Worker *control;
} RoomDirectoryDoor;

/* On the control thread, for a RoomDirectoryPort. ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool room_directory_door_look(const RoomDirectoryDoor *door, const RoomQuestion *question,
                              GError **error);
bool room_directory_door_review(const RoomDirectoryDoor *door, const GArray *stays, GError **error);
bool room_directory_door_commit(const RoomDirectoryDoor *door, const RoomCommit *commit,
                                GError **error);
