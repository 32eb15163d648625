#include "media/ingest/rtmp_status.h"

#include "media/ingest/amf0.h"

#define COMMAND_CHUNK_STREAM 3u
#define STATUS_CHUNK_STREAM  5u
#define COMMAND_MAX_BYTES    1024u
#define CAPABILITIES         31.0
#define SERVER_NAME          "FMS/3,5,7,7009" /* some encoders look for a server they know */

typedef struct Command {
    uint8_t bytes[COMMAND_MAX_BYTES];
    Amf0Writer writer;
} Command;

static void begin(Command *command, const char *name, double transaction) {
    command->writer = (Amf0Writer){.bytes = command->bytes, .capacity = sizeof command->bytes};
    amf0_put_string(&command->writer, name);
    amf0_put_number(&command->writer, transaction);
}

static void send(Command *command, RtmpOutput *output, unsigned chunk_stream, uint32_t stream_id) {
    if (command->writer.is_full)
        return;
    rtmp_output_message(output, chunk_stream,
                        &(RtmpMessage){.type = RTMP_COMMAND,
                                       .stream_id = stream_id,
                                       .payload = command->bytes,
                                       .length = command->writer.n});
}

static void put_pair(Amf0Writer *writer, const char *name, const char *text) {
    amf0_put_key(writer, name);
    amf0_put_string(writer, text);
}

static void put_status(Amf0Writer *writer, const RtmpStatus *status) {
    amf0_begin_object(writer);
    put_pair(writer, "level", status->level);
    put_pair(writer, "code", status->code);
    put_pair(writer, "description", status->description);
    amf0_put_key(writer, "objectEncoding");
    amf0_put_number(writer, 0);
    amf0_end_object(writer);
}

void rtmp_status_connected(RtmpOutput *output, double transaction) {
    static const RtmpStatus CONNECTED = {
        "status",
        "NetConnection.Connect.Success",
        "Connected.",
    };
    Command command;
    begin(&command, "_result", transaction);
    amf0_begin_object(&command.writer);
    put_pair(&command.writer, "fmsVer", SERVER_NAME);
    amf0_put_key(&command.writer, "capabilities");
    amf0_put_number(&command.writer, CAPABILITIES);
    amf0_end_object(&command.writer);
    put_status(&command.writer, &CONNECTED);
    send(&command, output, COMMAND_CHUNK_STREAM, 0);
}

void rtmp_status_rejected(RtmpOutput *output, double transaction, const char *description) {
    RtmpStatus rejected = {"error", RTMP_STATUS_CONNECT_REJECTED, description};
    Command command;
    begin(&command, "_error", transaction);
    amf0_put_null(&command.writer);
    put_status(&command.writer, &rejected);
    send(&command, output, COMMAND_CHUNK_STREAM, 0);
}

void rtmp_status_result(RtmpOutput *output, double transaction, double number) {
    Command command;
    begin(&command, "_result", transaction);
    amf0_put_null(&command.writer);
    if (number >= 0)
        amf0_put_number(&command.writer, number);
    else
        amf0_put_null(&command.writer);
    send(&command, output, COMMAND_CHUNK_STREAM, 0);
}

void rtmp_status_on_stream(RtmpOutput *output, uint32_t stream_id, const RtmpStatus *status) {
    Command command;
    begin(&command, "onStatus", 0);
    amf0_put_null(&command.writer);
    put_status(&command.writer, status);
    send(&command, output, STATUS_CHUNK_STREAM, stream_id);
}

void rtmp_status_fc(RtmpOutput *output, const char *name, const RtmpStatus *status) {
    Command command;
    begin(&command, name, 0);
    amf0_put_null(&command.writer);
    put_status(&command.writer, status);
    send(&command, output, COMMAND_CHUNK_STREAM, 0);
}
