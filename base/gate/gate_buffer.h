/* Immutable, reference-counted bytes shared by any number of answers on any thread. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GateBuffer {
    const uint8_t *bytes; /* never changed after gate_buffer_new */
    size_t length;
} GateBuffer;

/* Copies. */
GateBuffer *gate_buffer_new(const void *bytes, size_t length);
/* Takes `take_bytes`; free_bytes(take_bytes) runs with the last reference, on any thread. */
GateBuffer *gate_buffer_new_take(void *take_bytes, size_t length, GDestroyNotify free_bytes);
GateBuffer *gate_buffer_ref(GateBuffer *buffer);
void gate_buffer_unref(GateBuffer *buffer); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GateBuffer, gate_buffer_unref)

/* An open file shared by answers: its descriptor closes with the last reference. */
typedef struct GateFile {
    int fd;
    uint64_t length; /* bytes that may be read; fixed at opening */
} GateFile;

GateFile *gate_file_new(int take_fd, uint64_t length);
GateFile *gate_file_ref(GateFile *file);
void gate_file_unref(GateFile *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GateFile, gate_file_unref)
