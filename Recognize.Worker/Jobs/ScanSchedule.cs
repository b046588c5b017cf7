using Quartz;

namespace Recognize.Worker.Jobs;

/// <summary>When a library is compared with the disk, besides being watched: a line of crontab.</summary>
internal static class ScanSchedule
{
    /// <summary>Where nothing else is set.</summary>
    public const string Default = "*/15 * * * *";

    public static bool IsValid(string cron) => CronExpression.TryParse(cron, CronFormat.Unix, out _);
}
