# Prints the accuracies of the example's models, and checks what the example claims.
#
#   awk -f Examples/shapes/claims.awk RESULTS.jsonl   as `stockpot evaluate --jsonl` writes them
#
# Exits with 1 when a claim does not hold.

function value(key,    rest) {
    if (!match($0, "\"" key "\": *")) { print "no " key " in: " $0; failed = 1; exit }
    rest = substr($0, RSTART + RLENGTH)
    sub(/^"/, "", rest)
    sub(/[",}].*/, "", rest)
    return rest
}

function claim(holds, text) {
    print (holds ? "holds:  " : "FAILS:  ") text
    if (!holds) failed = 1
}

BEGIN {
    count = split("noise blur contrast dark colour", shifts, " ")
    printf "\n%-12s%8s", "top-1 %", "clean"
    for (i = 1; i <= count; i++) printf "%10s", shifts[i]
    printf "%15s\n", "shifts' mean"
}

{
    name = value("model_name")
    sub(/.*\//, "", name)
    clean[name] = 100 * value("clean")
    mean[name] = 0
    printf "%-12s%8.2f", name, clean[name]
    for (i = 1; i <= count; i++) {
        accuracy = 100 * value(shifts[i])
        printf "%10.2f", accuracy
        mean[name] += accuracy / count
    }
    printf "%15.2f\n", mean[name]
    if (name ~ /^model_/ && mean[name] > best_mean) best_mean = mean[name]
}

# The highest accuracy on clean images among the first copies.
function best_clean(copies,    i, best) {
    for (i = 0; i < copies; i++) if (clean["model_" i] > best) best = clean["model_" i]
    return best
}

END {
    if (failed) exit 1
    if (!("merged_2" in clean && "merged_6" in clean && "base" in clean)) {
        print "the base, merged_2 and merged_6 must be among the results"
        exit 1
    }
    print ""
    for (copies = 2; copies <= 6; copies += 4) {
        name = "merged_" copies
        claim(mean[name] > best_mean, sprintf( \
            "%s beats all six copies under shift: %.2f, the best of them %.2f", \
            name, mean[name], best_mean))
        claim(clean[name] >= best_clean(copies) - 1, sprintf( \
            "%s comes within a point of the best copy in it on clean images: %.2f, %.2f", \
            name, clean[name], best_clean(copies)))
        claim(clean[name] >= clean["base"] + 5, sprintf( \
            "%s is five points or more above the base on clean images: %.2f, %.2f", \
            name, clean[name], clean["base"]))
    }
    printf "\nNot claimed: on clean images merged_2 reaches %.2f, the best of all six copies %.2f.\n", \
        clean["merged_2"], best_clean(6)
    exit failed
}
