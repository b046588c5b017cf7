using Recognize.Models.Faces;
using Recognize.Models.Media;
using Recognize.Models.Tags;
using Recognize.Worker.Analysis;

namespace Recognize.Tests.Analysis;

public sealed class VideoResultsTests
{
    [Fact]
    public void MergeFaces_KeepsTheBestFaceOfEachPerson()
    {
        var faces = VideoFaces.Merge(
            [Face(0, [1, 0], 0.4f), Face(2, [0.9f, 0.4f], 0.9f), Face(2, [0, 1], 0.5f), Face(4, [0.1f, 0.99f], 0.3f)], 0.6f);

        Assert.Equal([(2, 0.9f), (2, 0.5f)], faces.Select(face => (face.TimeSeconds ?? -1, face.Quality)));
    }

    [Fact]
    public void MergeFaces_NeverTakesTwoFacesOfOneFrameForOnePerson()
    {
        var faces = VideoFaces.Merge([Face(1, [1, 0], 0.9f), Face(1, [1, 0], 0.8f)], 0.5f);

        Assert.Equal(2, faces.Count);
    }

    [Fact]
    public void MergeTags_KeepsTheBestMoment_AndLeavesOutWhatOneFrameAloneSays()
    {
        var tags = VideoTags.Merge(
        [
            (0, [Tag("dog", 0.5f), Tag("boat", 0.6f)]), (3, [Tag("dog", 0.8f)]), (6, [Tag("train", 0.95f)]), (9, []),
        ]);

        Assert.Equal([("train", 6), ("dog", 3)], tags.Select(tag => (tag.TagId, (int)tag.TimeSeconds!)));
    }

    [Fact]
    public void MergeTags_TakesASingleFramesWord_WhenThereAreFewFrames()
    {
        var tags = VideoTags.Merge([(0, [Tag("boat", 0.6f)]), (3, [])]);

        Assert.Equal("boat", Assert.Single(tags).TagId);
    }

    private static DetectedFace Face(double time, float[] vector, float quality) =>
        new(new ImageBox(0.1f, 0.1f, 0.2f, 0.2f), [], 0.9f, quality, 100, 1, 1, vector) { TimeSeconds = time };

    private static RecognizedTag Tag(string id, float score) =>
        new(TagDefinition.Untranslated(id, TagKind.Subject, id), score, id, TagSource.Recogniser);
}
