using Recognize.Models.Media;
using Recognize.Models.Tags;

namespace Recognize.Models.Landmarks;

/// <summary>
/// A network that names places by their looks, from a pack that an owner has added. None comes with the project.
/// Thread-safe.
/// </summary>
public interface ILandmarkClassifier
{
    /// <summary>Stored with every result; another version makes the task due again.</summary>
    string Version { get; }

    /// <summary>Loads the network now; without it the first photo does.</summary>
    /// <exception cref="Inference.ModelFileException">A model file is missing or damaged.</exception>
    void Load();

    /// <summary>Places that the photo shows, surest first, with <see cref="TagSource.LandmarkModel"/>; mostly none.</summary>
    IReadOnlyList<RecognizedTag> Recognize(PixelImage image, CancellationToken cancellationToken);
}
