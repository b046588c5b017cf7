using Recognize.Models.Media;

namespace Recognize.Models.Deidentification;

/// <summary>
/// Replaces the pixels of one face. A method that keeps pose and expression readable would be another of these: it gets
/// the whole picture and the region, and has to be measured as the others are before an export may use it.
/// </summary>
internal interface IFaceCover
{
    /// <summary>Changes the pixels of the region in place; safe from several threads on different images.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">Inside its outline no pixel of the photo may be left.</param>
    void Cover(PixelImage image, in CoverRegion region);
}

internal static class FaceCovers
{
    /// <summary>What covers faces by a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="noise">What is added to the colours that it shows; null for what nobody can foretell.</param>
    /// <exception cref="ArgumentException">The strength has no meaning for the method.</exception>
    public static IFaceCover Create(CoverChoice choice, CoverNoise? noise = null)
    {
        noise ??= CoverNoise.Unforeseeable;
        if (!choice.IsMeaningful)
            throw new ArgumentException($"{choice.Strength} is no strength of the method {choice.Method}.", nameof(choice));
        return choice.Method switch
        {
            CoverMethod.Solid => new SolidCover(),
            CoverMethod.Pixelated => new PixelatedCover(choice.Strength, noise),
            _ => new BlurredCover(choice.Strength, noise),
        };
    }
}
