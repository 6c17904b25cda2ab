/// What a layer does in the network, weight and bias alike.
enum LayerFunction {
    case attention, perceptron, norm, embedding, projection, head, other
}
