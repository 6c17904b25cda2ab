/// Tables of predictions as text.
public enum PredictionLines {
    /// The example of `LabelQueries`: three classes, four models, the last column the labels.
    public static let four = """
        item,m0,m1,m2,m3,label
        a,0,0,1,2,0
        b,1,1,1,0,1
        c,2,0,2,2,2
        d,0,1,1,1,1
        e,2,2,0,2,2
        f,1,1,1,1,1
        g,0,0,0,1,0

        """
}
