#include "signaling/handlers/handlers.h"

RoomCaller handler_room_caller(const HandlerContext *context, const MessageHead *head) {
    RoomCaller caller = {.session = link_session(context->link),
                         .ticket = {.link = link_id(context->link), .re = head->id}};
    g_strlcpy(caller.ticket.session, caller.session->id, sizeof caller.ticket.session);
    return caller;
}

static bool do_act(HandlerContext *context, const MessageHead *head, RoomAct act, GError **error) {
    RoomCaller caller = handler_room_caller(context, head);
    return room_house_act(context->rooms, &caller, &act, error);
}

/* What all messages with a target share; none named is all of them. */
static RoomAct act_on(RoomVerb verb, const RoomTargetMessage *target) {
    RoomAct act = {.verb = verb, .is_on = target->is_on, .role = target->role};
    if (target->session)
        g_strlcpy(act.target, target->session, sizeof act.target);
    return act;
}

bool handle_room_enter(HandlerContext *context, const void *message, GError **error) {
    const RoomEnterMessage *enter = message;
    RoomCaller caller = handler_room_caller(context, &enter->head);
    RoomEntry entry = {enter->room, enter->take_over, enter->link};
    return room_house_enter(context->rooms, &caller, &entry, error);
}

bool handle_room_leave(HandlerContext *context, const void *message, GError **error) {
    return do_act(context, message, (RoomAct){.verb = ROOM_VERB_LEAVE}, error);
}

bool handle_room_hand(HandlerContext *context, const void *message, GError **error) {
    const RoomSwitchMessage *hand = message;
    return do_act(context, &hand->head, (RoomAct){.verb = ROOM_VERB_HAND, .is_on = hand->is_on},
                  error);
}

bool handle_room_lower(HandlerContext *context, const void *message, GError **error) {
    const RoomTargetMessage *lower = message;
    return do_act(context, &lower->head, act_on(ROOM_VERB_LOWER, lower), error);
}

bool handle_room_admit(HandlerContext *context, const void *message, GError **error) {
    const RoomTargetMessage *admit = message;
    return do_act(context, &admit->head, act_on(ROOM_VERB_ADMIT, admit), error);
}

bool handle_room_mute(HandlerContext *context, const void *message, GError **error) {
    const RoomTargetMessage *mute = message;
    RoomAct act = act_on(ROOM_VERB_MUTE, mute);
    act.sources = message_room_sources((const char *const *)mute->sources);
    return do_act(context, &mute->head, act, error);
}

bool handle_room_remove(HandlerContext *context, const void *message, GError **error) {
    const RoomTargetMessage *removal = message;
    return do_act(context, &removal->head, act_on(ROOM_VERB_REMOVE, removal), error);
}

bool handle_room_lock(HandlerContext *context, const void *message, GError **error) {
    const RoomSwitchMessage *lock = message;
    return do_act(context, &lock->head, (RoomAct){.verb = ROOM_VERB_LOCK, .is_on = lock->is_on},
                  error);
}

bool handle_room_role(HandlerContext *context, const void *message, GError **error) {
    const RoomTargetMessage *role = message;
    return do_act(context, &role->head, act_on(ROOM_VERB_ROLE, role), error);
}

bool handle_room_end(HandlerContext *context, const void *message, GError **error) {
    return do_act(context, message, (RoomAct){.verb = ROOM_VERB_END}, error);
}

bool handle_room_state(HandlerContext *context, const void *message, GError **error) {
    const RoomStateMessage *state = message;
    unsigned own = message_room_sources((const char *const *)state->on);
    RoomAct act = {
        .verb = ROOM_VERB_STATE,
        .sources = camera_desk_note_set(context->cameras, link_session(context->link)->id, own)};
    return do_act(context, &state->head, act, error);
}

bool handle_room_chat(HandlerContext *context, const void *message, GError **error) {
    const RoomChatMessage *chat = message;
    RoomAct act = {.verb = ROOM_VERB_CHAT, .text = g_strdup(chat->text)};
    return do_act(context, &chat->head, act, error);
}

bool handle_room_chat_remove(HandlerContext *context, const void *message, GError **error) {
    const RoomChatRemoveMessage *removal = message;
    RoomAct act = {.verb = ROOM_VERB_CHAT_REMOVE, .number = removal->message};
    return do_act(context, &removal->head, act, error);
}

bool handle_room_settings(HandlerContext *context, const void *message, GError **error) {
    const RoomSettingsMessage *settings = message;
    RoomAct act = {.verb = ROOM_VERB_SETTINGS, .settings = settings->settings};
    return do_act(context, &settings->head, act, error);
}
