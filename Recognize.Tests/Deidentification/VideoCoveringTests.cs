using System.Numerics.Tensors;
using Recognize.Models.Deidentification;
using Recognize.Models.Deidentification.Video;
using Recognize.Models.Media;
using Recognize.Models.Media.Ffmpeg;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Deidentification;

/// <summary>A film made of a real photo: every frame of the result is looked at for the person.</summary>
public sealed class VideoCoveringTests : IDisposable
{
    private const int Frames = 50;

    private static readonly CoveringPlan Plan = new(CoverChoice.Solid, CoverShape.Ellipse, MetadataChoice.Strip);

    private readonly CoveredFaces _faces = new();
    private readonly MediaFolder _folder = new();
    private readonly MediaOptions _options = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _faces.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Cover_LetsNoFrameSlip_WhenThePictureMovesAndIsCut()
    {
        var (film, person) = MakeFilm();
        var seenBefore = FramesLike(film, person);

        var (result, covered) = Cover(film, ChosenPeople.None);
        var seenAfter = FramesLike(result, person);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{covered.Frames} frames, the person in {seenBefore.Count(like => like > CoveredFaces.OneInAThousand)} before and {seenAfter.Count(like => like > CoveredFaces.OneInAThousand)} after; most alike {seenAfter.Max():0.00}");
        Assert.InRange(covered.Frames, Frames - 1, Frames + 1);
        Assert.Equal(covered.Frames, seenAfter.Count);
        Assert.True(seenBefore.Count(like => like > CoveredFaces.OneInAThousand) >= Frames * 0.9);
        Assert.All(seenAfter, like => Assert.True(like < CoveredFaces.OneInAThousand, $"{like}"));
    }

    [Fact]
    public void Cover_LeavesTheChosenPersonReadable_AndNobodyElse()
    {
        var (film, person) = MakeFilm();
        var (stranger, _) = (_faces.Of(SharedData.Require("data/faces-cast/howard/howard1.png"))[0].Embedding, 0);

        var (kept, _) = Cover(film, new ChosenPeople([person]));
        var (covered, _) = Cover(film, new ChosenPeople([stranger]));

        Assert.True(FramesLike(kept, person).Count(like => like > 0.6f) > Frames / 2);
        Assert.DoesNotContain(FramesLike(covered, person), like => like > CoveredFaces.OneInAThousand);
    }

    [Fact]
    public void Cover_WritesUprightSilentVideo_WithoutMetadata()
    {
        var film = _folder["tone.mp4"];
        TestFfmpeg.MakeVideo(_folder["flat.mp4"], "-metadata", "title=MARKTitle", "-metadata", "location=+48.1+011.5/", "-metadata:s:a", "handler_name=MARKSound");
        TestFfmpeg.Make("-i", _folder["flat.mp4"], "-c", "copy", "-metadata:s:v:0", "rotate=90", film);
        var facts = Probe(film);

        var (silent, _) = Cover(film, ChosenPeople.None);
        var (loud, _) = Cover(film, ChosenPeople.None, keepsSound: true);
        var (still, sound) = (Probe(silent), Probe(loud));

        Assert.Equal((180, 320), (facts.Width, facts.Height));
        Assert.Equal((180, 320, 0), (still.Width, still.Height, still.RotationDegrees));
        Assert.False(still.HasAudio);
        Assert.True(sound.HasAudio);
        Assert.Equal("h264", still.VideoCodec);
        Assert.Null(still.Latitude);
        foreach (var path in (string[])[silent, loud])
            Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf("MARK"u8));
        Assert.Equal(facts.Duration!.Value.TotalSeconds, sound.Duration!.Value.TotalSeconds, 0.3);
    }

    [Fact]
    public void Cover_KeepsThePlace_WhenAllMetadataIsToStay()
    {
        TestFfmpeg.MakeVideo(_folder["here.mov"], "-metadata", "location=+48.1000+011.5000/", "-metadata", "creation_time=2024-05-06T07:08:09Z");

        var (result, _) = Cover(_folder["here.mov"], ChosenPeople.None, plan: Plan with { Metadata = MetadataChoice.Keep });

        Assert.Equal(48.1, Probe(result).Latitude!.Value, 1e-3);
        Assert.Equal(2024, Probe(result).CreatedAt!.Value.Year);
    }

    [Fact]
    public void Cover_IsRefused_WhenTheFileIsNoVideo()
    {
        var path = _folder.Write("broken.mp4", File.ReadAllBytes(Whole()).AsSpan(0, 2000));
        var facts = Probe(Whole());

        Assert.Throws<UnreadableMediaException>(() => new VideoCovering(_options).Cover(
            path, facts, _faces.Recognizer, Plan, ChosenPeople.None, false, new MemoryStream(), _ => { }, Token));
    }

    [Fact]
    public void Cover_IsRefused_WhenFfmpegCannotWriteVideo()
    {
        var path = _folder.Write("ffmpeg", "#!/bin/sh\necho ' V..... mpeg4 MPEG-4'\n"u8);
        Shell.Run($"chmod +x {path}");
        var facts = Probe(Whole());

        var refused = Assert.Throws<NoVideoEncoderException>(() => new VideoCovering(_options with { FfmpegPath = path }).Cover(
            Whole(), facts, _faces.Recognizer, Plan, ChosenPeople.None, false, new MemoryStream(), _ => { }, Token));

        Assert.Contains("H.264", refused.Message, StringComparison.Ordinal);
    }

    private string Whole()
    {
        if (!File.Exists(_folder["whole.mp4"]))
            TestFfmpeg.MakeVideo(_folder["whole.mp4"]);
        return _folder["whole.mp4"];
    }

    /// <summary>Three seconds over a portrait, nearing and moving, then a cut to the same person elsewhere in the frame.</summary>
    private (string Path, float[] Person) MakeFilm()
    {
        var portrait = SharedData.Require("data/faces-contacts/train/obama/obama.jpg");
        using var photo = _faces.Decoder.Decode(portrait, 640, Token);
        var person = Assert.Single(_faces.Of(photo.Image)).Embedding;
        var film = _folder["film.mp4"];
        TestFfmpeg.Make(
            "-loop", "1", "-framerate", "10", "-t", "3", "-i", portrait, "-loop", "1", "-framerate", "10", "-t", "2", "-i", portrait,
            "-filter_complex",
            "[0]scale=640:-2,crop=640:480:0:20,scale=1280:960,"
            + "zoompan=z='1+0.02*on':x='iw*0.5-iw/zoom*0.5+40*sin(on/4)':y='ih*0.35-ih/zoom*0.35':d=1:s=640x480:fps=10[a];"
            + "[1]scale=300:-2,pad=640:480:20:40:color=green,fps=10[b];[a][b]concat=n=2:v=1[v]",
            "-map", "[v]", "-c:v", "mpeg4", "-q:v", "2", film);
        return (film, person);
    }

    private (string Path, CoveredVideo Video) Cover(
        string path, ChosenPeople chosen, bool keepsSound = false, CoveringPlan? plan = null)
    {
        var result = _folder[$"result{Guid.NewGuid():N}.mp4"];
        using var target = File.Create(result);
        var video = new VideoCovering(_options).Cover(
            path, Probe(path), _faces.Recognizer, plan ?? Plan, chosen, keepsSound, target, _ => { }, Token);
        return (result, video);
    }

    private MediaFacts Probe(string path) => new MediaProbe(_options).Read(path, Token);

    /// <summary>For each frame of a film, how much anybody in it is like a person.</summary>
    private List<float> FramesLike(string path, float[] person)
    {
        var facts = Probe(path);
        var likes = new List<float>();
        new FfmpegProcess("ffmpeg", TimeSpan.FromMinutes(2), 4096).Stream(
            ["-nostdin", "-v", "error", "-i", FfmpegProcess.InputName(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
            output =>
            {
                using var frame = PixelImage.Rent(facts.Width!.Value, facts.Height!.Value);
                while (output.ReadAtLeast(frame.Pixels, frame.Pixels.Length, throwOnEndOfStream: false) == frame.Pixels.Length)
                {
                    likes.Add(_faces.Of(frame).Select(face => TensorPrimitives.Dot<float>(face.Embedding, person))
                        .DefaultIfEmpty(-1).Max());
                }
            },
            _ => { }, Token);
        return likes;
    }
}
