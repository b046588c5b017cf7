using Recognize.Models.Faces.Grouping;

namespace Recognize.Tests.Faces.Grouping;

/// <summary>Makes faces whose similarities are known, and crowds drawn from a fixed seed.</summary>
internal static class SyntheticFaces
{
    public const int Dimensions = 96;

    /// <summary>Round limits, so that a test's arithmetic can be followed.</summary>
    public static SimilarityLimits Limits { get; } =
        new() { Group = 0.4f, Pair = 0.5f, Join = 0.45f, Attach = 0.45f, Margin = 0.05f };

    public static GroupingOptions Options { get; } = new() { MinFoundingQuality = 0.25f, Threads = 2 };

    public static FaceGrouper Grouper { get; } = new(Options, Limits);

    /// <summary>A face in a photo of its own unless one is named; its id and order key follow from its name.</summary>
    public static GroupingFace Face(string name, float[] embedding, string? photo = null, float quality = 1) =>
        new(IdOf(name), IdOf("photo " + (photo ?? name)), embedding, quality, name);

    /// <summary>An id that is the same in every run.</summary>
    public static Guid IdOf(string name) =>
        new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    /// <summary>The unit vector along the sum of some axes with weights.</summary>
    public static float[] Vector(params (int Axis, double Weight)[] parts)
    {
        var vector = new float[Dimensions];
        var norm = Math.Sqrt(parts.Sum(part => part.Weight * part.Weight));
        foreach (var (axis, weight) in parts)
            vector[axis] = (float)(weight / norm);
        return vector;
    }

    /// <summary>A unit vector of the given similarity to a person's axis; the rest lies along an axis of its own.</summary>
    public static float[] Like(int person, double similarity, int ownAxis) =>
        Vector((person, similarity), (ownAxis, Math.Sqrt(1 - (similarity * similarity))));

    /// <summary>Faces of one person, any two of which have the given similarity.</summary>
    public static GroupingFace[] Person(string name, int axis, int count, double mutual, int firstOwnAxis) =>
        [.. Enumerable.Range(0, count).Select(i => Face($"{name}{i}", Like(axis, Math.Sqrt(mutual), firstOwnAxis + i)))];

    /// <summary>A settled person whose only facet is one vector, counted as several equal faces.</summary>
    public static ExistingGroup Settled(string name, float[] vector, int count = 1, params string[] photos) => new(
        IdOf("person " + name),
        [new GroupFacet([.. vector.Select(value => value * count)], count)],
        [.. photos.Select(photo => IdOf("photo " + photo))]);

    /// <summary>
    /// Faces of many people on the sphere: two of one person have a similarity near <paramref name="mutual"/>, of
    /// two people near 0. Names are "person/face"; about every third photo shows two people.
    /// </summary>
    public static List<GroupingFace> Crowd(int seed, int people, int facesEach, double mutual)
    {
        var random = new Random(seed);
        var faces = new List<GroupingFace>();
        for (var person = 0; person < people; person++)
        {
            var centre = RandomUnit(random);
            for (var i = 0; i < facesEach; i++)
            {
                var noise = RandomUnit(random);
                var vector = new float[Dimensions];
                for (var d = 0; d < Dimensions; d++)
                    vector[d] = (float)((Math.Sqrt(mutual) * centre[d]) + (Math.Sqrt(1 - mutual) * noise[d]));
                var photo = person > 0 && random.Next(3) == 0 ? $"{person - 1}/{i}" : $"{person}/{i}";
                faces.Add(Face($"{person}/{i}", Normalise(vector), photo));
            }
        }
        return faces;
    }

    public static string PersonOf(GroupingFace face) => face.OrderKey.Split('/')[0];

    /// <summary>Figures for a crowd after a run that found it in an empty library.</summary>
    public static GroupingFigures Measure(IEnumerable<GroupingFace> faces, IReadOnlyDictionary<Guid, Guid> groups) =>
        GroupingFigures.Measure([.. faces.Select(face => new LabelledFace(
            face.MediaId.ToString(),
            PersonOf(face),
            groups.TryGetValue(face.Id, out var group) ? group.ToString() : null))]);

    private static float[] RandomUnit(Random random)
    {
        var vector = new float[Dimensions];
        for (var d = 0; d < Dimensions; d++)
            vector[d] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return Normalise(vector);
    }

    private static float[] Normalise(float[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => (float)(value / norm))];
    }
}
