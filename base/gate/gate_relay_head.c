#include "base/gate/gate_relay_head.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/gate/relay_answer.h"

#define UPGRADE_KEY_CHARACTERS 24 /* 16 bytes in base64 (RFC 6455 §4.1) */

static const char *const METHOD_WORDS[] = {
    [GATE_GET] = "GET",         [GATE_HEAD] = "HEAD",   [GATE_POST] = "POST",
    [GATE_PUT] = "PUT",         [GATE_PATCH] = "PATCH", [GATE_DELETE] = "DELETE",
    [GATE_OPTIONS] = "OPTIONS",
};

/* Ours replace the client's; Upgrade and the like fall under hop-by-hop. */
static const char *const REPLACED_FIELDS[] = {"host", "expect", "forwarded", "x-real-ip"};

/* An HTTP/1.0 client may name none; HTTP/1.1 wants one. */
static const GateText NO_HOST = {"gate", 4};

typedef struct Writer {
    char *text;
    size_t length, capacity;
    bool is_full;
} Writer;

static void put(Writer *writer, GateText text) {
    if (writer->length + text.length > writer->capacity) {
        writer->is_full = true;
        return;
    }
    memcpy(writer->text + writer->length, text.at, text.length);
    writer->length += text.length;
}

static void put_word(Writer *writer, const char *word) {
    put(writer, (GateText){word, strlen(word)});
}

static void put_field(Writer *writer, const char *name, GateText value) {
    put_word(writer, name);
    put_word(writer, ": ");
    put(writer, value);
    put_word(writer, "\r\n");
}

/* A client may spread its Connection field over several lines. */
static bool is_hop_field(const GateHead *head, GateText name) {
    if (relay_answer_is_hop_field(name.at, name.length, "", 0))
        return true;
    for (unsigned i = 0; i < head->n_fields; i++) {
        GateText value = http_head_slice(head, head->fields[i].value);
        if (http_text_equals(http_head_slice(head, head->fields[i].name), "connection") &&
            relay_answer_is_hop_field(name.at, name.length, value.at, value.length))
            return true;
    }
    return false;
}

static bool is_replaced(const GateHead *head, GateText name) {
    for (unsigned i = 0; i < G_N_ELEMENTS(REPLACED_FIELDS); i++)
        if (http_text_equals(name, REPLACED_FIELDS[i]))
            return true;
    static const char forwarded[] = "x-forwarded-";
    if (name.length >= sizeof forwarded - 1 &&
        g_ascii_strncasecmp(name.at, forwarded, sizeof forwarded - 1) == 0)
        return true;
    return is_hop_field(head, name);
}

static void put_framing(Writer *writer, const GateHead *head) {
    char number[24];
    if (head->framing == HTTP_FRAMING_CHUNKED)
        put_word(writer, "Transfer-Encoding: chunked\r\n");
    else if (head->framing == HTTP_FRAMING_LENGTH) {
        snprintf(number, sizeof number, "%" G_GUINT64_FORMAT, head->body_length);
        put_field(writer, "Content-Length", (GateText){number, strlen(number)});
    } else if (head->method == GATE_POST || head->method == GATE_PUT ||
               head->method == GATE_PATCH) {
        put_word(writer, "Content-Length: 0\r\n");
    }
}

size_t gate_relay_head_write(char *ret_text, size_t capacity, const GateHead *head) {
    Writer writer = {.text = ret_text, .capacity = capacity};
    GateText query = gate_head_query(head), host = http_head_slice(head, head->authority);
    put_word(&writer, METHOD_WORDS[head->method]);
    put_word(&writer, " ");
    put(&writer, gate_head_path(head));
    if (query.length > 0) {
        put_word(&writer, "?");
        put(&writer, query);
    }
    put_word(&writer, " HTTP/1.1\r\n");
    put_field(&writer, "Host", host.length > 0 ? host : NO_HOST);
    for (unsigned i = 0; i < head->n_fields; i++) {
        GateText name = http_head_slice(head, head->fields[i].name);
        if (is_replaced(head, name))
            continue;
        put(&writer, name);
        put_word(&writer, ": ");
        put(&writer, http_head_slice(head, head->fields[i].value));
        put_word(&writer, "\r\n");
    }
    put_framing(&writer, head);
    if (head->expects_continue)
        put_word(&writer, "Expect: 100-continue\r\n");
    put_field(&writer, "X-Forwarded-For", (GateText){head->peer, strlen(head->peer)});
    put_word(&writer,
             head->is_secure ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n");
    put_word(&writer, "Connection: close\r\n\r\n");
    return writer.is_full ? 0 : writer.length;
}

static bool is_key(GateText key) {
    if (key.length != UPGRADE_KEY_CHARACTERS || memcmp(key.at + key.length - 2, "==", 2) != 0)
        return false;
    for (size_t i = 0; i < key.length - 2; i++)
        if (!g_ascii_isalnum(key.at[i]) && key.at[i] != '+' && key.at[i] != '/')
            return false;
    return true;
}

GateUpgrade gate_relay_head_check_upgrade(const GateHead *head) {
    GateText upgrade, connection, version, key;
    if (!gate_head_field(head, "upgrade", &upgrade) || !http_text_has_token(upgrade, "websocket") ||
        !gate_head_field(head, "sec-websocket-version", &version) ||
        !http_text_equals(version, "13"))
        return GATE_UPGRADE_NONE;
    bool is_good = head->method == GATE_GET && head->minor_version == 1 &&
                   head->framing == HTTP_FRAMING_NONE &&
                   gate_head_field(head, "connection", &connection) &&
                   http_text_has_token(connection, "upgrade") &&
                   gate_head_field(head, "sec-websocket-key", &key) && is_key(key);
    return is_good ? GATE_UPGRADE_GOOD : GATE_UPGRADE_BAD;
}

size_t gate_relay_head_write_upgrade(char *ret_text, size_t capacity, const GateHead *head,
                                     const char *protocol) {
    Writer writer = {.text = ret_text, .capacity = capacity};
    GateText key = {"", 0};
    gate_head_field(head, "sec-websocket-key", &key);
    put_word(&writer, "GET ");
    put(&writer, gate_head_path(head));
    put_word(&writer, " HTTP/1.1\r\nHost: gate\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 13\r\n");
    put_field(&writer, "Sec-WebSocket-Key", key);
    if (protocol)
        put_field(&writer, "Sec-WebSocket-Protocol", (GateText){protocol, strlen(protocol)});
    put_word(&writer, "\r\n");
    return writer.is_full ? 0 : writer.length;
}
