using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Recognize.Models.Inference;
using Recognize.Models.Media;
using Recognize.Models.Music;
using Recognize.Worker.Analysis;
using Recognize.Worker.Decoding;

namespace Recognize.Worker.Benchmark;

/// <summary>What this machine can do at most at one thing, with everything else left out.</summary>
/// <param name="What">Decoding a format, running a network, copying rows.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Threads">At the same time.</param>
/// <param name="Batch">Inputs given to a network at once.</param>
/// <param name="PerSecond">Of the unit, by the clock on the wall.</param>
/// <param name="CoreMilliseconds">Processor time of one core for one; null where another program works.</param>
internal sealed record RawLimit(
    string What, string Unit, int Threads, int Batch, double PerSecond, double? CoreMilliseconds);

/// <summary>Measures raw limits: decoders by format, each network by batch and threads, music, the database's COPY.</summary>
internal sealed class RawLimits(
    PhotoDecoder decoder, OnnxSessionPool networks, Recognisers recognisers, NpgsqlDataSource database, AnalysisOptions options)
{
    /// <summary>Decoding the photos that are drawn, whole: what a pipeline without shrinking on load would begin with.</summary>
    public const string WholeDecode = "decode JPEG 12 MP, whole";

    private const int CopiedRows = 20_000;
    private const int VectorBytes = 2048;

    /// <summary>Long enough for a clock's steps, short enough for some dozens of networks and batches.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(300);

    private static readonly (string Name, string Extension, int Width, int Height, bool IsWhole)[] Formats =
    [
        ("decode JPEG 12 MP", ".jpg", 4000, 3000, false),
        (WholeDecode, ".jpg", 4000, 3000, true),
        ("decode JPEG 24 MP", ".jpg", 6000, 4000, false),
        ("decode PNG 12 MP", ".png", 4000, 3000, false),
        ("decode HEIC 12 MP", ".heic", 4000, 3000, false),
    ];

    /// <param name="folder">For the files that are drawn; must not exist.</param>
    /// <param name="say">Told what is left out, and why.</param>
    /// <param name="cancellationToken">Stops between two measurements.</param>
    public async Task<IReadOnlyList<RawLimit>> RunAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var limits = new List<RawLimit>();
        foreach (var (name, extension, width, height, isWhole) in Formats)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{width}{extension}"));
            if (!File.Exists(path) && !SyntheticPhoto.Write(path, width, height, seed: 1))
            {
                say($"benchmark: {name} is left out, since libheif on this machine cannot encode");
                continue;
            }
            var edge = isWhole ? width : PhotoAnalysis.DecodedEdgePixels;
            limits.Add(Measure(
                name, "photos", options.Threads, 1,
                () => decoder.Decode(path, edge, cancellationToken).Dispose(), cancellationToken));
        }
        limits.AddRange(MeasureNetworks(say, cancellationToken));
        if (recognisers.Music is { } music)
            limits.Add(MeasureMusic(Path.Combine(folder, "drawn.wav"), music, cancellationToken));
        limits.Add(await MeasureCopyAsync(cancellationToken));
        return limits;
    }

    /// <summary>One input at a time by one thread and by all, and several inputs at once where a network takes them.</summary>
    private IEnumerable<RawLimit> MeasureNetworks(Action<string> say, CancellationToken cancellationToken)
    {
        recognisers.Load([.. recognisers.Versions.Keys]);
        foreach (var network in networks.Networks)
        {
            if (!network.HasFixedInput)
            {
                say($"benchmark: {network.FileName} is left out of the networks, since its input may have any size");
                continue;
            }
            int[] batches = network.Batch is { } only ? [only] : [1, 4];
            foreach (var batch in batches)
            {
                foreach (var threads in Enumerable.Range(1, options.Threads))
                {
                    yield return Measure(
                        network.FileName, "inputs", threads, batch, () => network.RunOnZeros(batch, cancellationToken),
                        cancellationToken);
                }
            }
        }
    }

    private RawLimit MeasureMusic(string path, MusicRecognizer music, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromMinutes(3);
        SyntheticSound.Write(path, length);
        var limit = Measure(
            "music", "seconds of sound", options.Threads, 1,
            () => music.Recognize(path, length, cancellationToken), cancellationToken);
        return limit with
        {
            PerSecond = limit.PerSecond * length.TotalSeconds,
            CoreMilliseconds = limit.CoreMilliseconds / length.TotalSeconds,
        };
    }

    private async Task<RawLimit> MeasureCopyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var create = new NpgsqlCommand("CREATE TEMPORARY TABLE copied (id uuid, vector bytea)", connection))
            await create.ExecuteNonQueryAsync(cancellationToken);
        var vector = new byte[VectorBytes];
        Random.Shared.NextBytes(vector);
        var started = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY copied FROM STDIN (FORMAT binary)", cancellationToken))
        {
            for (var row = 0; row < CopiedRows; row++)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(Guid.NewGuid(), NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(vector, NpgsqlDbType.Bytea, cancellationToken);
            }
            await copy.CompleteAsync(cancellationToken);
        }
        return new RawLimit(
            "database COPY", "rows of 2 kB", 1, 1, Rounded(CopiedRows / Stopwatch.GetElapsedTime(started).TotalSeconds), null);
    }

    /// <summary>Each thread does the work once before, and then again and again until the time is over.</summary>
    private static RawLimit Measure(
        string what, string unit, int threads, int batch, Action work, CancellationToken cancellationToken)
    {
        RunOnThreads(threads, work);
        var (done, before, started) = (0, ChildProcesses.ProcessorTime, Stopwatch.GetTimestamp());
        RunOnThreads(threads, () =>
        {
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                work();
                Interlocked.Increment(ref done);
            }
            while (Stopwatch.GetElapsedTime(started) < Least);
        });
        var (wall, processor) = (Stopwatch.GetElapsedTime(started), ChildProcesses.ProcessorTime - before);
        return new RawLimit(
            what, unit, threads, batch, Rounded(done * batch / wall.TotalSeconds),
            Rounded(processor.TotalMilliseconds / (done * batch)));
    }

    private static void RunOnThreads(int threads, Action work) =>
        Task.WaitAll([.. Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);

    private static double Rounded(double value) => Math.Round(value, 3);
}
