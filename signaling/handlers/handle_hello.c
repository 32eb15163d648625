#include "signaling/handlers/handlers.h"

#include "base/clock.h"
#include "base/error.h"

static void say_moved(HandlerContext *context) {
    MovedMessage moved = {.url = (char *)context->moved_url};
    link_send(context->link, &MESSAGE_MOVED, &moved);
    link_close(context->link, WS_CLOSE_NORMAL, "moved");
}

static void say_welcome(HandlerContext *context, const HelloMessage *hello, const Session *session,
                        char *resume, bool is_resumed) {
    const SeatIdentity *identity = &session->identity;
    g_autofree GStrv roles = message_role_words(identity->roles);
    AccountInfo account = {
        .id = (char *)identity->account_id,
        .name = (char *)identity->name,
        .display_name = (char *)identity->display_name,
        .roles = roles,
    };
    WelcomeMessage welcome = {
        .re = hello->head.id,
        .session = (char *)session->id,
        .resume = resume,
        .resumed = is_resumed,
        .resume_within_s = SESSION_KEEP_S,
        .now_us = clock_monotonic_us(),
        .account = &account,
        .ping_every_s = WS_PING_INTERVAL_S,
    };
    link_send(context->link, &MESSAGE_WELCOME, &welcome);
}

static Session *resume_seat(HandlerContext *context, const HelloMessage *hello, char **ret_resume) {
    Link *old_link = NULL;
    Session *session = session_registry_resume(context->sessions, context->link, hello->resume,
                                               ret_resume, &old_link);
    if (old_link)
        link_close(old_link, CLOSE_REPLACED, "resumed elsewhere");
    if (session) { /* its place in a room waits for room.enter, as a camera for camera.take */
        camera_desk_lose(context->cameras, session->id);
        room_house_lose(context->rooms, session->id);
    }
    return session;
}

static Session *new_seat(HandlerContext *context, const HelloMessage *hello, char **ret_resume,
                         GError **error) {
    Session *session = session_registry_add(context->sessions, context->link, ret_resume, error);
    if (session)
        session->client = hello->client; /* a resumed seat keeps its kind */
    return session;
}

static void show(HandlerContext *context, Session *session) {
    PersonInfo person = {
        .session = session->id,
        .account = session->identity.account_id,
        .display_name = session->identity.display_name,
        .client = session->client,
        .state = PRESENCE_ACTIVE,
    };
    presence_feed_join(context->presence, &person);
}

bool handle_hello(HandlerContext *context, const void *message, GError **error) {
    const HelloMessage *hello = message;
    if (link_session(context->link)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "cannot say hello twice on one connection");
        return false;
    }
    if (context->moved_url) {
        say_moved(context);
        return true;
    }
    g_autofree char *resume = NULL;
    Session *session = hello->resume ? resume_seat(context, hello, &resume) : NULL;
    bool is_resumed = session != NULL;
    if (!session)
        session = new_seat(context, hello, &resume, error);
    if (!session)
        return false;
    g_strlcpy(session->locale, hello->locale, sizeof session->locale);
    if (!(session->identity.roles & IDENTITY_GUEST)) /* his room alone knows of him */
        show(context, session);
    say_welcome(context, hello, session, resume, is_resumed);
    return true;
}
