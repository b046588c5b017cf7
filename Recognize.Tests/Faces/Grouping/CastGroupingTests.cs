using Microsoft.Extensions.Options;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Evaluation;

namespace Recognize.Tests.Faces.Grouping;

/// <summary>Small crops of eight people, and group photos of the same people.</summary>
public sealed class CastGroupingTests
{
    [Fact]
    public void Group_MixesNobodyAndFindsTheGroupPhotos_AsShipped()
    {
        var images = SharedData.Require("data/faces-cast");
        using var pool = ModelFiles.NewPool();
        using var decoder = new PhotoDecoder(new MediaOptions());
        var recognizer = new FaceRecognizerFactory(ModelFiles.StandardPacks(pool), Options.Create(new FaceOptions())).TryGet()!;
        var reader = new PhotoFaces(decoder, recognizer);
        var faces = Directory.EnumerateFiles(images, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(path => reader.Read(path, TestContext.Current.CancellationToken).Faces.Select((face, index) => (
                Person: Path.GetRelativePath(images, Path.GetDirectoryName(path)!),
                Face: new GroupingFace(
                    SyntheticFaces.IdOf($"{path}:{index}"), SyntheticFaces.IdOf(path), face.Embedding, face.Quality,
                    $"{Path.GetRelativePath(images, path)}:{index}"))))
            .ToList();

        var result = new FaceGrouper(new GroupingOptions(), recognizer.SimilarityLimits).Group(
            new GroupingInput { NewFaces = [.. faces.Select(face => face.Face)] }, TestContext.Current.CancellationToken);

        var personOf = faces.ToDictionary(face => face.Face.Id, face => face.Person);
        var portraits = result.NewGroups.Select(group => group.Select(id => personOf[id]).Where(person => person != ".").ToList());
        Assert.Equal(8, result.NewGroups.Count);
        Assert.All(portraits, group => Assert.Single(group.Distinct()));
        Assert.True(portraits.Sum(group => group.Count) >= 38, "portraits in a group");
        Assert.True(result.Placements.Count(place => personOf[place.FaceId] == ".") >= 20, "faces of group photos in a group");
    }
}
