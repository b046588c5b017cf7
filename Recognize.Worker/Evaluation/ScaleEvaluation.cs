using System.Diagnostics;
using System.Globalization;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Faces.Index;

namespace Recognize.Worker.Evaluation;

/// <summary>
/// Measures what grouping costs in a library of a given size, with faces made by <see cref="ScaleModel"/> and the
/// settings and limits of the shipped embedder. Needs no model, no photo and no database.
/// </summary>
/// <param name="peakResidentMiB">The most memory that the process has had resident so far.</param>
internal sealed class ScaleEvaluation(Func<double> peakResidentMiB)
{
    // The first of a process are slow, since its code is not compiled for good yet; a worker runs for days.
    private const int UnmeasuredAdditions = 300;
    private const int MeasuredAdditions = 300;
    private const int Additions = UnmeasuredAdditions + MeasuredAdditions;
    private const int Seed = 1;

    private readonly GroupingOptions _options = new();
    private readonly SimilarityLimits _limits = SimilarityLimits.MobileFaceNet;

    /// <param name="count">Faces to group from nothing.</param>
    /// <param name="dimensions">Length of their vectors.</param>
    /// <param name="household">People who have half of the faces, or 0.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public ScaleReport Run(int count, int dimensions, int household, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var library = new ScaleModel(dimensions, Seed).Make(count + Additions, household);
        var generation = clock.Elapsed;
        var grouper = new FaceGrouper(_options, _limits);

        var processor = Environment.CpuUsage.TotalTime;
        clock.Restart();
        var result = grouper.Group(new GroupingInput { NewFaces = library.Faces[..count] }, cancellationToken);
        var grouping = clock.Elapsed;
        processor = Environment.CpuUsage.TotalTime - processor;

        using var index = new FaceIndex(dimensions, "scale");
        clock.Restart();
        index.AddRange([.. library.Faces[..count].Select(face => KeyValuePair.Create(face.Id, face.Embedding))]);
        var indexing = clock.Elapsed;
        var people = new ScalePeople(library.Faces[..count], result, _options.MinFoundingQuality);
        var (times, joined) = Add(library.Faces[count..], people, new NeighbourhoodGrouping(index, grouper, _limits), cancellationToken);
        var figures = new ScaleFigures(count, grouping.TotalSeconds, peakResidentMiB(), times[times.Length / 2]);
        return new ScaleReport(
            figures, Measure(library, count, result), generation.TotalSeconds, processor.TotalSeconds, indexing.TotalSeconds,
            times[times.Length * 95 / 100], Additions, joined);
    }

    private static (double[] Times, int Joined) Add(
        GroupingFace[] faces, ScalePeople people, NeighbourhoodGrouping grouping, CancellationToken cancellationToken)
    {
        var times = new double[faces.Length];
        var joined = 0;
        for (var i = 0; i < faces.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            GroupingFace[] added = [faces[i]];
            var candidates = grouping.FindCandidates(added, cancellationToken);
            var result = grouping.Decide(people.Among(added, candidates), cancellationToken);
            people.Store(faces[i], result);
            grouping.Remember(added);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            joined += result.Placements.Any(placement => placement.FaceId == faces[i].Id) ? 1 : 0;
        }
        var measured = times[UnmeasuredAdditions..];
        Array.Sort(measured);
        return (measured, joined);
    }

    private static GroupingFigures Measure(ScaleLibrary library, int count, GroupingResult result)
    {
        var groups = result.Placements.ToDictionary(placement => placement.FaceId, placement => placement.NewGroup);
        return GroupingFigures.Measure([.. library.Faces.Take(count).Select((face, i) => new LabelledFace(
            face.MediaId.ToString(), Text(library.People[i]), groups.GetValueOrDefault(face.Id) is { } group ? Text(group) : null))]);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
