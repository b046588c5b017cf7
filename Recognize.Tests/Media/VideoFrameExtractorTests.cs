using Recognize.Models.Media;

namespace Recognize.Tests.Media;

public sealed class VideoFrameExtractorTests : IDisposable
{
    private static readonly string[] Colours = ["red", "lime", "blue", "white", "black", "yellow"];

    private readonly MediaFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Extract_TakesOneFrameOfEachScene_WithItsTime()
    {
        TestFfmpeg.MakeScenes(_folder["film.mp4"], [.. Colours.Select(colour => $"color={colour}")]);

        var frames = Extract("film.mp4", 16);

        Assert.Equal(Colours, frames.Select(frame => ColourOf(frame.Image)));
        Assert.Equal([0, 1, 2, 3, 4, 5], frames.Select(frame => (int)(frame.TimeSeconds / 2)));
        Assert.All(frames, frame => Assert.Equal((160, 90), (frame.Image.Width, frame.Image.Height)));
    }

    [Fact]
    public void Extract_KeepsThoseThatDifferMost_WhenThereAreMoreScenesThanWanted()
    {
        TestFfmpeg.MakeScenes(
            _folder["film.mp4"], ["color=black", "color=0x202020", "color=0x404040", "color=white", "color=0xe0e0e0"]);

        var frames = Extract("film.mp4", 2);

        Assert.Equal([0, 3], frames.Select(frame => (int)(frame.TimeSeconds / 2)));
    }

    [Fact]
    public void Extract_TakesOneFrame_WhenNothingChanges()
    {
        TestFfmpeg.MakeScenes(_folder["film.mp4"], ["color=red", "color=red", "color=red"]);

        Assert.Single(Extract("film.mp4", 16));
    }

    [Fact]
    public void Extract_LooksAtAllOfAShortClip_WhenItHasOneKeyframe()
    {
        TestFfmpeg.MakeScenes(
            _folder["film.mp4"], [.. Colours.Select(colour => $"color={colour}")], keyframeEvery: 600);

        var frames = Extract("film.mp4", 16);

        Assert.Equal(Colours, frames.Select(frame => ColourOf(frame.Image)));
    }

    [Fact]
    public void Extract_TakesWhatIsThere_WhenTheFileIsCutOff()
    {
        TestFfmpeg.MakeScenes(_folder["whole.mkv"], [.. Colours.Select(_ => "testsrc2")]);
        var bytes = File.ReadAllBytes(_folder["whole.mkv"]);
        _folder.Write("cut.mkv", bytes.AsSpan(0, bytes.Length / 2));

        var frames = Extract("cut.mkv", 16);

        Assert.InRange(frames.Count, 1, 16);
        Assert.All(frames, frame => Assert.InRange(frame.TimeSeconds, 0, 8));
    }

    [Fact]
    public void Extract_SaysWhatIsWrong_WhenNoFrameCanBeDecoded()
    {
        TestFfmpeg.MakeScenes(_folder["whole.mp4"], ["color=red"]);
        var facts = Facts("whole.mp4");
        var bytes = File.ReadAllBytes(_folder["whole.mp4"]);
        Array.Clear(bytes, 64, bytes.Length - 64);
        _folder.Write("damaged.mp4", bytes);

        var refusal = Assert.Throws<UnreadableMediaException>(
            () => new VideoFrameExtractor(new MediaOptions()).Extract(_folder["damaged.mp4"], facts, 4, 160, Token));

        Assert.Contains("No picture of the video can be decoded", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_SaysThatItTookTooLong_WhenTheTimeLimitPasses()
    {
        TestFfmpeg.MakeScenes(_folder["film.mp4"], [.. Enumerable.Repeat("testsrc2", 12)], keyframeEvery: 1);
        var hurried = new VideoFrameExtractor(new MediaOptions { FramesTimeout = TimeSpan.FromMilliseconds(1) });

        var refusal = Assert.Throws<UnreadableMediaException>(
            () => hurried.Extract(_folder["film.mp4"], Facts("film.mp4"), 16, 320, Token));

        Assert.Contains("took longer than the limit", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+48.8577+002.2950+035.500/", 48.8577, 2.295)]
    [InlineData("-33.8568+151.2153/", -33.8568, 151.2153)]
    [InlineData("+00.0000+000.0000/", null, null)]
    [InlineData("48.85, 2.29", null, null)]
    public void Read_TellsWhereAVideoWasTaken(string written, double? latitude, double? longitude)
    {
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "color=red:size=32x32:duration=0.2", "-metadata", $"location={written}", _folder["film.mp4"]);

        var facts = Facts("film.mp4");

        Assert.Equal((latitude, longitude), (facts.Latitude, facts.Longitude));
    }

    private IReadOnlyList<VideoFrame> Extract(string name, int maxFrames) =>
        new VideoFrameExtractor(new MediaOptions()).Extract(_folder[name], Facts(name), maxFrames, 160, Token);

    private MediaFacts Facts(string name) => new MediaProbe(new MediaOptions()).Read(_folder[name], Token);

    private static string ColourOf(PixelImage image)
    {
        var at = ((image.Height / 2 * image.Width) + (image.Width / 2)) * 3;
        var (red, green, blue) = (image.Pixels[at] > 127, image.Pixels[at + 1] > 127, image.Pixels[at + 2] > 127);
        return (red, green, blue) switch
        {
            (true, false, false) => "red",
            (false, true, false) => "lime",
            (false, false, true) => "blue",
            (true, true, true) => "white",
            (false, false, false) => "black",
            (true, true, false) => "yellow",
            _ => "another",
        };
    }
}
