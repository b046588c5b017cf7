using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Faces.Grouping;

/// <summary>The faces in the photos of every fourth person of Labeled Faces in the Wild, read once for all tests.</summary>
internal static class LfwSample
{
    private const int EveryNthPerson = 4;

    private static readonly Lazy<IReadOnlyList<SampleFace>> Read = new(ReadFaces);

    /// <summary>All faces of the photos, or a visible skip where the photos are not on this machine.</summary>
    public static IReadOnlyList<SampleFace> Require()
    {
        SharedData.Require("data/faces-lfw");
        SharedData.Require("models/foamliu-MobileFaceNet.onnx");
        return Read.Value;
    }

    /// <summary>Figures of any way to group these faces; a negative number is no group.</summary>
    public static GroupingFigures Measure(IReadOnlyList<SampleFace> faces, IReadOnlyList<int> groups) =>
        GroupingFigures.Measure([.. faces.Index().Where(face => face.Item.Person is not null).Select(face =>
            new LabelledFace(
                face.Item.Face.OrderKey,
                face.Item.Person!,
                groups[face.Index] < 0 ? null : groups[face.Index].ToString(System.Globalization.CultureInfo.InvariantCulture)))]);

    private static List<SampleFace> ReadFaces()
    {
        var images = SharedData.Require("data/faces-lfw");
        var photos = LabelFile.Read(Path.Combine(images, "labels.csv"), "file", "person")
            .GroupBy(row => row[1], StringComparer.Ordinal).OrderBy(person => person.Key, StringComparer.Ordinal)
            .Where((_, index) => index % EveryNthPerson == 0)
            .SelectMany(person => person).ToList();
        using var pool = ModelFiles.NewPool();
        using var decoder = new PhotoDecoder(new MediaOptions());
        var reader = new PhotoFaces(
            decoder,
            new FaceRecognizerFactory(ModelFiles.StandardPacks(pool), Options.Create(new FaceOptions())).TryGet()!);
        return [.. photos.AsParallel().AsOrdered().WithDegreeOfParallelism(2).SelectMany(photo =>
        {
            var found = reader.Read(Path.Combine(images, photo[0]), CancellationToken.None);
            return found.Faces.Select((face, index) => new SampleFace(
                new GroupingFace(
                    SyntheticFaces.IdOf($"{photo[0]}:{index}"), SyntheticFaces.IdOf(photo[0]), face.Embedding, face.Quality,
                    $"{photo[0]}:{index:D4}"),
                face == found.Middle ? photo[1] : null));
        })];
    }
}

/// <param name="Face">The face.</param>
/// <param name="Person">Who it is, or null for faces beside the labelled one.</param>
internal sealed record SampleFace(GroupingFace Face, string? Person);
