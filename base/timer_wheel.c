#include "base/timer_wheel.h"
