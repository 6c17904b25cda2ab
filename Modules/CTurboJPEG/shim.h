#ifndef STOCKPOT_CTURBOJPEG_SHIM_H
#define STOCKPOT_CTURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
