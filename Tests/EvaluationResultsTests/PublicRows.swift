/// Rows as the model soups project published them, for the models that its tables name.
enum PublicRows {
    static let text = """
        {"model_name": "model_0", "ImageNet2p": 0.7808076923076923, "ImageNet": 0.75574, "ImageNetV2": 0.6409, "ImageNetSketch": 0.40529387490420327, "ImageNetR": 0.6223666666666666, "ObjectNet": 0.42317217616022396, "ImageNetA": 0.2657333333333333}
        {"model_name": "model_43", "ImageNet2p": 0.8305, "ImageNet": 0.80386, "ImageNetV2": 0.6844, "ImageNetSketch": 0.4451060150523689, "ImageNetR": 0.6062666666666666, "ObjectNet": 0.4261871433186174, "ImageNetA": 0.2364}
        {"model_name": "model_44", "ImageNet2p": 0.829, "ImageNet": 0.79888, "ImageNetV2": 0.6791, "ImageNetSketch": 0.4149030242292047, "ImageNetR": 0.5457666666666666, "ObjectNet": 0.37983202325831805, "ImageNetA": 0.18013333333333334}
        {"model_name": "model_69", "ImageNet2p": 0.8247307692307693, "ImageNet": 0.7979, "ImageNetV2": 0.686, "ImageNetSketch": 0.4505885358328912, "ImageNetR": 0.6146, "ObjectNet": 0.42397975664907933, "ImageNetA": 0.2464}
        {"model_name": "uniform_soup", "ImageNet2p": 0.8270384615384615, "ImageNet": 0.79972, "ImageNetV2": 0.6851, "ImageNetSketch": 0.47705791035390754, "ImageNetR": 0.6654, "ObjectNet": 0.4595132981587165, "ImageNetA": 0.29173333333333334}
        {"model_name": "greedy_soup", "ImageNet2p": 0.8397692307692308, "ImageNet": 0.81026, "ImageNetV2": 0.6955, "ImageNetSketch": 0.4777456817779874, "ImageNetR": 0.6420333333333333, "ObjectNet": 0.4489609131043394, "ImageNetA": 0.2789333333333333}

        """

    /// Held-out, clean and average over the shifts, in percent, as the project's tables print them.
    static let table: [(name: String, heldOut: Double, clean: Double, shifts: Double)] = [
        ("model_0", 78.081, 75.574, 47.149), ("model_43", 83.050, 80.386, 47.967),
        ("model_44", 82.900, 79.888, 43.995), ("model_69", 82.473, 79.790, 48.431),
        ("uniform_soup", 82.704, 79.972, 51.576), ("greedy_soup", 83.977, 81.026, 50.863),
    ]
}
