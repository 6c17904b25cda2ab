#ifndef STOCKPOT_SERIAL_START_H
#define STOCKPOT_SERIAL_START_H

/* Nothing to call: being linked is all that it takes. */

#endif
