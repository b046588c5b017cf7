using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Recognize.Tests.Media;

namespace Recognize.Tests.Hostile;

/// <summary>
/// Feeds damaged files to a reader for a bounded time, format after format in turns. RECOGNIZE_TEST_FUZZ_SECONDS is the time,
/// RECOGNIZE_TEST_FUZZ_SEED repeats a run: the n-th file of a format depends on the seed alone.
/// </summary>
internal sealed class FuzzRun
{
    private const double UsualSeconds = 15;
    private const int Threads = 2;

    private readonly int _seed;
    private readonly TimeSpan _time;
    private readonly ConcurrentDictionary<string, int> _inputs = new();
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentQueue<string> _findings = new();

    public FuzzRun()
    {
        _seed = int.TryParse(Environment.GetEnvironmentVariable("RECOGNIZE_TEST_FUZZ_SEED"), out var seed)
            ? seed : Random.Shared.Next();
        _time = TimeSpan.FromSeconds(double.TryParse(
            Environment.GetEnvironmentVariable("RECOGNIZE_TEST_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds)
            ? seconds / 2 : UsualSeconds);
    }

    /// <summary>Files that were tried, by format.</summary>
    public IReadOnlyDictionary<string, int> Inputs => _inputs;

    /// <summary>What must not be: each with what is needed to make it again.</summary>
    public IReadOnlyCollection<string> Findings => _findings;

    /// <summary>Tries damaged files until the time is over; at least one round of each format.</summary>
    /// <param name="samples">Good files.</param>
    /// <param name="read">Reads a file and says in a word what came of it; throws what must not be.</param>
    public void Go(IReadOnlyList<HostileSamples> samples, Func<string, string> read)
    {
        using var folder = new MediaFolder();
        var all = samples.SelectMany(sample => sample.Files).ToList();
        var began = Stopwatch.GetTimestamp();
        var next = -1;
        var threads = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var at = Interlocked.Increment(ref next);
                    at < samples.Count || Stopwatch.GetElapsedTime(began) < _time;
                    at = Interlocked.Increment(ref next))
                {
                    Try(samples[at % samples.Count], at / samples.Count, all, folder, read);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads);
    }

    /// <summary>For the log: the seed, inputs by format and what came of them.</summary>
    public string Describe()
    {
        var inputs = string.Join(", ", _inputs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        var outcomes = string.Join(", ", _outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
        return string.Create(CultureInfo.InvariantCulture, $"seed {_seed}; {_inputs.Values.Sum()} inputs: {inputs}; {outcomes}");
    }

    private void Try(HostileSamples sample, int round, List<byte[]> all, MediaFolder folder, Func<string, string> read)
    {
        var random = new Random(HashOf(sample.Format, round));
        var original = sample.Files[random.Next(sample.Files.Count)];
        var damaged = Mutation.Apply(original, all[random.Next(all.Count)], random);
        // Each under a name of its own: a decoder that is being ended may still hold the one before.
        var path = folder.Write($"{sample.Format}-{round}{sample.Extension}", damaged);
        _inputs.AddOrUpdate(sample.Format, 1, (_, count) => count + 1);
        try
        {
            _outcomes.AddOrUpdate(read(path), 1, (_, count) => count + 1);
        }
        catch (Exception finding)
        {
            _findings.Enqueue(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {_seed}, {sample.Format}, round {round}, {damaged.Length} bytes: {finding}"));
        }
        File.Delete(path);
    }

    // Not the runtime's hash of strings: that one is another in every process.
    private int HashOf(string format, int round) =>
        format.Aggregate(_seed, (hash, c) => unchecked((hash * 31) + c)) ^ unchecked(round * 104_729);
}
