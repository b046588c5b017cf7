using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Media;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Decoding;
using Recognize.Worker.Limits;

namespace Recognize.Tests.Hostile;

/// <summary>Damaged files of every format: none hangs, and none gets through to the worker.</summary>
[Collection(Alone.Name)]
public sealed class FuzzTests : IDisposable
{
    /// <summary>What reading may leave in the worker, whatever the files are.</summary>
    private const double MostGrowthMiB = 150;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly MediaFolder _folder = new();
    private readonly MediaOptions _options = new()
    {
        DecodeTimeout = TimeSpan.FromSeconds(20), ProbeTimeout = TimeSpan.FromSeconds(20),
        PosterTimeout = TimeSpan.FromSeconds(20), AudioTimeout = TimeSpan.FromSeconds(20),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photos_AreReadOrRefused_WhateverIsDoneToThem()
    {
        using var pool = new DecoderPool(_options, new DecoderPoolOptions(), NullLogger.Instance, TimeProvider.System);
        using var decoder = new ApartPhotoDecoder(_options, pool, NullLogger<ApartPhotoDecoder>.Instance);
        var run = new FuzzRun();
        var samples = HostileSamples.Photos(_folder);
        var before = MemoryMiB();

        run.Go(samples, path => Timed(() =>
        {
            decoder.ReadMetadata(path);
            using var photo = decoder.Decode(path, 320, Token);
            Assert.InRange(Math.Max(photo.Image.Width, photo.Image.Height), 1, 320);
            return "decoded";
        }));

        Report(run, samples, MemoryMiB() - before);
    }

    [Fact]
    public void Recordings_AreReadOrRefused_WhateverIsDoneToThem()
    {
        var run = new FuzzRun();
        var samples = HostileSamples.Recordings(_folder);
        var probe = new MediaProbe(_options);
        var posters = new VideoPosterExtractor(_options);
        var sounds = new AudioDecoder(_options);
        var before = MemoryMiB();

        run.Go(samples, path => Timed(() =>
        {
            var facts = probe.Read(path, Token);
            if (facts.HasVideo)
                posters.Extract(path, facts, 64, Token).Dispose();
            if (facts.HasAudio)
                sounds.Decode(path, TimeSpan.Zero, TimeSpan.FromSeconds(1), Token);
            return "read";
        }));

        Report(run, samples, MemoryMiB() - before);
    }

    private static string Timed(Func<string> read)
    {
        var began = Stopwatch.GetTimestamp();
        string outcome;
        try
        {
            outcome = read();
        }
        catch (UnreadableMediaException refusal)
        {
            Assert.DoesNotContain("had to be ended", refusal.Message, StringComparison.Ordinal);
            outcome = refusal.Message.Contains("decoder died", StringComparison.Ordinal) ? "decoder died" : "refused";
        }
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Longest);
        return outcome;
    }

    private static void Report(FuzzRun run, List<HostileSamples> samples, double growth)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{run.Describe()}; {growth:F0} MiB kept"));
        Assert.True(run.Findings.Count == 0, string.Join('\n', run.Findings.Take(5)));
        Assert.All(samples, sample => Assert.True(run.Inputs[sample.Format] > 0));
        Assert.InRange(growth, -10_000, MostGrowthMiB);
    }

    /// <summary>What is held, without what only lies ready to be used again: of that the runtime keeps more on a larger machine.</summary>
    private static double MemoryMiB()
    {
        // Twice: pools of buffers let go only of what lay unused since the collection before.
        MemoryRelease.Run();
        MemoryRelease.Run();
        return Environment.WorkingSet / 1048576.0;
    }
}
