#include "base/worker.h"
