using Microsoft.Extensions.Logging.Abstractions;
using Recognize.Models.Media;
using Recognize.Tests.Media;
using Recognize.Tests.Support;
using Recognize.Worker.Decoding;

namespace Recognize.Tests.Hostile;

[Collection(Alone.Name)]
public sealed class DecodingCostTests : IDisposable
{
    private const int Photos = 4;
    private const int Rounds = 5;

    private readonly MediaFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>By the processor's time, which other work of the machine hardly changes; both in turns.</summary>
    [Fact]
    public void Decode_CostsLittleMoreApart_ThanInThisProcess()
    {
        var paths = Enumerable.Range(0, Photos).Select(i => _folder[$"{i}.jpg"]).ToList();
        for (var i = 0; i < Photos; i++)
            SyntheticPhoto.Write(paths[i], 4000, 3000, i);
        var options = new MediaOptions();
        using var pool = new DecoderPool(options, new DecoderPoolOptions(), NullLogger.Instance, TimeProvider.System);
        using var apart = new ApartPhotoDecoder(options, pool, NullLogger<ApartPhotoDecoder>.Instance);
        using var here = new PhotoDecoder(options);
        // Code is compiled, pages are mapped and the files are in memory before anything is measured.
        for (var i = 0; i < 4; i++)
            (_, _) = (Measure(here, paths), Measure(apart, paths));

        var costs = Enumerable.Range(0, Rounds).Select(_ => (Here: Measure(here, paths), Apart: Measure(apart, paths))).ToList();
        var (before, after) = (costs.Sum(cost => cost.Here.TotalMilliseconds), costs.Sum(cost => cost.Apart.TotalMilliseconds));

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{before / Rounds / Photos:F1} ms of a core a photo here, {after / Rounds / Photos:F1} ms apart: {after / before:F3}"));
        Assert.InRange(after / before, 0.5, 1.2);
    }

    private static TimeSpan Measure(PhotoDecoder decoder, List<string> paths)
    {
        var before = ChildProcesses.ProcessorTime;
        foreach (var path in paths)
            decoder.Decode(path, 1280, TestContext.Current.CancellationToken).Dispose();
        return ChildProcesses.ProcessorTime - before;
    }
}
