/* Numbers as they may be shown: who knows one recognises it, nobody learns it. Pure; any thread. */
#pragma once

/* "13812345678" → "138****5678"; of short ones only the last two. NULL stays NULL. Caller frees. */
char *roster_mask_phone(const char *number);

/* "110***********1234". NULL stays NULL. Caller frees. */
char *roster_mask_identity(const char *number);
