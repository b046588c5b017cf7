using Recognize.Models.Inference;

namespace Recognize.Models.Packs.Import;

/// <summary>Turns model files of other formats into ONNX networks, by the ending of their name.</summary>
internal static class ModelImport
{
    /// <summary>Part of the cache's key: raised whenever the import would make another network of the same file.</summary>
    public const int Version = 1;

    /// <summary>Largest file that is taken: weights are held in memory several times while they are converted.</summary>
    private const long LargestFile = 512L << 20;

    /// <summary>Whether a file of this name is imported rather than loaded as it is.</summary>
    public static bool Applies(string fileName) =>
        HasEnding(fileName, ".tflite") || HasEnding(fileName, ".h5") || NeedsWeights(fileName);

    /// <summary>Whether the file only describes a network whose weights are in a second one.</summary>
    public static bool NeedsWeights(string fileName) => HasEnding(fileName, ".json");

    /// <summary>The ONNX network of a model file.</summary>
    /// <exception cref="ModelFileException">It is damaged, or holds what is not supported; the message says what.</exception>
    public static byte[] Convert(string fileName, byte[] content) => Guard(
        fileName, content,
        () => HasEnding(fileName, ".h5") ? MusicnnImporter.Import(content) : TfliteImporter.Import(content));

    /// <summary>The ONNX network of a tfjs description and its file of weights.</summary>
    /// <exception cref="ModelFileException">It is damaged, or holds what is not supported; the message says what.</exception>
    public static byte[] Convert(string fileName, byte[] content, byte[] weights) =>
        Guard(fileName, weights, () => TfjsImporter.Import(content, weights));

    /// <summary>The labels that a file carries, one for each of <paramref name="count"/> outputs; null when it has none.</summary>
    /// <exception cref="ModelFileException">What it carries is damaged.</exception>
    public static IReadOnlyList<string>? ReadLabels(string fileName, byte[] content, int count) =>
        Guard(fileName, content, () => TfliteLabels.Read(content, count));

    /// <summary>How the network of a file for sounds wants its patches made.</summary>
    /// <exception cref="ModelFileException">The file has no spectrogram of the known kind.</exception>
    public static SpectrogramConstants ReadSpectrogram(string fileName, byte[] content) =>
        Guard(fileName, content, () => TfliteSpectrogram.Read(content));

    private static bool HasEnding(string fileName, string ending) =>
        fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static T Guard<T>(string fileName, byte[] content, Func<T> read)
    {
        if (content.LongLength > LargestFile)
        {
            throw new ModelFileException(
                fileName, $"The model file {fileName} cannot be imported: it is larger than {LargestFile >> 20} MiB.");
        }
        try
        {
            return read();
        }
        catch (ImportRefusedException refused)
        {
            throw new ModelFileException(
                fileName, $"The model file {fileName} cannot be imported: {refused.Message}.", refused);
        }
    }
}
