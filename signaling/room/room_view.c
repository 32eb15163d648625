#include "signaling/room/room_view.h"

RoomPersonInfo *room_view_person(const RoomPerson *person) {
    RoomPersonInfo info = {
        .session = (char *)person->session,
        .account = (char *)person->account,
        .display_name = (char *)person->name,
        .client = person->client,
        .role = person->role,
        .on = message_room_source_words(person->on),
        .held = message_room_source_words(person->held),
        .hand = person->hand,
        .has_hand = person->hand > 0,
        .hand_at_us = person->hand_at_us,
        .is_away = person->gone_at_us != 0,
        .has_vote = person->has_vote,
        .is_guest = person->is_guest,
    };
    return g_memdup2(&info, sizeof info);
}

GPtrArray *room_view_lobby(const Room *room) {
    const GPtrArray *lobby = room_lobby(room);
    GPtrArray *infos = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lobby->len; i++) {
        const RoomKnock *knock = lobby->pdata[i];
        RoomKnockInfo info = {(char *)knock->session,
                              (char *)knock->account,
                              (char *)knock->name,
                              knock->client,
                              knock->role,
                              knock->is_guest};
        g_ptr_array_add(infos, g_memdup2(&info, sizeof info));
    }
    return infos;
}

RoomSaidInfo room_view_line(const ChatLine *line) {
    return (RoomSaidInfo){.message = line->number,
                          .session = (char *)line->session,
                          .account = (char *)line->account,
                          .display_name = (char *)line->name,
                          .text = line->text,
                          .at_us = line->at_us};
}

static void free_vote_info(void *info) {
    vote_info_clear(info);
    g_free(info);
}

static GPtrArray *view_people(const Room *room) {
    const GPtrArray *people = room_people(room);
    GPtrArray *infos = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < people->len; i++)
        g_ptr_array_add(infos, room_view_person(people->pdata[i]));
    return infos;
}

static GPtrArray *view_said(const Room *room) {
    const GPtrArray *lines = chat_lines(room_chat(room));
    GPtrArray *infos = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < lines->len; i++) {
        RoomSaidInfo info = room_view_line(lines->pdata[i]);
        g_ptr_array_add(infos, g_memdup2(&info, sizeof info));
    }
    return infos;
}

static GPtrArray *view_votes(const Room *room) {
    const GPtrArray *votes = room_votes(room);
    GPtrArray *infos = g_ptr_array_new_with_free_func(free_vote_info);
    for (guint i = 0; i < votes->len; i++) {
        VoteInfo *info = g_new(VoteInfo, 1);
        vote_describe(votes->pdata[i], info);
        g_ptr_array_add(infos, info);
    }
    return infos;
}

void room_view_all(const Room *room, const RoomPerson *reader, RoomMessage *ret_message) {
    *ret_message = (RoomMessage){
        .room = (char *)room_id(room),
        .kind = (int)room_kind(room),
        .title = (char *)room_title(room),
        .role = reader->role,
        .locked = room_is_locked(room),
        .settings = (RoomSettings *)room_settings(room),
        .people = view_people(room),
        .lobby = room_sees_lobby(room, reader) ? room_view_lobby(room) : NULL,
        .said = view_said(room),
        .votes = view_votes(room),
    };
}

void room_view_clear(RoomMessage *message) {
    g_clear_pointer(&message->people, g_ptr_array_unref);
    g_clear_pointer(&message->lobby, g_ptr_array_unref);
    g_clear_pointer(&message->said, g_ptr_array_unref);
    g_clear_pointer(&message->votes, g_ptr_array_unref);
}
