#ifndef STOCKPOT_CJPEG_SHIM_H
#define STOCKPOT_CJPEG_SHIM_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

/*
 * libjpeg leaves on an error by a function that must not return. Swift cannot jump, so the calls
 * between which a jump may lead are here. What the library only warns of is passed over, as Pillow
 * does; a file that ends before the last row is decoded is an error.
 */

/* What an image is, or what it must be for its pixels to be decoded. */
struct jpeg_extent {
    int width, height, components;
};

enum { jpeg_message_capacity = JMSG_LENGTH_MAX };

struct jpeg_reading {
    struct jpeg_decompress_struct library;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf exit;
    char *message;
    int has_header;
};

static inline void jpeg_reading_fail(struct jpeg_reading *reading, const char *reason) {
    snprintf(reading->message, jpeg_message_capacity, "%s", reason);
    longjmp(reading->exit, 1);
}

static inline void jpeg_reading_exit(j_common_ptr library) {
    struct jpeg_reading *reading = library->client_data;
    reading->errors.format_message(library, reading->message);
    longjmp(reading->exit, 1);
}

/*
 * Warnings and traces are passed over, but for the trace of a marker without content: a header that
 * holds TEM, which the library skips, is none that Pillow reads.
 */
static inline void jpeg_reading_notice(j_common_ptr library, int level) {
    const int temporary = 0x01;
    struct jpeg_reading *reading = library->client_data;
    (void)level;
    if (reading->errors.msg_code == JTRC_PARMLESS_MARKER && !reading->has_header &&
        reading->errors.msg_parm.i[0] == temporary) {
        jpeg_reading_fail(reading, "its header holds the marker TEM");
    }
}

static inline void jpeg_reading_begin(j_decompress_ptr library) { (void)library; }

/* There is no more than the caller's bytes: the library gives up where it stands. */
static inline boolean jpeg_reading_fill(j_decompress_ptr library) {
    (void)library;
    return FALSE;
}

static inline void jpeg_reading_skip(j_decompress_ptr library, long count) {
    struct jpeg_source_mgr *source = library->src;
    size_t left = source->bytes_in_buffer;
    size_t skipped = count < 0 ? 0 : (size_t)count < left ? (size_t)count : left;
    source->next_input_byte += skipped;
    source->bytes_in_buffer -= skipped;
}

/*
 * Every scan of a progressive file goes over the whole image, however few bytes it has. Writers
 * make about ten.
 */
static inline void jpeg_reading_limit_scans(j_common_ptr library) {
    const struct jpeg_decompress_struct *image = (j_decompress_ptr)library;
    const long long most = 500, most_pixels = 1ll << 31;
    long long scans = image->input_scan_number;
    long long pixels = scans * image->image_width * image->image_height;
    if (scans > most || pixels > most_pixels) {
        jpeg_reading_fail(library->client_data, "it has too many scans");
    }
}

static inline void jpeg_reading_set_up(
    struct jpeg_reading *reading, const unsigned char *bytes, size_t count
) {
    j_decompress_ptr library = &reading->library;
    library->client_data = reading;
    jpeg_create_decompress(library);
    reading->source = (struct jpeg_source_mgr){
        .next_input_byte = bytes,
        .bytes_in_buffer = count,
        .init_source = jpeg_reading_begin,
        .fill_input_buffer = jpeg_reading_fill,
        .skip_input_data = jpeg_reading_skip,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = jpeg_reading_begin,
    };
    library->src = &reading->source;
    reading->progress.progress_monitor = jpeg_reading_limit_scans;
    library->progress = &reading->progress;
}

/* Whether a marker begins a frame: SOF0 to SOF15, among which DHT, JPG and DAC lie. */
static inline int jpeg_reading_is_frame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static inline void jpeg_reading_rows(struct jpeg_reading *reading, unsigned char *pixels) {
    j_decompress_ptr library = &reading->library;
    library->out_color_space = library->num_components == 1   ? JCS_GRAYSCALE
                               : library->num_components == 3 ? JCS_RGB
                                                              : JCS_CMYK;
    if (!jpeg_start_decompress(library)) jpeg_reading_fail(reading, "the file ends too early");
    size_t row_size = (size_t)library->output_width * library->output_components;
    while (library->output_scanline < library->output_height) {
        JSAMPROW row = pixels + library->output_scanline * row_size;
        if (jpeg_read_scanlines(library, &row, 1) != 1) {
            jpeg_reading_fail(reading, "the file ends too early");
        }
    }
    /*
     * An error after the rows is one, an early end is not: all rows are there. A second frame is an
     * error even where the file ends in its marker, which libjpeg-turbo only sees from version 3 on.
     */
    if (!jpeg_finish_decompress(library) && jpeg_reading_is_frame(library->unread_marker)) {
        jpeg_reading_fail(reading, "it has two frames");
    }
}

/* Returns 0, or -1 with a message. The function that calls setjmp has no variables to lose. */
static inline int jpeg_reading_run(
    struct jpeg_reading *reading, const unsigned char *bytes, size_t count,
    struct jpeg_extent *extent, unsigned char *pixels
) {
    if (setjmp(reading->exit) != 0) return -1;
    jpeg_reading_set_up(reading, bytes, count);
    int found;
    do {
        found = jpeg_read_header(&reading->library, FALSE);
    } while (found == JPEG_HEADER_TABLES_ONLY);
    if (found != JPEG_HEADER_OK) jpeg_reading_fail(reading, "the file ends too early");
    reading->has_header = 1;
    struct jpeg_extent own = {
        (int)reading->library.image_width,
        (int)reading->library.image_height,
        reading->library.num_components,
    };
    if (pixels == NULL) {
        *extent = own;
    } else if (own.width != extent->width || own.height != extent->height ||
               own.components != extent->components) {
        jpeg_reading_fail(reading, "it changed while it was read");
    } else {
        jpeg_reading_rows(reading, pixels);
    }
    return 0;
}

/*
 * Without pixels: finds what the image is. With pixels: decodes into `width * height * components`
 * bytes, with the exact integer transform and smooth upsampling, which are the library's defaults.
 * Returns 0, or -1 with a message of at most `jpeg_message_capacity` bytes.
 */
static inline int jpeg_read(
    const unsigned char *bytes, size_t count, struct jpeg_extent *extent, unsigned char *pixels,
    char *message
) {
    struct jpeg_reading reading = {.message = message};
    reading.library.err = jpeg_std_error(&reading.errors);
    reading.errors.error_exit = jpeg_reading_exit;
    reading.errors.emit_message = jpeg_reading_notice;
    int status = jpeg_reading_run(&reading, bytes, count, extent, pixels);
    jpeg_destroy_decompress(&reading.library);
    return status;
}

#endif
