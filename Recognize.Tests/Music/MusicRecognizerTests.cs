using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Models.Tags;
using Recognize.Tests.Media;
using Recognize.Tests.Support;

namespace Recognize.Tests.Music;

public sealed class MusicRecognizerTests : IDisposable
{
    private readonly OnnxSessionPool _pool = ModelFiles.NewPool();
    private readonly MediaFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("metal.00000", "genre:metal")]
    [InlineData("classical.00000", "genre:classical")]
    [InlineData("hiphop.00001", "genre:hip-hop")]
    public void Recognize_HearsTheGenre_OfPlainTracks(string track, string genre)
    {
        var path = SharedData.Require($"data/music-genres/{track}.flac");

        var tags = Recognizer().Recognize(path, TimeSpan.FromSeconds(17), Token);

        Assert.Equal(genre, tags[0].TagId);
        Assert.All(tags, AssertIsSound);
    }

    [Theory]
    [InlineData("anullsrc=duration=4", "sound:silence")]
    [InlineData("anoisesrc=duration=4:amplitude=0.3:color=pink:seed=1", "sound:noise")]
    public void Recognize_GivesNoGenre_WhenThereIsNoMusic(string source, string expected)
    {
        TestFfmpeg.Make("-f", "lavfi", "-i", source, "-t", "4", _folder["sound.wav"]);

        var tags = Recognizer().Recognize(_folder["sound.wav"], TimeSpan.FromSeconds(4), Token);

        Assert.Contains(expected, tags.Select(tag => tag.TagId));
        Assert.DoesNotContain(tags, tag => tag.TagId.StartsWith("genre:", StringComparison.Ordinal));
        Assert.All(tags, AssertIsSound);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(2.5)]
    public void Recognize_AnswersSoundly_ForVeryShortRecordings(double seconds)
    {
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", string.Create(Invariant, $"sine=frequency=500:duration={seconds}"), _folder["short.wav"]);

        var tags = Recognizer().Recognize(_folder["short.wav"], TimeSpan.FromSeconds(seconds), Token);

        Assert.All(tags, AssertIsSound);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Recognize_ListensToABoundedPart_OfAnHour()
    {
        TestFfmpeg.Make(
            "-f", "lavfi", "-i", "anoisesrc=duration=3600:sample_rate=8000:color=pink:seed=1", "-c:a", "pcm_u8", _folder["hour.wav"]);
        // What reads strangers' files may write none: links say how it was called.
        Directory.CreateDirectory(_folder["log"]);
        var counting = _folder.Write("counting", Encoding.UTF8.GetBytes(
            $"#!/bin/sh\nln -s -- \"$*\" \"{_folder["log"]}/$(date +%s%N)\"\nexec ffmpeg \"$@\"\n"));
        File.SetUnixFileMode(counting, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var recognizer = Recognizer(new MediaOptions { FfmpegPath = counting });

        var tags = recognizer.Recognize(_folder["hour.wav"], TimeSpan.FromHours(1), Token);

        Assert.NotEmpty(tags);
        Assert.All(tags, tag => Assert.StartsWith("sound:", tag.TagId, StringComparison.Ordinal));
        var runs = new DirectoryInfo(_folder["log"]).EnumerateFileSystemInfos()
            .OrderBy(run => run.Name, StringComparer.Ordinal).Select(run => run.LinkTarget!).ToArray();
        Assert.Equal(12, runs.Length);
        Assert.All(runs, run => Assert.Contains("-t 6.1 ", run, StringComparison.Ordinal));
        Assert.Contains("-ss 3446.95 ", runs[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Recognize_HearsWhatIsThere_WhenTheFileIsShorterThanItSays()
    {
        var path = SharedData.Require("data/music-genres/metal.00000.flac");
        var recognizer = Recognizer();

        var honest = recognizer.Recognize(path, TimeSpan.FromSeconds(16), Token);
        var boasting = recognizer.Recognize(path, TimeSpan.FromHours(1), Token);

        Assert.Equal(honest.Select(tag => (tag.TagId, tag.Score)), boasting.Select(tag => (tag.TagId, tag.Score)));
    }

    [Fact]
    public void Recognize_ReadsOrRefusesEverySample_WithAReason()
    {
        var files = Directory.GetFiles(SharedData.Require("data/formats/audio"));
        var recognizer = Recognizer();
        var (read, refused) = (0, 0);

        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, path =>
        {
            try
            {
                Assert.All(recognizer.Recognize(path, TimeSpan.FromSeconds(5), Token), AssertIsSound);
                Interlocked.Increment(ref read);
            }
            catch (UnreadableMediaException refusal)
            {
                Assert.DoesNotContain(Path.GetDirectoryName(path)!, refusal.Message, StringComparison.Ordinal);
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
                Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal(files.Length, read + refused);
        Assert.True(read >= 40, $"{read} of {files.Length} read");
        Assert.True(refused >= 3, $"{refused} of {files.Length} refused");
    }

    [Fact]
    public void Recognize_Stops_WhenAsked()
    {
        var path = SharedData.Require("data/music-genres/metal.00000.flac");

        Assert.ThrowsAny<OperationCanceledException>(
            () => Recognizer().Recognize(path, TimeSpan.FromSeconds(16), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void PackVersion_HoldsModelsAndRules_WhenBothMayChange() =>
        Assert.Equal($"standard-music-1+rules-{GenreRules.Default.Version}", Recognizer().PackVersion);

    public void Dispose()
    {
        _folder.Dispose();
        _pool.Dispose();
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private MusicRecognizer Recognizer(MediaOptions? options = null)
    {
        var factory = new MusicRecognizerFactory(
            ModelFiles.StandardPacks(_pool), GenreRules.Default, new AudioDecoder(options ?? new MediaOptions()));
        var recognizer = factory.TryGet();
        Assert.NotNull(recognizer);
        Assert.Equal(factory.InstalledVersion, recognizer.PackVersion);
        return recognizer;
    }

    private static void AssertIsSound(RecognizedTag tag)
    {
        Assert.InRange(tag.Score, 0.3f, 1);
        Assert.Equal((TagKind.Music, TagSource.MusicModel), (tag.Tag.Kind, tag.Source));
        Assert.NotEmpty(tag.RawLabel);
    }
}
