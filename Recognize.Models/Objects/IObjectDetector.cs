using Recognize.Models.Media;

namespace Recognize.Models.Objects;

/// <summary>Finds objects of the 80 COCO classes (<see cref="ObjectLabels.Coco"/>). Thread-safe.</summary>
internal interface IObjectDetector
{
    /// <summary>Objects at least this sure, surest first; of each class those that do not overlap.</summary>
    List<FoundObject> Detect(PixelImage image, float scoreFloor, CancellationToken cancellationToken);
}
