using Recognize.Worker.Limits;

namespace Recognize.Tests.LimitedWork;

/// <summary>A machine that reads as a test says, with a clock that stands until it is moved.</summary>
internal sealed class DrawnMachine : TimeProvider, IMachineReadings
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public TimeSpan ProcessorTime { get; set; } = TimeSpan.FromHours(1);

    public double ResidentMiB { get; set; } = 100;

    public double LoadAverage { get; set; } = 1;

    public double Free { get; set; } = 10_000;

    public bool IsDiskGone { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone { get; } =
        TimeZoneInfo.CreateCustomTimeZone("Test", TimeSpan.FromHours(2), "Test", "Test");

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;

    public double FreeMiB(string folder) => IsDiskGone ? throw new IOException("gone") : Free;

    /// <summary>Time passes, of which the process works so many seconds.</summary>
    public void Pass(double seconds, double worked = 0)
    {
        Now = Now.AddSeconds(seconds);
        ProcessorTime += TimeSpan.FromSeconds(worked);
    }
}
