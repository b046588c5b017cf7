namespace Recognize.Models.Landmarks.Features;

/// <summary>Where a local feature sits, in pixels of the image that its features were taken of.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
/// <param name="Scale">Blur of the scale it was found at: half the size of what it shows, about.</param>
internal readonly record struct LocalFeature(float X, float Y, float Scale);
