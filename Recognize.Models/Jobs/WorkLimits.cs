using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Models.Jobs;

/// <summary>How far a worker stands back behind other programs. Stored by name: never rename.</summary>
public enum WorkNiceness
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It takes a small share of processor and disk while others want them.</summary>
    BestEffort,

    /// <summary>It takes what nobody else wants.</summary>
    Idle,
}

/// <summary>
/// What a worker process may use of its machine. An admin sets it for the whole installation, and the environment for
/// one machine. Null is no limit.
/// </summary>
public sealed record WorkLimits
{
    /// <summary>Free disk below which no work is taken, when nobody has set another, in MiB.</summary>
    public const int DefaultFreeDiskMiB = 500;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Processor time per second, in cores, 1 to 1024: of the process and of the decoders that it starts.</summary>
    public double? Cores { get; init; }

    /// <summary>Files analysed at the same time, 1 to 256.</summary>
    public int? Threads { get; init; }

    /// <summary>Threads that run networks at the same moment, 1 to 256.</summary>
    public int? InferenceThreads { get; init; }

    /// <summary>Resident memory in MiB above which no file is begun, 100 to 16,777,216.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Load average of the last minute above which no file is begun, 0.1 to 10,000.</summary>
    public double? Load { get; init; }

    public WorkNiceness? Niceness { get; init; }

    /// <summary>Free disk in MiB below which no work is taken, 0 to 1,073,741,824; null is <see cref="DefaultFreeDiskMiB"/>.</summary>
    public int? FreeDiskMiB { get; init; }

    public IReadOnlyList<QuietWindow> QuietHours { get; init; } = [];

    /// <summary>When the quiet hours of a moment end; null when it is in none.</summary>
    /// <param name="local">In the worker's time zone.</param>
    public DateTime? QuietUntil(DateTime local)
    {
        DateTime? until = null;
        // One window may begin where another ends; a week without a gap has no end.
        while (QuietHours.Select(window => window.EndOf(until ?? local)).Max() is { } end
            && (until is null || end - local < TimeSpan.FromDays(8)))
            until = end;
        return until;
    }

    /// <summary>Refuses limits under which nothing could be done or that cannot be meant.</summary>
    /// <exception cref="FormatException">The message names the limit and what is right.</exception>
    public WorkLimits Check()
    {
        Range(Cores, "cores", 1, 1024);
        Range(Threads, "threads", 1, 256);
        Range(InferenceThreads, "inferenceThreads", 1, 256);
        Range(MemoryMiB, "memoryMiB", 100, 16_777_216);
        Range(Load, "load", 0.1, 10_000);
        Range(FreeDiskMiB, "freeDiskMiB", 0, 1_073_741_824);
        if (QuietHours.Count > 50)
            throw new FormatException("quietHours holds more than 50 entries.");
        // Any Sunday; only its day of the week matters.
        var sunday = new DateTime(2024, 1, 7);
        if (QuietUntil(sunday) is { } end && end - sunday >= TimeSpan.FromDays(7))
            throw new FormatException("quietHours leave no time at all for work; pause the work instead.");
        return this;
    }

    /// <summary>The limits as JSON; those that are not set are left out.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form);

    /// <summary>Reads <see cref="ToJson"/>'s form; what a newer program has added is passed over.</summary>
    /// <exception cref="FormatException">It is no such text; the message says what is wrong.</exception>
    public static WorkLimits FromJson(string json)
    {
        try
        {
            var limits = JsonSerializer.Deserialize<WorkLimits>(json, Form)
                ?? throw new FormatException("The limits are null.");
            return limits.QuietHours is null || limits.QuietHours.Contains(null!)
                ? throw new FormatException("quietHours must be a list of texts such as \"22:00-06:00\".")
                : limits.Check();
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The limits cannot be understood at {broken.Path}.", broken);
        }
    }

    private static void Range(double? value, string name, double least, double most)
    {
        if (value is { } set && !(set >= least && set <= most))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"{name} is {set}: give a number from {least} to {most}, or leave it out."));
        }
    }
}
