using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Media;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Decoding;

namespace Recognize.Tests.Decoding;

public sealed class ApartPhotoDecoderTests : IDisposable
{
    private readonly MediaFolder _folder = new();
    private readonly CollectingLogger _log = new();
    private readonly List<IDisposable> _made = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _made.ForEach(made => made.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [InlineData("jpegsave", 1700, 900)]
    [InlineData("pngsave", 900, 1700)]
    [InlineData("webpsave", 1500, 1400)]
    [InlineData("gifsave", 300, 200)]
    [InlineData("tiffsave", 640, 480)]
    [InlineData("jxlsave", 640, 480)]
    public void Decode_GivesTheSamePixels_AsADecoderInThisProcess(string saver, int width, int height)
    {
        DrawnPhoto.Save(_folder["photo"], saver, width, height);
        var (apart, _) = Make(new MediaOptions());
        using var here = new PhotoDecoder(new MediaOptions());

        using var expected = here.Decode(_folder["photo"], 1280, Token);
        using var actual = apart.Decode(_folder["photo"], 1280, Token);

        Assert.Equal(expected.Image.Pixels.ToArray(), actual.Image.Pixels.ToArray());
        Assert.Equal(
            (expected.OriginalWidth, expected.OriginalHeight, expected.Format),
            (actual.OriginalWidth, actual.OriginalHeight, actual.Format));
    }

    [Fact]
    public void Decode_TurnsPhotosUpright_AndReadsThoseInMemory()
    {
        _folder.Write("turned.jpg", new ExifBuilder().Number(0x112, 6).IntoJpeg());
        var (apart, _) = Make(new MediaOptions());
        using var here = new PhotoDecoder(new MediaOptions());

        using var expected = here.Decode(_folder["turned.jpg"], 640, Token);
        using var actual = apart.Decode(File.ReadAllBytes(_folder["turned.jpg"]), 640, Token);

        Assert.Equal((48, 64), (actual.Image.Width, actual.Image.Height));
        Assert.Equal(expected.Image.Pixels.ToArray(), actual.Image.Pixels.ToArray());
    }

    [Fact]
    public void Decode_KeepsPhotosApart_WhenManyAreHeldAtOnce()
    {
        var (apart, pool) = Make(new MediaOptions());
        DrawnPhoto.Save(_folder["drawn"], "pngsave", 400, 300);
        _folder.Write("black.png", DrawnPhoto.BlankPng(400, 300));

        using var first = apart.Decode(_folder["drawn"], 1280, Token);
        using var second = apart.Decode(_folder["black.png"], 1280, Token);
        using var larger = apart.Decode(_folder["drawn"], 2600, Token);

        DrawnPhoto.AssertLooksDrawn(first.Image, 0);
        DrawnPhoto.AssertLooksDrawn(larger.Image, 0);
        Assert.Equal((0, 0, 0), DrawnPhoto.Quarter(second.Image, 0, 0));
        Assert.Equal(1, pool.Living);
    }

    [Fact]
    public void ToWebP_GivesTheSamePictures_OfPhotosAndOfOtherPixels()
    {
        var (apart, _) = Make(new MediaOptions());
        using var here = new PhotoDecoder(new MediaOptions());
        DrawnPhoto.Save(_folder["drawn"], "jpegsave", 1600, 1200);
        using var decoded = apart.Decode(_folder["drawn"], 1280, Token);
        using var drawn = DrawnPhoto.Draw(900, 700);

        foreach (var image in (PixelImage[])[decoded.Image, drawn])
            Assert.Equal(here.ToWebP(image, [640, 256], 75, 0), apart.ToWebP(image, [640, 256], 75, 0));
    }

    [Fact]
    public void Decode_PassesOnWhatIsWrong_InTheSameWords()
    {
        var (apart, pool) = Make(new MediaOptions());
        _folder.Write("huge.png", DrawnPhoto.BlankPng(30_000, 30_000));
        _folder.Write("text.jpg", "Dear diary, today was fine."u8);
        _folder.Write("cut.jpg", DrawnPhoto.Jpeg(800, 600).AsSpan(0, 2000));
        _folder.Write("empty.jpg", []);
        using var here = new PhotoDecoder(new MediaOptions());

        foreach (var name in (string[])["huge.png", "text.jpg", "cut.jpg", "empty.jpg"])
        {
            var expected = Assert.Throws<UnreadableMediaException>(() => here.Decode(_folder[name], 640, Token));
            var actual = Assert.Throws<UnreadableMediaException>(() => apart.Decode(_folder[name], 640, Token));
            Assert.Equal(expected.Message, actual.Message);
        }
        Assert.Throws<FileNotFoundException>(() => apart.Decode(_folder["gone.jpg"], 640, Token));
        Assert.Throws<UnreadableMediaException>(() => apart.Decode(ReadOnlySpan<byte>.Empty, 640, Token));
        // A refusal is no death: one decoder has answered them all.
        Assert.Equal(1, pool.Living);
    }

    [Fact]
    public void Decode_TriesAFreshDecoder_WhenTheFirstDies()
    {
        var (apart, _) = Make(new MediaOptions());
        SlowPhoto();

        using var photo = While(
            () => End(NextDecoder(0), 11), () => apart.Decode(_folder["slow.png"], 64, Token));

        Assert.Equal(64, photo.Image.Width);
        Assert.Equal(2, Started().Count);
    }

    [Theory]
    [InlineData(11, "memory that is not its own")]
    [InlineData(6, "gave up")]
    public void Decode_BlamesTheFile_WhenTwoDecodersDieOnIt(int signal, string reason)
    {
        var (apart, _) = Make(new MediaOptions());
        SlowPhoto();

        var refusal = Assert.Throws<UnreadableMediaException>(() => While(
            () =>
            {
                End(NextDecoder(0), signal);
                End(NextDecoder(1), signal);
            },
            () => apart.Decode(_folder["slow.png"], 64, Token)));

        Assert.Contains("The decoder died on this file", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        using var next = apart.Decode(DrawnPhoto.Jpeg(), 64, Token);
        DrawnPhoto.AssertLooksDrawn(next.Image, 20);
    }

    [Fact]
    public void Decode_BlamesTheMachine_WhenTheSystemEndsBoth()
    {
        var (apart, _) = Make(new MediaOptions());
        SlowPhoto();

        Assert.Throws<InsufficientMemoryException>(() => While(
            () =>
            {
                Signal(NextDecoder(0), 9);
                Signal(NextDecoder(1), 9);
            },
            () => apart.Decode(_folder["slow.png"], 64, Token)));
    }

    [Fact]
    public void Decode_EndsADecoderThatHangs_AndSaysThatItTookTooLong()
    {
        var (apart, _) = Make(new MediaOptions { DecodeTimeout = TimeSpan.FromSeconds(1) });
        SlowPhoto();
        var began = Stopwatch.GetTimestamp();

        var refusal = Assert.Throws<UnreadableMediaException>(() => While(
            () => Signal(NextDecoder(0), 19), () => apart.Decode(_folder["slow.png"], 64, Token)));

        Assert.Contains("had to be ended", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1, 30);
        Assert.False(IsRunning(NextDecoder(0)));
    }

    [Fact]
    public void Decode_RefusesAPhoto_ThatNeedsMoreMemoryThanItMayHave()
    {
        var (apart, _) = Make(new MediaOptions { DecodeMemoryMiB = 170 });
        DrawnPhoto.SaveInterlacedNoise(_folder["large.jpg"], 9000, 6000);

        Assert.Throws<UnreadableMediaException>(() => apart.Decode(_folder["large.jpg"], 64, Token));

        using var next = apart.Decode(DrawnPhoto.Jpeg(), 64, Token);
        DrawnPhoto.AssertLooksDrawn(next.Image, 20);
    }

    [Fact]
    public void Decode_StopsAtOnce_WhenTheCallerCancels()
    {
        var (apart, pool) = Make(new MediaOptions());
        SlowPhoto();
        using var cancelling = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => While(
            () =>
            {
                NextDecoder(0);
                cancelling.Cancel();
            },
            () => apart.Decode(_folder["slow.png"], 64, cancelling.Token)));

        Assert.Equal(0, pool.Living);
    }

    [Fact]
    public void Decoders_GiveUpWhatTheyDoNotNeed()
    {
        var (apart, _) = Make(new MediaOptions());
        using var photo = apart.Decode(DrawnPhoto.Jpeg(), 64, Token);
        var decoder = NextDecoder(0);

        var status = File.ReadAllText($"/proc/{decoder}/status");
        var variables = File.ReadAllText($"/proc/{decoder}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=')[0]);
        var limits = File.ReadAllText($"/proc/{decoder}/limits");
        var open = new DirectoryInfo($"/proc/{decoder}/fd").GetFileSystemInfos().Select(file => file.LinkTarget ?? "").ToList();

        Assert.Matches(@"NoNewPrivs:\s1\n", status);
        Assert.Matches(@"Seccomp:\s2\n", status);
        Assert.Subset(
            new HashSet<string> { "PATH", "LD_LIBRARY_PATH", "TMPDIR", "DOTNET_ROOT", "LC_ALL", "DOTNET_EnableDiagnostics", "MALLOC_ARENA_MAX" },
            variables.ToHashSet());
        Assert.Matches(@"Max data size\s+3221225472\s", limits);
        Assert.Matches(@"Max core file size\s+0\s", limits);
        // Nothing of ours is handed down: neither connections nor files of the house.
        Assert.DoesNotContain(open, target => target.StartsWith("socket:", StringComparison.Ordinal));
        Assert.DoesNotContain(open, target => target.StartsWith(_folder.Root, StringComparison.Ordinal));
        Assert.Equal("500", File.ReadAllText($"/proc/{decoder}/oom_score_adj").Trim());
    }

    [Fact]
    public void Decoders_AreEnded_WhenNobodyHasNeededThemForAWhile()
    {
        var (apart, pool) = Make(new MediaOptions(), TimeSpan.FromMilliseconds(200));
        using var photo = apart.Decode(DrawnPhoto.Jpeg(), 64, Token);
        var decoder = NextDecoder(0);
        var began = Stopwatch.GetTimestamp();

        while (pool.Living > 0 || IsRunning(decoder))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "It is still there.");
            Thread.Sleep(20);
        }
        // What it has decoded is still there.
        DrawnPhoto.AssertLooksDrawn(photo.Image, 20);
    }

    private (PhotoDecoder Decoder, DecoderPool Pool) Make(MediaOptions options, TimeSpan? idleAfter = null)
    {
        var pool = new DecoderPool(
            options, new DecoderPoolOptions { IdleAfter = idleAfter ?? TimeSpan.FromMinutes(1) }, _log, TimeProvider.System);
        var decoder = new ApartPhotoDecoder(options, pool, NullLogger<ApartPhotoDecoder>.Instance);
        _made.AddRange([decoder, pool]);
        return (decoder, pool);
    }

    /// <summary>Takes some seconds to decode.</summary>
    private void SlowPhoto() => _folder.Write("slow.png", DrawnPhoto.BlankPng(16_000, 16_000));

    private static T While<T>(Action meanwhile, Func<T> work)
    {
        var other = Task.Factory.StartNew(meanwhile, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return work();
        }
        finally
        {
            other.GetAwaiter().GetResult();
        }
    }

    private List<int> Started() =>
        [.. _log.Messages.Where(message => message.EndsWith("started", StringComparison.Ordinal))
            .Select(message => int.Parse(message.Split(' ')[1], CultureInfo.InvariantCulture))];

    /// <summary>The decoder that was started as the first, second …, once it is at work inside its fences.</summary>
    private int NextDecoder(int index)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var started = Started();
            if (started.Count > index && (!IsRunning(started[index])
                || File.ReadAllText($"/proc/{started[index]}/status").Contains("Seccomp:\t2", StringComparison.Ordinal)))
                return started[index];
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "No decoder was started.");
            Thread.Sleep(10);
        }
    }

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    /// <summary>Until it is gone: of a signal without a fault the runtime only remembers that it came.</summary>
    private static void End(int process, int signal) =>
        Shell.Run($"while kill -{signal} {process} 2>/dev/null; do sleep 0.02; done");

    private static void Signal(int process, int signal) => Shell.Run($"kill -{signal} {process}");
}
