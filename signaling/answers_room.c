#include "signaling/answers_room.h"

#include "signaling/switchboard.h"

static GError *copy_error(const GError *error) {
    return error ? g_error_copy(error) : NULL;
}

static void free_error(const GError *error) {
    if (error)
        g_error_free((GError *)error);
}

/* ---- may enter ---- */

static void free_look(void *data) {
    RoomLookAnswer *copy = data;
    free_error(copy->error);
    g_free((char *)copy->session);
    g_free((char *)copy->title);
    if (copy->past)
        g_ptr_array_unref((GPtrArray *)copy->past);
    g_free(copy);
}

static void call_look(Switchboard *switchboard, const void *data) {
    switchboard_answer_look(switchboard, data);
}

static GPtrArray *copy_facts(const GPtrArray *facts) {
    GPtrArray *copies = room_fact_list();
    for (guint i = 0; i < facts->len; i++)
        g_ptr_array_add(copies, room_fact_copy(facts->pdata[i]));
    return copies;
}

void answers_room_look(Answers *answers, const RoomLookAnswer *answer) {
    RoomLookAnswer *copy = g_memdup2(answer, sizeof *answer);
    copy->error = copy_error(answer->error);
    copy->session = g_strdup(answer->session);
    copy->title = g_strdup(answer->title);
    copy->past = answer->past ? copy_facts(answer->past) : NULL;
    (void)answers_post_call(answers, call_look, copy, free_look); /* the client asks again */
}

/* ---- is stored ---- */

static void free_commit(void *data) {
    RoomCommitAnswer *copy = data;
    free_error(copy->error);
    g_free((char *)copy->room);
    g_strfreev((char **)copy->voters);
    g_free(copy);
}

static void call_commit(Switchboard *switchboard, const void *data) {
    switchboard_answer_commit(switchboard, data);
}

void answers_room_commit(Answers *answers, const RoomCommitAnswer *answer) {
    RoomCommitAnswer *copy = g_memdup2(answer, sizeof *answer);
    copy->error = copy_error(answer->error);
    copy->room = g_strdup(answer->room);
    copy->voters = (const char *const *)g_strdupv((char **)answer->voters);
    (void)answers_post_call(answers, call_commit, copy, free_commit); /* missed in time */
}

/* ---- may stay ---- */

static void free_stays(void *stays) {
    g_array_unref(stays);
}

static void call_review(Switchboard *switchboard, const void *data) {
    switchboard_answer_review(switchboard, data);
}

void answers_room_review(Answers *answers, const GArray *stays) {
    (void)answers_post_call(answers, call_review, g_array_copy((GArray *)stays),
                            free_stays); /* the next review says it */
}

static void call_recheck(Switchboard *switchboard, const void *data) {
    const char *room = data;
    switchboard_recheck(switchboard, *room ? room : NULL);
}

void answers_room_recheck(Answers *answers, const char *room) {
    (void)answers_post_call(answers, call_recheck, g_strdup(room ? room : ""), g_free);
}

/* ---- an answer in SDP ---- */

static void free_media(void *data) {
    RoomMediaAnswer *copy = data;
    free_error(copy->error);
    g_free((char *)copy->room);
    g_free((char *)copy->session);
    g_free((char *)copy->peer);
    g_free((char *)copy->sdp);
    g_free(copy);
}

static void call_media(Switchboard *switchboard, const void *data) {
    switchboard_answer_media(switchboard, data);
}

void answers_room_media(Answers *answers, const RoomMediaAnswer *answer) {
    RoomMediaAnswer *copy = g_memdup2(answer, sizeof *answer);
    copy->error = copy_error(answer->error);
    copy->room = g_strdup(answer->room);
    copy->session = g_strdup(answer->session);
    copy->peer = g_strdup(answer->peer);
    copy->sdp = g_strdup(answer->sdp);
    (void)answers_post_call(answers, call_media, copy, free_media); /* the client offers again */
}

/* ---- events ---- */

static void free_event(void *data) {
    RoomMediaEvent *copy = data;
    g_free((char *)copy->room);
    g_free((char *)copy->session);
    g_free((char *)copy->peer);
    g_strfreev((char **)copy->speakers);
    g_free(copy);
}

static void call_event(Switchboard *switchboard, const void *data) {
    switchboard_on_media(switchboard, data);
}

void answers_room_media_event(Answers *answers, const RoomMediaEvent *event) {
    RoomMediaEvent *copy = g_memdup2(event, sizeof *event);
    copy->room = g_strdup(event->room);
    copy->session = g_strdup(event->session);
    copy->peer = g_strdup(event->peer);
    copy->speakers = (const char *const *)g_strdupv((char **)event->speakers);
    (void)answers_post_call(answers, call_event, copy, free_event); /* the next one says it */
}
