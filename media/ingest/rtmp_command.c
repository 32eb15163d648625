#include "media/ingest/rtmp_command.h"

#include <string.h>

#include <glib.h>

#include "media/ingest/amf0.h"
#include "media/ingest/rtmp_status.h"

#define OUR_CHUNK_BYTES    4096u
#define PUBLISH_STREAM_ID  1u /* the one stream of a connection */
#define EVENT_STREAM_BEGIN 0u /* §7.1.7 */

typedef struct Command {
    double transaction;
    Amf0Reader arguments;
    uint32_t stream_id;
} Command;

static void refuse(RtmpSession *session, const RtmpStatus *status) {
    session->events->on_refused(status->description, session->user);
    rtmp_status_on_stream(&session->output, session->publish_stream_id, status);
    session->state = RTMP_SESSION_ENDED;
}

void rtmp_command_refuse(RtmpSession *session, const char *description) {
    rtmp_status_on_stream(&session->output, session->publish_stream_id,
                          &(RtmpStatus){"error", RTMP_STATUS_PUBLISH_BAD_NAME, description});
    session->state = RTMP_SESSION_ENDED;
}

/* Encoders need the windows before the result, and chunks of ours larger than 128 bytes. */
static void on_connect(RtmpSession *session, Command *command) {
    Amf0Value object, value;
    if (!amf0_read(&command->arguments, &object))
        object = (Amf0Value){.type = AMF0_NULL};
    if (amf0_find(&object, "app", &value))
        amf0_copy_text(&value, session->application, sizeof session->application);
    if (amf0_find(&object, "flashVer", &value))
        amf0_copy_text(&value, session->encoder, sizeof session->encoder);
    rtmp_output_number(&session->output, RTMP_WINDOW_SIZE, RTMP_WINDOW_BYTES);
    rtmp_output_peer_bandwidth(&session->output, RTMP_WINDOW_BYTES);
    rtmp_output_number(&session->output, RTMP_SET_CHUNK_SIZE, OUR_CHUNK_BYTES);
    session->is_connected = stream_name_is_application(session->application);
    if (session->is_connected) {
        rtmp_status_connected(&session->output, command->transaction);
        return;
    }
    const char *text = stream_name_fault_text(STREAM_NAME_APPLICATION);
    session->events->on_refused(text, session->user);
    rtmp_status_rejected(&session->output, command->transaction, text);
    session->state = RTMP_SESSION_ENDED;
}

static void on_create_stream(RtmpSession *session, Command *command) {
    rtmp_status_result(&session->output, command->transaction, PUBLISH_STREAM_ID);
}

static void on_release_stream(RtmpSession *session, Command *command) {
    rtmp_status_result(&session->output, command->transaction, -1);
}

static void on_fc_publish(RtmpSession *session, Command *command) {
    rtmp_status_result(&session->output, command->transaction, -1);
    rtmp_status_fc(&session->output, "onFCPublish",
                   &(RtmpStatus){"status", RTMP_STATUS_PUBLISH_START, "Ready."});
}

/* Null, the name, the kind: "live", "record" and "append" are all one here. */
static void read_name(Command *command, char *ret_name, size_t capacity) {
    Amf0Value value;
    ret_name[0] = '\0';
    if (amf0_read(&command->arguments, &value) && amf0_read(&command->arguments, &value))
        amf0_copy_text(&value, ret_name, capacity);
}

static void on_publish(RtmpSession *session, Command *command) {
    char text[RTMP_NAME_BYTES];
    StreamName name;
    read_name(command, text, sizeof text);
    if (!session->is_connected || session->state == RTMP_SESSION_PUBLISHING) {
        refuse(session, &(RtmpStatus){"error", RTMP_STATUS_PUBLISH_BAD_NAME,
                                      "A connection publishes one stream, after connecting."});
        return;
    }
    session->publish_stream_id = command->stream_id ? command->stream_id : PUBLISH_STREAM_ID;
    StreamNameFault fault = stream_name_from_rtmp(session->application, text, &name);
    if (fault != STREAM_NAME_OK) {
        refuse(session,
               &(RtmpStatus){"error", RTMP_STATUS_PUBLISH_BAD_NAME, stream_name_fault_text(fault)});
        return;
    }
    const char *refusal = session->events->on_publish(&name, session->user);
    if (refusal) {
        rtmp_command_refuse(session, refusal);
        return;
    }
    session->state = RTMP_SESSION_PUBLISHING;
    rtmp_output_user_control(&session->output, EVENT_STREAM_BEGIN, session->publish_stream_id);
    rtmp_status_on_stream(&session->output, session->publish_stream_id,
                          &(RtmpStatus){"status", RTMP_STATUS_PUBLISH_START, "Publishing."});
}

static void unpublish(RtmpSession *session) {
    if (session->state != RTMP_SESSION_PUBLISHING)
        return;
    session->state = RTMP_SESSION_COMMANDS;
    session->events->on_unpublish(session->user);
    rtmp_status_on_stream(&session->output, session->publish_stream_id,
                          &(RtmpStatus){"status", RTMP_STATUS_UNPUBLISHED, "Ended."});
}

static void on_fc_unpublish(RtmpSession *session, Command *command) {
    unpublish(session);
    rtmp_status_fc(&session->output, "onFCUnpublish",
                   &(RtmpStatus){"status", RTMP_STATUS_UNPUBLISHED, "Ended."});
}

static void on_delete_stream(RtmpSession *session, Command *command) {
    unpublish(session);
}

static void on_play(RtmpSession *session, Command *command) {
    refuse(session, &(RtmpStatus){"error", RTMP_STATUS_PLAY_FAILED,
                                  stream_name_fault_text(STREAM_NAME_PLAY)});
}

static const struct {
    const char *name;
    void (*handle)(RtmpSession *session, Command *command);
} COMMANDS[] = {
    {"connect", on_connect},
    {"createStream", on_create_stream},
    {"releaseStream", on_release_stream},
    {"FCPublish", on_fc_publish},
    {"publish", on_publish},
    {"FCUnpublish", on_fc_unpublish},
    {"closeStream", on_delete_stream},
    {"deleteStream", on_delete_stream},
    {"play", on_play},
    {"play2", on_play},
};

void rtmp_command(RtmpSession *session, const uint8_t *bytes, size_t n, uint32_t stream_id) {
    Command command = {.arguments = {bytes, bytes + n}, .stream_id = stream_id};
    const char *name;
    size_t length;
    if (!amf0_read_string(&command.arguments, &name, &length)) {
        session->error = "a command has no name";
        session->state = RTMP_SESSION_ENDED;
        return;
    }
    if (!amf0_read_number(&command.arguments, &command.transaction))
        command.transaction = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(COMMANDS); i++)
        if (strlen(COMMANDS[i].name) == length && memcmp(COMMANDS[i].name, name, length) == 0)
            COMMANDS[i].handle(session, &command);
}
