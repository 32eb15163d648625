/* CRC-32 (ISO 3309, reflected 0xEDB88320, as in zlib and PNG). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t crc32_of(const void *bytes, size_t length);
