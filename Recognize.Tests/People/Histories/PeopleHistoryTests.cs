using System.Collections.Concurrent;
using System.Globalization;
using Recognize.Tests.Support;

namespace Recognize.Tests.People.Histories;

public sealed class PeopleHistoryTests(PostgresFixture postgres)
{
    private const int Steps = 7;

    /// <summary>How many sequences are run; more by the environment, to look for what is rare.</summary>
    private static readonly int Sequences = int.Parse(
        Environment.GetEnvironmentVariable("RECOGNIZE_TEST_HISTORIES") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Sequences_NeverLoseWhatAUserSaid_WhateverHappens()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var installation = await TestInstallation.CreateAsync(postgres);
        var taken = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, Sequences), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation },
            async (seed, token) =>
            {
                var history = new History(installation, seed);
                await history.RunAsync(Steps, token);
                foreach (var (step, times) in history.Taken)
                    taken.AddOrUpdate(step, times, (_, before) => before + times);
            });

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", taken.OrderBy(step => step.Key, StringComparer.Ordinal).Select(step => $"{step.Key} {step.Value}")));
        // A kind of step that is always refused would be tested by nobody.
        string[] kinds =
        [
            "add", "remove", "name", "merge", "split", "move", "confirm", "reject", "ignore", "recluster", "undo",
            "undo at once", "model change", "crash", "draw",
        ];
        Assert.All(kinds, kind => Assert.True(taken.GetValueOrDefault(kind) >= Sequences / 20, $"{kind}: {taken.GetValueOrDefault(kind)}"));
    }
}
