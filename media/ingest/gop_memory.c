#include "media/ingest/gop_memory.h"

#include <string.h>

#include <glib.h>

#define FIRST_BYTES (256u << 10)

void gop_memory_clear(GopMemory *memory) {
    g_free(memory->bytes);
    *memory = (GopMemory){0};
}

void gop_memory_forget(GopMemory *memory) {
    memory->n = memory->given = 0;
    memory->is_whole = memory->is_behind = false;
}

void gop_memory_begin(GopMemory *memory, uint32_t now_ms) {
    memory->n = memory->given = 0;
    memory->is_whole = true;
    memory->begun_ms = now_ms;
}

static void make_room(GopMemory *memory, size_t needed) {
    size_t capacity = MAX(memory->capacity, FIRST_BYTES);
    while (capacity < needed)
        capacity *= 2;
    if (capacity == memory->capacity)
        return;
    memory->bytes = g_realloc(memory->bytes, capacity);
    memory->capacity = capacity;
}

void gop_memory_add(GopMemory *memory, const uint8_t *bytes, size_t n, uint32_t now_ms) {
    if (!memory->is_whole || n == 0)
        return;
    if (n > GOP_MEMORY_MAX_BYTES - memory->n || now_ms - memory->begun_ms > GOP_MEMORY_MAX_MS) {
        gop_memory_forget(memory);
        return;
    }
    make_room(memory, memory->n + n);
    memcpy(memory->bytes + memory->n, bytes, n);
    memory->n += n;
}

bool gop_memory_rewind(GopMemory *memory) {
    memory->given = 0;
    memory->is_behind = memory->is_whole && memory->n > 0;
    return memory->is_behind;
}

SourcePipeResult gop_memory_feed(GopMemory *memory, SourcePipe *pipe, GopUnitFn unit_length) {
    while (memory->given < memory->n) {
        const uint8_t *unit = memory->bytes + memory->given;
        size_t n = unit_length(unit, memory->n - memory->given);
        uint64_t dropped_bytes = pipe->dropped_bytes;
        SourcePipeResult result = source_pipe_write(pipe, unit, n);
        if (result != SOURCE_PIPE_TAKEN) {
            pipe->dropped_bytes = dropped_bytes; /* they are tried again */
            return result;
        }
        memory->given += n;
    }
    memory->is_behind = false;
    return SOURCE_PIPE_TAKEN;
}
