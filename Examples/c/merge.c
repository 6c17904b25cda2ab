/*
 * Merges two fine-tuned copies of a tensor around their base, in memory.
 *
 *     make library
 *     export PKG_CONFIG_PATH=.build/library LD_LIBRARY_PATH=.build/library
 *     cc Examples/c/merge.c $(pkg-config --cflags --libs stockpot) -o merge && ./merge
 */
#include <stdio.h>
#include <stockpot.h>

int main(void) {
    float base[4] = {1, 2, 3, 4}, first[4] = {2, 2, 3, 5}, second[4] = {1, 3, 3, 5}, merged[4];
    int64_t shape[1] = {4};
    stockpot_tensor tensors[4] = {
        {"weight", STOCKPOT_F32, 1, shape, base},
        {"weight", STOCKPOT_F32, 1, shape, first},
        {"weight", STOCKPOT_F32, 1, shape, second},
        {"weight", STOCKPOT_F32, 1, shape, merged},
    };
    stockpot_input inputs[3] = {
        {"base", 1, &tensors[0]}, {"first", 1, &tensors[1]}, {"second", 1, &tensors[2]}};

    stockpot_merge_request request = {0};
    request.struct_size = sizeof request;
    request.recipe = "merge_method: model_stock\n"
                     "base_model: base\n"
                     "models: [{model: first}, {model: second}]\n";
    request.inputs = inputs;
    request.input_count = 3;
    request.outputs = &tensors[3];
    request.output_count = 1;

    stockpot_result *result;
    int status = stockpot_merge(&request, &result);
    if (status == STOCKPOT_OK) {
        for (int i = 0; i < 4; i++) printf("%.6f\n", merged[i]);
    } else {
        fprintf(stderr, "error: %s\n", stockpot_result_error(result));
    }
    stockpot_result_free(result);
    return status;
}
