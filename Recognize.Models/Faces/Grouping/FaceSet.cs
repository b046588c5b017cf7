using System.Numerics.Tensors;

namespace Recognize.Models.Faces.Grouping;

/// <summary>Faces that stay together through a run: one face, or several that the user said are one person.</summary>
/// <param name="Faces">Indices of the faces, in order, at least one.</param>
/// <param name="Sum">Sum of the unit vectors of the faces that can found groups; of all where none can.</param>
/// <param name="Founders">How many faces can found groups; 0 for poor faces only.</param>
/// <param name="Conflicts">Sorted numbers of photos and of pairs said to be different.</param>
/// <param name="BarredPeople">Sorted numbers of the people that some face is not.</param>
/// <param name="Person">The existing person that the user said it is, or null.</param>
internal sealed record FaceSet(
    int[] Faces, float[] Sum, int Founders, int[] Conflicts, int[] BarredPeople, SettledPerson? Person)
{
    /// <summary>Whether the user said that they are one person; such a set is a group even if nothing else joins.</summary>
    public bool IsSaid => Faces.Length > 1;

    public static FaceSet Of(GroupingRun run, int[] faces, float minFoundingQuality, SettledPerson? person = null)
    {
        var founders = faces.Where(face => run.Faces[face].Quality >= minFoundingQuality).ToArray();
        return new FaceSet(
            faces,
            Add(run, founders.Length > 0 ? founders : faces),
            founders.Length,
            faces.Select(run.ConflictsOf).Aggregate(SortedSets.Union),
            faces.Select(run.PeopleBarredFor).Aggregate(SortedSets.Union),
            person);
    }

    // A face alone shares its vector with the caller: most sets are such, and copies would double the memory.
    private static float[] Add(GroupingRun run, int[] faces)
    {
        var sum = run.Faces[faces[0]].Embedding;
        foreach (var face in faces.AsSpan(1))
        {
            var next = new float[sum.Length];
            TensorPrimitives.Add<float>(sum, run.Faces[face].Embedding, next);
            sum = next;
        }
        return sum;
    }
}
