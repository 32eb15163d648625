#include "base/gate/gate_buffer.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

typedef struct OwnedBuffer {
    GateBuffer view; /* first: a GateBuffer * is an OwnedBuffer * */
    int references;
    void *owned;
    GDestroyNotify free_owned; /* NULL: the bytes follow this struct */
} OwnedBuffer;

typedef struct OwnedFile {
    GateFile view; /* first */
    int references;
} OwnedFile;

/* Written out instead of g_atomic_int_*: ThreadSanitizer sees these. */
static void reference(int *references) {
    __atomic_add_fetch(references, 1, __ATOMIC_RELAXED);
}

static bool is_last(int *references) {
    return __atomic_sub_fetch(references, 1, __ATOMIC_ACQ_REL) == 0;
}

GateBuffer *gate_buffer_new(const void *bytes, size_t length) {
    OwnedBuffer *owned = g_malloc(sizeof *owned + length);
    uint8_t *copy = (uint8_t *)(owned + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    *owned = (OwnedBuffer){.view = {copy, length}, .references = 1};
    return &owned->view;
}

GateBuffer *gate_buffer_new_take(void *take_bytes, size_t length, GDestroyNotify free_bytes) {
    OwnedBuffer *owned = g_new(OwnedBuffer, 1);
    *owned = (OwnedBuffer){
        .view = {take_bytes, length},
        .references = 1,
        .owned = take_bytes,
        .free_owned = free_bytes,
    };
    return &owned->view;
}

GateBuffer *gate_buffer_ref(GateBuffer *buffer) {
    reference(&((OwnedBuffer *)buffer)->references);
    return buffer;
}

void gate_buffer_unref(GateBuffer *buffer) {
    OwnedBuffer *owned = (OwnedBuffer *)buffer;
    if (!owned || !is_last(&owned->references))
        return;
    if (owned->free_owned)
        owned->free_owned(owned->owned);
    g_free(owned);
}

GateFile *gate_file_new(int take_fd, uint64_t length) {
    OwnedFile *owned = g_new(OwnedFile, 1);
    *owned = (OwnedFile){.view = {take_fd, length}, .references = 1};
    return &owned->view;
}

GateFile *gate_file_ref(GateFile *file) {
    reference(&((OwnedFile *)file)->references);
    return file;
}

void gate_file_unref(GateFile *file) {
    OwnedFile *owned = (OwnedFile *)file;
    if (!owned || !is_last(&owned->references))
        return;
    close(owned->view.fd);
    g_free(owned);
}
