using Recognize.Models.Faces;
using Recognize.Models.Inference;
using Recognize.Models.Media;

namespace Recognize.Models.Deidentification.Measurement;

/// <summary>A photo whose middle face is of a known person.</summary>
public sealed record LabelledFace(string Path, string Person);

/// <summary>
/// Measures how many people are still found when their faces are covered: every way of covering is attacked by every
/// recogniser. Reads only.
/// </summary>
/// <param name="decoder">Reads the photos.</param>
/// <param name="detector">Says where the faces are.</param>
/// <param name="recognisers">What attacks.</param>
/// <param name="threads">Photos worked on at the same time.</param>
public sealed class CoverMeasurement(
    PhotoDecoder decoder, FaceRecognizer detector, IReadOnlyList<MeasuringRecogniser> recognisers, int threads)
{
    /// <summary>More would fill the memory, and the labelled sets are of a few hundred pixels.</summary>
    private const int EdgePixels = 640;

    /// <summary>Where a single picture tells so many people, nobody needs a film to know that the way is too weak.</summary>
    private const double HopelessShare = 0.05;

    /// <param name="labelled">Photos of people with two or more each; others are left out.</param>
    /// <param name="choices">Ways of covering.</param>
    /// <param name="told">Told of each finished way.</param>
    /// <param name="cancellationToken">Stops between two photos.</param>
    /// <exception cref="ArgumentException">Fewer than two people have two photos with a face.</exception>
    public CoverMeasurementReport Run(
        IReadOnlyList<LabelledFace> labelled, IReadOnlyList<CoverChoice> choices, Action<CoverFigures> told,
        CancellationToken cancellationToken)
    {
        var read = new FaceSample?[labelled.Count];
        try
        {
            Each(labelled.Count, index => read[index] = Read(labelled[index].Path, cancellationToken), cancellationToken);
            var people = labelled.Select((face, index) => (face.Person, Sample: read[index]))
                .Where(face => face.Sample is not null)
                .GroupBy(face => face.Person, face => face.Sample!, StringComparer.Ordinal)
                .Where(person => person.Count() > 1).Select(person => person.ToList()).ToList();
            if (people.Count < 2)
                throw new ArgumentException("At least two people with two photos each are needed.", nameof(labelled));
            return Run(people, labelled.Count, choices, told, cancellationToken);
        }
        finally
        {
            foreach (var sample in read)
                sample?.Dispose();
        }
    }

    private CoverMeasurementReport Run(
        List<List<FaceSample>> people, int labelled, IReadOnlyList<CoverChoice> choices, Action<CoverFigures> told,
        CancellationToken cancellationToken)
    {
        var samples = people.SelectMany(person => person).ToList();
        var matching = new Matching(
            [.. people.SelectMany((person, number) => person.Select(_ => number))], Counterparts(people));
        var plain = Vectors(samples, sample => sample.PlainCrop(), cancellationToken);
        var thresholds = plain.ConvertAll(vectors => matching.Threshold(vectors, vectors));
        var before = recognisers.Select((recogniser, at) =>
            (recogniser.File, matching.Found(plain[at], plain[at], thresholds[at]))).ToList();
        var after = new List<CoverFigures>();
        foreach (var choice in choices)
        {
            after.Add(Attack(choice, samples, matching, plain, thresholds, cancellationToken));
            told(after[^1]);
        }
        return new CoverMeasurementReport(
            samples.Count, matching.StrangerPairs(), before, after, labelled - samples.Count);
    }

    private CoverFigures Attack(
        CoverChoice choice, List<FaceSample> samples, Matching matching, List<float[][]> plain, List<float> thresholds,
        CancellationToken cancellationToken)
    {
        var cover = FaceCovers.Create(choice);
        var attacks = new List<AttackFigure>();
        var covered = Vectors(samples, sample => sample.CoveredCrop(cover), cancellationToken);
        for (var at = 0; at < recognisers.Count; at++)
        {
            Add(CoverAttack.Fixed, at, covered[at], plain[at], thresholds[at]);
            Add(CoverAttack.Calibrated, at, covered[at], plain[at], matching.Threshold(covered[at], plain[at]));
            Add(CoverAttack.Parrot, at, covered[at], covered[at], matching.Threshold(covered[at], covered[at]));
        }
        var figures = new CoverFigures(choice, samples.Count, attacks);
        if (figures.MostFound > HopelessShare * figures.Probes)
            return figures;

        // One square, or one deviation, from end to end: as far as it takes to see between the squares.
        var reach = choice.Method switch
        {
            CoverMethod.Pixelated => 0.5 / choice.Strength,
            CoverMethod.Blurred => 0.5 * choice.Strength,
            _ => 0.05,
        };
        var film = Vectors(samples, sample => sample.FilmCrop(cover, reach), cancellationToken);
        for (var at = 0; at < recognisers.Count; at++)
            Add(CoverAttack.Film, at, film[at], plain[at], Math.Min(thresholds[at], matching.Threshold(film[at], plain[at])));
        return figures;

        void Add(CoverAttack attack, int at, float[][] probes, float[][] gallery, float threshold) =>
            attacks.Add(new AttackFigure(attack, recognisers[at].File, matching.Found(probes, gallery, threshold)));
    }

    /// <summary>For each recogniser, the vectors of all samples.</summary>
    private List<float[][]> Vectors(
        List<FaceSample> samples, Func<FaceSample, byte[]> crop, CancellationToken cancellationToken)
    {
        var vectors = recognisers.Select(_ => new float[samples.Count][]).ToList();
        Each(samples.Count, index =>
        {
            var pixels = crop(samples[index]);
            for (var at = 0; at < recognisers.Count; at++)
                vectors[at][index] = recognisers[at].Embedder.Embed(pixels, cancellationToken).Vector;
        }, cancellationToken);
        return vectors;
    }

    private FaceSample? Read(string path, CancellationToken cancellationToken)
    {
        DecodedPhoto photo;
        try
        {
            photo = decoder.Decode(path, EdgePixels, cancellationToken);
        }
        catch (Exception failure) when (failure is UnreadableMediaException or IOException or UnauthorizedAccessException)
        {
            // Counted by the caller: what is not read is no sample.
            return null;
        }
        var image = photo.Image;
        var middle = detector.Detect(image, image.Width, image.Height, cancellationToken).Faces.MinBy(face =>
        {
            var across = (face.Box.X + (face.Box.Width / 2) - 0.5f) * image.Width;
            var down = (face.Box.Y + (face.Box.Height / 2) - 0.5f) * image.Height;
            return (across * across) + (down * down);
        });
        if (middle is null)
        {
            photo.Dispose();
            return null;
        }
        var box = new ScoredBox(
            middle.Box.X * image.Width, middle.Box.Y * image.Height,
            middle.Box.Width * image.Width, middle.Box.Height * image.Height, middle.Box.Score);
        return new FaceSample(image, box, FaceAligner.Estimate(middle.Points));
    }

    /// <summary>The next photo of the same person, the first after the last.</summary>
    private static List<int> Counterparts(List<List<FaceSample>> people)
    {
        var counterparts = new List<int>();
        foreach (var person in people)
        {
            var first = counterparts.Count;
            counterparts.AddRange(Enumerable.Range(0, person.Count).Select(index => first + ((index + 1) % person.Count)));
        }
        return counterparts;
    }

    private void Each(int count, Action<int> work, CancellationToken cancellationToken) => Parallel.For(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, work);
}
