using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using Recognize.Models.Faces.Grouping;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Makes the faces of a library of any size, modelled on what the shipped embedder gives for 2,502 labelled photos of
/// 922 people. A vector is the sum of a mean common to all faces, a person's own deviation and noise of the single
/// face, brought to unit length.
/// </summary>
/// <remarks>
/// The variances of both deviations along the axes of the space fall as the eigenvalues of the two measured covariances
/// do: together .63 between people and .36 within. Noise differs from person to person and from face to face, by as much
/// as makes similarities of one person spread as measured (mean .64, deviation .12; of two people .01 and .10). Poor faces
/// carry less of the person and a part that all poor faces share: two of different people come to .12 on average. Sizes
/// of people follow Zipf's law with a flattened head, a quarter of all faces are strangers seen once, an eighth is
/// poor, and photos show one to some faces. A face depends on the seed and its number alone.
/// </remarks>
internal sealed class ScaleModel
{
    private const double StrangerShare = 0.25;
    private const double PoorShare = 0.125;
    private const double BlurShare = 0.12;
    private const double PoorSignal = 0.8;
    private const double MeanLength = 0.11;
    private const double BetweenVariance = 0.628;
    private const double WithinVariance = 0.36;
    private const double PersonNoiseSpread = 0.14;
    private const double FaceNoiseSpread = 0.27;
    private const int FacesPerPerson = 25;
    private const int FlattenedHead = 10;
    private const double HouseholdShare = 0.5;

    // The share of photos that show one more face than counted so far.
    private const double AnotherFace = 0.35;

    private readonly int _dimensions;
    private readonly int _seed;
    private readonly float[] _between;
    private readonly float[] _within;
    private readonly float[] _mean;
    private readonly float[] _blur;

    /// <param name="dimensions">Length of the vectors; the spectra measured at 128 are stretched to it.</param>
    /// <param name="seed">The same seed makes the same library.</param>
    public ScaleModel(int dimensions, int seed)
    {
        _dimensions = dimensions;
        _seed = seed;
        _between = Deviations(BetweenVariance, decay: 0.235);
        _within = Deviations(WithinVariance, decay: 0.5);
        var random = new Random(seed);
        // The directions in which faces of one person vary are not those in which people do.
        random.Shuffle(_within);
        _mean = Direction(random, (float)MeanLength);
        _blur = Direction(random, (float)Math.Sqrt(BlurShare));
    }

    /// <summary>Faces in the order of a library's photos, and the person of each; strangers have numbers of their own.</summary>
    /// <param name="count">How many faces.</param>
    /// <param name="household">
    /// People who have half of all faces between them, as those who live with the camera do; 0 for a crowd without such.
    /// </param>
    public ScaleLibrary Make(int count, int household = 0)
    {
        var people = People(count, household);
        var photos = Photos(people);
        var faces = new GroupingFace[count];
        Parallel.For(0, count, i => faces[i] = Face(i, people[i], photos[i]));
        return new ScaleLibrary(faces, people);
    }

    private int[] People(int count, int household)
    {
        var random = new Random(_seed + 1);
        var people = new int[count];
        var known = (int)Math.Round(count * (1 - StrangerShare));
        var next = 0;
        for (var member = 0; member < household; member++)
            for (var end = (int)(count * HouseholdShare * (member + 1) / household); next < end; next++)
                people[next] = member;
        var persons = household + Math.Max(1, count / FacesPerPerson);
        var weights = Enumerable.Range(0, persons - household).Select(rank => 1.0 / (rank + FlattenedHead)).ToArray();
        var (first, total, sum) = (next, weights.Sum(), 0.0);
        for (var person = household; person < persons; person++)
        {
            sum += weights[person - household];
            for (var end = first + (int)Math.Round((known - first) * sum / total); next < end; next++)
                people[next] = person;
        }
        for (var stranger = persons; next < count; next++, stranger++)
            people[next] = stranger;
        random.Shuffle(people);
        return people;
    }

    private int[] Photos(int[] people)
    {
        var random = new Random(_seed + 2);
        var photos = new int[people.Length];
        var shown = new HashSet<int>();
        for (var i = 1; i < people.Length; i++)
        {
            shown.Add(people[i - 1]);
            var another = random.NextDouble() < AnotherFace && !shown.Contains(people[i]);
            if (!another)
                shown.Clear();
            photos[i] = photos[i - 1] + (another ? 0 : 1);
        }
        return photos;
    }

    private GroupingFace Face(int number, int person, int photo)
    {
        var own = new Random(HashCode(_seed, 3, person));
        var random = new Random(HashCode(_seed, 4, number));
        var poor = random.NextDouble() < PoorShare;
        var noise = (float)(Spread(own, PersonNoiseSpread) * Spread(random, FaceNoiseSpread));
        var signal = poor ? (float)PoorSignal : 1;
        var vector = new float[_dimensions];
        for (var d = 0; d < _dimensions; d++)
            vector[d] = _mean[d] + (signal * _between[d] * Gaussian(own)) + (noise * _within[d] * Gaussian(random))
                + (poor ? _blur[d] : 0);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        var quality = poor ? 0.21f * random.NextSingle() : Math.Clamp(0.76f + (0.13f * Gaussian(random)), 0.23f, 1f);
        return new GroupingFace(Id(number, 0), Id(photo, 1), vector, quality, $"{Id(number, 0):N}");
    }

    private float[] Deviations(double variance, double decay)
    {
        var shares = Enumerable.Range(0, _dimensions).Select(d => Math.Exp(-d / (decay * _dimensions))).ToArray();
        var total = shares.Sum();
        return [.. shares.Select(share => (float)Math.Sqrt(variance * share / total))];
    }

    private float[] Direction(Random random, float length)
    {
        var vector = new float[_dimensions];
        for (var d = 0; d < _dimensions; d++)
            vector[d] = Gaussian(random);
        TensorPrimitives.Multiply(vector, length / TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    // Log-normal, its mean square one, so that the spread does not change how large the noise is on the whole.
    private static double Spread(Random random, double deviation) =>
        Math.Exp((deviation * Gaussian(random)) - (deviation * deviation));

    private static float Gaussian(Random random) => (float)(
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private Guid Id(int number, int kind)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, _seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], kind);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new Guid(hash[..16]);
    }

    private static int HashCode(int seed, int stream, int number)
    {
        var mixed = (((ulong)(uint)seed << 32) ^ ((ulong)stream << 56) ^ (uint)number) * 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9UL;
        return (int)((mixed ^ (mixed >> 32)) & int.MaxValue);
    }
}

/// <summary>Made faces, and who each is: people of the same number are the same person.</summary>
internal sealed record ScaleLibrary(GroupingFace[] Faces, int[] People);
