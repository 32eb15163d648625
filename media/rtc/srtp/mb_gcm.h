/* AES-GCM by Intel's multi-buffer library, its direct calls: fastest where the processor has wide
 * vector AES. Only in builds that have the library (option ipsec_mb). */
#pragma once

#include "media/rtc/srtp/srtp_cipher.h"

extern const SrtpCipher MB_GCM;
