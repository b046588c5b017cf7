using System.Numerics;
using Recognize.Models.Inference;

namespace Recognize.Models.Faces;

/// <summary>A face as a detector sees it, in pixels of the image it was given.</summary>
/// <param name="Box">Where, with the detector's confidence.</param>
/// <param name="Points">Image-left eye, image-right eye, nose, image-left and image-right mouth corner.</param>
internal sealed record FaceCandidate(ScoredBox Box, Vector2[] Points);
