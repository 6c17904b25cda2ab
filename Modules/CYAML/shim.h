#ifndef STOCKPOT_CYAML_SHIM_H
#define STOCKPOT_CYAML_SHIM_H

#include <yaml.h>

#endif
