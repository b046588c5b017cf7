using System.Numerics.Tensors;
using Recognize.Models.Faces;

namespace Recognize.Worker.Analysis;

/// <summary>Makes the faces of a video from those of its frames.</summary>
internal static class VideoFaces
{
    /// <summary>
    /// Of each person the face fittest for recognition, in the order of time: the other frames would say the same of
    /// them again; only where they were is kept. Two faces of one frame are never one person.
    /// </summary>
    /// <param name="faces">Of all frames, each with its time.</param>
    /// <param name="similarity">Least dot product of two vectors of one person.</param>
    public static List<DetectedFace> Merge(IEnumerable<DetectedFace> faces, float similarity)
    {
        var people = new List<List<DetectedFace>>();
        foreach (var face in faces.OrderByDescending(face => face.Quality).ThenBy(face => face.TimeSeconds))
        {
            var known = people
                .Where(person => person.TrueForAll(other => other.TimeSeconds != face.TimeSeconds))
                .Select(person => (
                    Person: person, Similarity: TensorPrimitives.Dot<float>(person[0].Embedding, face.Embedding)))
                .Where(pair => pair.Similarity >= similarity)
                .OrderByDescending(pair => pair.Similarity)
                .FirstOrDefault().Person;
            if (known is null)
                people.Add([face]);
            else
                known.Add(face);
        }
        return [.. people.Select(person => person[0] with { AlsoAt = [.. person.Skip(1).Select(other => (other.Box, other.TimeSeconds))] }).OrderBy(face => face.TimeSeconds).ThenBy(face => face.Box.X)];
    }
}
