namespace Recognize.Worker.Evaluation;

/// <summary>The WordNet ids of the classifier's classes, by which labelled photos name what they show.</summary>
internal static class ImageNetSynsets
{
    private static readonly Lazy<IReadOnlyList<string>> Embedded = new(Read);

    /// <summary>Of the 1,000 classes, in the order of the classifier's scores.</summary>
    public static IReadOnlyList<string> InOrder => Embedded.Value;

    /// <summary>Place of a class among the classifier's scores, or -1 when it is none of the 1,000.</summary>
    public static int PlaceOf(string wordNetId)
    {
        for (var place = 0; place < InOrder.Count; place++)
        {
            if (InOrder[place] == wordNetId)
                return place;
        }
        return -1;
    }

    private static IReadOnlyList<string> Read()
    {
        using var stream = typeof(ImageNetSynsets).Assembly
            .GetManifestResourceStream(typeof(ImageNetSynsets), "imagenet-synsets.txt")
            ?? throw new InvalidOperationException("The WordNet ids are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => !line.StartsWith('#')),
        ];
    }
}
