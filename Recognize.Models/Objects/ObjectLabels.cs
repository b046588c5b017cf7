namespace Recognize.Models.Objects;

/// <summary>Names of the raw labels that the object models answer with.</summary>
internal static class ObjectLabels
{
    /// <summary>Classes of the detector, in the order of its scores (cocodataset.org).</summary>
    public static IReadOnlyList<string> Coco { get; } =
    [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
        "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
        "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase",
        "frisbee", "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard",
        "surfboard", "tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl",
        "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake",
        "chair", "couch", "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote",
        "keyboard", "cell phone", "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock",
        "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ];

    /// <summary>Number of ImageNet classes.</summary>
    public const int ImageNetCount = 1000;

    /// <summary>Number of labels of the general labeler.</summary>
    public const int LabelerCount = 631;

    /// <summary>
    /// Classes of the classifier from its label file: the first name of each, with <c>@index</c> where two classes share
    /// it. The file's first line is a background class, which is left out.
    /// </summary>
    /// <exception cref="FormatException">The file does not hold 1,001 lines.</exception>
    public static IReadOnlyList<string> ReadImageNet(string text)
    {
        var names = Lines(text).Skip(1).Select(line => line.Split(',')[0].Trim()).ToArray();
        if (names.Length != ImageNetCount)
            throw new FormatException($"The label file holds {names.Length} classes instead of {ImageNetCount}.");
        return TellApart(names);
    }

    /// <summary>Labels of the general labeler as its file names them, with <c>@index</c> where two share a name.</summary>
    public static IReadOnlyList<string> ReadLabeler(IReadOnlyList<string> names) => TellApart(names);

    /// <summary>Labels of the bird classifier from its label file.</summary>
    public static IReadOnlyList<string> ReadBirds(string text) => Lines(text);

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IReadOnlyList<string> TellApart(IReadOnlyList<string> names)
    {
        var shared = names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        return [.. names.Select((name, index) => shared.Contains(name) ? $"{name}@{index}" : name)];
    }
}
