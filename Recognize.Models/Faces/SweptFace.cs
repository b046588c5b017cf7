using Recognize.Models.Media;

namespace Recognize.Models.Faces;

/// <summary>What may be a face, as several looks saw it; in fractions of the photo.</summary>
/// <param name="Surest">The box that is most likely right: for comparing.</param>
/// <param name="All">What holds the boxes of all looks: for covering.</param>
public sealed record SweptFace(ImageBox Surest, ImageBox All);
