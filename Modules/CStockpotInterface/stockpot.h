/*
 * stockpot.h: merging of checkpoints that are in memory, or in files.
 *
 * Link with `cc ... $(pkg-config --cflags --libs stockpot)`. docs/c.md holds a whole program.
 *
 * - Any thread may call any function; the library keeps no state between calls, calls nothing back,
 *   prints nothing, and leaves no thread behind, so that a process may fork afterwards.
 * - Every request is checked before anything is done. Memory cannot be: it must be there, as large as
 *   its description says, and nothing else may write to it during the call.
 * - Statuses are the exit statuses of the program `stockpot`; 0 is success, and 1, of stockpot_verify_files
 *   alone, a check that did not hold.
 * - Texts are UTF-8 and end in a zero byte.
 */
#ifndef STOCKPOT_H
#define STOCKPOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The version of this interface. Functions and fields are only added, the latter at the ends of requests,
 * which say how long they are: a program runs with every library of its version or a later one.
 */
#define STOCKPOT_ABI_VERSION 1

/* How a call ended. */
enum stockpot_status {
    STOCKPOT_OK = 0,
    STOCKPOT_DIFFERENT = 1,       /* stockpot_verify_files: the merged checkpoint is not the merge */
    STOCKPOT_USAGE = 64,          /* the request is wrong */
    STOCKPOT_BAD_DATA = 65,       /* the inputs cannot be merged */
    STOCKPOT_MISSING_INPUT = 66,  /* an input is not there */
    STOCKPOT_SOFTWARE = 70,       /* a bug; or the merge was cancelled */
    STOCKPOT_SYSTEM = 71,         /* the system refuses memory or a thread */
    STOCKPOT_CANNOT_CREATE = 73,  /* the output exists, or cannot be made */
    STOCKPOT_INPUT_OUTPUT = 74    /* reading or writing failed */
};

/*
 * The types of elements. Floating-point types are merged, all others copied: they must be the same in all
 * inputs. The 8-bit and smaller floating-point types are among the others.
 */
enum stockpot_dtype {
    STOCKPOT_BOOL = 1,
    STOCKPOT_U8 = 2,
    STOCKPOT_I8 = 3,
    STOCKPOT_F8_E5M2 = 4,
    STOCKPOT_F8_E4M3 = 5,
    STOCKPOT_I16 = 6,
    STOCKPOT_U16 = 7,
    STOCKPOT_F16 = 8,
    STOCKPOT_BF16 = 9,
    STOCKPOT_I32 = 10,
    STOCKPOT_U32 = 11,
    STOCKPOT_F32 = 12,
    STOCKPOT_F64 = 13,
    STOCKPOT_I64 = 14,
    STOCKPOT_U64 = 15,
    STOCKPOT_C64 = 16,
    STOCKPOT_F8_E8M0 = 17,
    STOCKPOT_F8_E4M3FNUZ = 18,
    STOCKPOT_F8_E5M2FNUZ = 19
};

/* A tensor: consecutive little-endian elements, the last dimension running fastest. */
typedef struct stockpot_tensor {
    const char *name;
    int32_t dtype;
    int32_t rank;         /* the number of dimensions, 0 to 64; 0 is a single number */
    const int64_t *shape; /* rank extents; may be null where rank is 0 */
    void *data;           /* aligned to an element; may be null where there are no elements */
} stockpot_tensor;

/* A checkpoint in memory, under the name by which the recipe knows it. */
typedef struct stockpot_input {
    const char *name;
    size_t tensor_count;
    const stockpot_tensor *tensors;
} stockpot_input;

/* A merge of checkpoints in memory. Set everything to 0 before setting what is wanted. */
typedef struct stockpot_merge_request {
    size_t struct_size; /* sizeof(stockpot_merge_request) */

    /* mergekit's YAML, of which JSON is a part; its models are the names of inputs. One document. */
    const char *recipe;

    size_t input_count;
    const stockpot_input *inputs;

    /*
     * Where results go: a tensor for each of the result's, in any order, or none at all, and the library
     * allocates them. An output may be the memory of an input's tensor of the same name, type and shape.
     * When a merge fails, the contents of outputs are undefined.
     */
    size_t output_count;
    const stockpot_tensor *outputs;

    int32_t threads;          /* 0 is one for each processor */
    int32_t reserved;         /* 0 */
    size_t memory_limit;      /* bytes beyond inputs and results; 0 is 16 MiB, or what a method of matrices needs */
    const int32_t *cancelled; /* another thread ends the merge by setting it to 1; may be null */
} stockpot_merge_request;

/* What happens to the files of a merge: bits of `flags`. */
enum stockpot_file_flag {
    STOCKPOT_REPLACE = 1,             /* replace an existing output */
    STOCKPOT_DURABLE = 2,             /* make the output survive a power cut */
    STOCKPOT_CHECKSUMS = 4,           /* record the SHA-256 of every input file */
    STOCKPOT_SKIP_UNKNOWN_GLOBALS = 8 /* read PyTorch files that name unknown classes */
};

/* A merge of checkpoints in files. */
typedef struct stockpot_files_request {
    size_t struct_size; /* sizeof(stockpot_files_request) */
    const char *recipe; /* its models are paths */
    const char *output; /* a .safetensors file or a folder; null where nothing is written */
    int32_t threads;
    int32_t flags;
    size_t memory_limit;
    size_t max_shard_size; /* bytes; 0 is 5 GB */
    const int32_t *cancelled;
} stockpot_files_request;

/* The result of a call, or why there is none. */
typedef struct stockpot_result stockpot_result;

/* The version of the interface that the library has. */
int32_t stockpot_abi_version(void);

/* The version of the library, for example "0.1.0". */
const char *stockpot_version(void);

/*
 * Merges checkpoints that are in memory.
 *
 * Returns the status. The result is to be freed by stockpot_result_free, also after a failure; it is null
 * only where the system has no memory left. What the request points to is not used after the call.
 */
int32_t stockpot_merge(const stockpot_merge_request *request, stockpot_result **result);

/* Measures norms, angles and ratios of checkpoints in memory; merges nothing, and takes no outputs. */
int32_t stockpot_angles(const stockpot_merge_request *request, stockpot_result **result);

/* Merges checkpoints that are in files into a file or folder, which appears whole or not at all. */
int32_t stockpot_merge_files(const stockpot_files_request *request, stockpot_result **result);

/* Measures norms, angles and ratios of checkpoints in files; takes no output. */
int32_t stockpot_angles_files(const stockpot_files_request *request, stockpot_result **result);

/*
 * Recomputes a merge naively, which shares no code with the merge but the reading of files, and compares the
 * checkpoint `output`, which is read, element by element. Takes no flag but STOCKPOT_SKIP_UNKNOWN_GLOBALS; holds
 * one layer of all inputs in memory, on one thread, and takes much longer than the merge.
 *
 * Returns STOCKPOT_OK where every element holds, and STOCKPOT_DIFFERENT where one does not. With either the JSON
 * is {"elements": 4, "max_abs_error": 0, "max_ulp_error": 0, "mismatched_layers": [], "ok": true}.
 */
int32_t stockpot_verify_files(const stockpot_files_request *request, stockpot_result **result);

/* Lists the methods with their parameters: the result's JSON is an array. */
int32_t stockpot_methods(stockpot_result **result);

/* The status that the call returned. */
int32_t stockpot_result_status(const stockpot_result *result);

/* One line that says what is wrong, where, and what to do; null after a success. */
const char *stockpot_result_error(const stockpot_result *result);

/*
 * The report in JSON, as `stockpot merge --json` prints it; after a failure
 * {"error": {"status": 65, "message": "...", "tensor": "..."}}. It lives as long as the result.
 */
const char *stockpot_result_json(const stockpot_result *result);

/* The number of tensors of a merge in memory. */
size_t stockpot_result_tensor_count(const stockpot_result *result);

/* The tensors of a merge in memory, in order; those that the library allocated live as long as the result. */
const stockpot_tensor *stockpot_result_tensors(const stockpot_result *result);

/* Frees a result; null is allowed. */
void stockpot_result_free(stockpot_result *result);

#ifdef __cplusplus
}
#endif

#endif
