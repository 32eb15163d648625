/* Where to listen, and how an address reads. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include <glib.h>

typedef struct IngestAddress {
    struct sockaddr_storage storage;
    socklen_t length;
} IngestAddress;

/* Numeric ADDR:PORT or [ADDR]:PORT. ERROR_CONFIG. */
bool ingest_address_parse(const char *text, IngestAddress *ret_address, GError **error);

unsigned ingest_address_port(const struct sockaddr *address);

/* "192.0.2.1:5000", "[2001:db8::1]:5000". */
void ingest_address_format(const struct sockaddr *address, char *ret_text, size_t capacity);
