using System.Globalization;

namespace Recognize.Models.Jobs;

/// <summary>
/// What the environment of one machine says of <see cref="WorkLimits"/>: it outweighs what an admin has set. Limits of a
/// profile are ceilings under which an admin may go; a single variable outweighs both.
/// </summary>
public static class WorkLimitsEnvironment
{
    /// <summary>Lifts a limit on this machine.</summary>
    private const string Lifted = "none";

    /// <summary>
    /// Of <see cref="MachineProfile.Small"/>. Memory is what its worker holds with all its networks, and some: above it decoders
    /// that wait are ended and heaps trimmed.
    /// </summary>
    private static readonly WorkLimits Small = new() { Cores = 1, Threads = 1, InferenceThreads = 1, MemoryMiB = 450 };

    /// <summary>The limits of this machine.</summary>
    /// <param name="limits">The installation's.</param>
    /// <exception cref="FormatException">A variable cannot be understood; the message names it.</exception>
    public static WorkLimits Apply(WorkLimits limits) => Apply(limits, RecognizeSettings.Read);

    /// <inheritdoc cref="Apply(WorkLimits)"/>
    internal static WorkLimits Apply(WorkLimits limits, Func<string, string?> read)
    {
        T Value<T>(string name, T inherited, T lifted, Func<string, T?> parse, string wanted) =>
            read(name)?.Trim() switch
            {
                null => inherited,
                var text when text.Equals(Lifted, StringComparison.OrdinalIgnoreCase) => lifted,
                var text => parse(text) ?? throw new FormatException($"{name} is '{text}': give {wanted}."),
            };

        if (MachineProfiles.Parse(read(RecognizeSettings.Profile)) == MachineProfile.Small)
            limits = Under(Small, limits);
        const string orNone = ", or none";
        return (limits with
        {
            Cores = Value(RecognizeSettings.Cores, limits.Cores, null,
                text => Number(text, 1, 1024), "a number from 1 to 1024" + orNone),
            Threads = Value(RecognizeSettings.Threads, limits.Threads, null,
                text => Whole(text, 1, 256), "a number from 1 to 256" + orNone),
            InferenceThreads = Value(RecognizeSettings.InferenceThreads, limits.InferenceThreads, null,
                text => Whole(text, 1, 256), "a number from 1 to 256" + orNone),
            MemoryMiB = Value(RecognizeSettings.Memory, limits.MemoryMiB, null,
                text => Whole(text, 100, 16_777_216), "MiB from 100 to 16777216" + orNone),
            Load = Value(RecognizeSettings.Load, limits.Load, null,
                text => Number(text, 0.1, 10_000), "a number from 0.1 to 10000" + orNone),
            Niceness = Value(RecognizeSettings.Nice, limits.Niceness, WorkNiceness.None, Niceness, "idle, best-effort or none"),
            FreeDiskMiB = Value(RecognizeSettings.FreeDisk, limits.FreeDiskMiB, 0,
                text => Whole(text, 0, 1_073_741_824), "MiB from 0 to 1073741824" + orNone),
            QuietHours = Value(RecognizeSettings.QuietHours, limits.QuietHours, [],
                QuietHours,
                "times such as 22:00-06:00, separated by semicolons" + orNone),
        }).Check();
    }

    private static WorkLimits Under(WorkLimits ceiling, WorkLimits limits) => limits with
    {
        Cores = Less(ceiling.Cores, limits.Cores),
        Threads = Less(ceiling.Threads, limits.Threads),
        InferenceThreads = Less(ceiling.InferenceThreads, limits.InferenceThreads),
        MemoryMiB = Less(ceiling.MemoryMiB, limits.MemoryMiB),
    };

    private static T? Less<T>(T? ceiling, T? limit) where T : struct, IComparable<T> =>
        limit is { } set && ceiling is { } most && set.CompareTo(most) > 0 ? ceiling : limit ?? ceiling;

    private static IReadOnlyList<QuietWindow> QuietHours(string text)
    {
        try
        {
            return [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(QuietWindow.Parse)];
        }
        catch (FormatException bad)
        {
            throw new FormatException($"{RecognizeSettings.QuietHours}: {bad.Message}", bad);
        }
    }

    private static int? Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most ? value : null;

    private static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most ? value : null;

    private static WorkNiceness? Niceness(string text) => text.ToLowerInvariant() switch
    {
        "idle" => WorkNiceness.Idle,
        "best-effort" => WorkNiceness.BestEffort,
        _ => null,
    };
}
