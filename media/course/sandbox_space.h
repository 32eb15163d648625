/* What the kernel may have to hide files and network: Landlock and name spaces. */
#pragma once

#include <stdbool.h>

#include "media/course/sandbox_wish.h"

/* Own user, network and IPC name spaces; with `hides_files` also a mount name space whose root has
 * only what the wish allows. The working folder becomes wish->folder. False: not allowed here. */
bool sandbox_space_enter(const SandboxWish *wish, bool hides_files);

/* Whether the kernel has Landlock; and its rules for the wish. */
bool sandbox_space_has_landlock(void);
bool sandbox_space_landlock(const SandboxWish *wish);
