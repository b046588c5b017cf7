namespace Recognize.Models.Landmarks.Matching;

/// <summary>How two images agree on one piece of a scene.</summary>
/// <param name="Inliers">
/// Places that look alike and lie where the map puts them, no two of them at one place of an image.
/// </param>
/// <param name="Seeds">Those that were matched before there was a map; the evidence for the map itself.</param>
/// <param name="Transform">Takes places of the first image to the second.</param>
/// <param name="FirstArea">Part of the first image between the inliers, 0..1.</param>
/// <param name="SecondArea">Part of the second image between the inliers, 0..1.</param>
/// <param name="Share">Inliers as part of the features that the map puts inside the other image, 0..1.</param>
/// <param name="ErrorPixels">
/// How exactly the better half of the inliers agrees with a map of its own, in pixels of the work size.
/// </param>
internal sealed record SceneMatch(
    int Inliers, int Seeds, PlaneTransform Transform, double FirstArea, double SecondArea,
    double Share, double ErrorPixels);
