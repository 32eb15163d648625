#include "media/ingest/ingest_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/gate/gate_address.h"

#define ADDRESS_TEXT_BYTES 48

static bool split(const char *text, char **ret_host, char **ret_port) {
    const char *colon = strrchr(text, ':');
    guint64 port;
    if (!colon || colon == text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return false;
    bool is_bracketed = text[0] == '[' && colon[-1] == ']';
    *ret_host = is_bracketed ? g_strndup(text + 1, (gsize)(colon - text) - 2)
                             : g_strndup(text, (gsize)(colon - text));
    *ret_port = g_strdup(colon + 1);
    return true;
}

bool ingest_address_parse(const char *text, IngestAddress *ret_address, GError **error) {
    g_autofree char *host = NULL, *port = NULL;
    struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *found = NULL;
    if (!split(text, &host, &port) || getaddrinfo(host, port, &hints, &found) != 0) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "cannot listen on '%s': write a numeric ADDR:PORT or [ADDR]:PORT", text);
        return false;
    }
    *ret_address = (IngestAddress){.length = found->ai_addrlen};
    memcpy(&ret_address->storage, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

unsigned ingest_address_port(const struct sockaddr *address) {
    return ntohs(address->sa_family == AF_INET6
                     ? ((const struct sockaddr_in6 *)(const void *)address)->sin6_port
                     : ((const struct sockaddr_in *)(const void *)address)->sin_port);
}

void ingest_address_format(const struct sockaddr *address, char *ret_text, size_t capacity) {
    char text[ADDRESS_TEXT_BYTES];
    GateAddress numeric;
    gate_address_from_sockaddr(address, &numeric);
    gate_address_format(&numeric, text, sizeof text);
    snprintf(ret_text, capacity, strchr(text, ':') ? "[%s]:%u" : "%s:%u", text,
             ingest_address_port(address));
}
