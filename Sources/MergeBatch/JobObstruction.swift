/// Something stands where a job's output should go.
struct JobObstruction: Error, CustomStringConvertible {
    let output: String

    var description: String {
        "\(output): is there already and was not left so by this batch; --force replaces it"
    }
}
