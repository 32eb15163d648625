/* Writes STUN messages as a peer sends them, right and wrong ones. */
#pragma once

#include "media/rtc/wire/stun.h"

#define STUN_WRITER_BYTES 2048u

typedef struct StunWriter {
    uint8_t bytes[STUN_WRITER_BYTES];
    size_t n;
} StunWriter;

/* A header with the transaction id "transaction!". */
void stun_writer_begin(StunWriter *writer, uint16_t type);
void stun_writer_add(StunWriter *writer, uint16_t type, const void *value, size_t length);
void stun_writer_add_number(StunWriter *writer, uint16_t type, uint64_t number, unsigned n_bytes);
void stun_writer_add_integrity(StunWriter *writer, const char *password);
void stun_writer_add_fingerprint(StunWriter *writer);
/* The length of the header; the fingerprint does it, too. */
void stun_writer_end(StunWriter *writer);

/* A whole check of a controlling browser. */
void stun_writer_check(StunWriter *writer, const char *username, const char *password);
