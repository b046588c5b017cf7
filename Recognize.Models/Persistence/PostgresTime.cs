namespace Recognize.Models.Persistence;

/// <summary>Times as Postgres can hold them.</summary>
public static class PostgresTime
{
    private static readonly DateTimeOffset Earliest = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A file's UTC ticks as a timestamp. The two ends of .NET's range stand for Postgres's infinities and are kept
    /// free: a file's clock may hold anything.
    /// </summary>
    public static DateTimeOffset FromTicks(long utcTicks) =>
        utcTicks <= Earliest.Ticks ? Earliest
        : utcTicks >= Latest.Ticks ? Latest
        : new DateTimeOffset(utcTicks, TimeSpan.Zero);
}
