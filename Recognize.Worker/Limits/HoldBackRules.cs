using System.Globalization;
using Recognize.Models.Jobs;

namespace Recognize.Worker.Limits;

/// <summary>
/// Decides whether work is held back: for want of disk, in quiet hours, or while the machine is busy with other things.
/// What began holds on until the reason is clearly gone, so that work does not stop and go with every file. For one
/// caller at a time.
/// </summary>
/// <param name="readings">Of the machine.</param>
/// <param name="clock">Time and time zone.</param>
/// <param name="disks">Folders that are written to, with what they are called in a sentence.</param>
internal sealed class HoldBackRules(
    IMachineReadings readings, TimeProvider clock, IReadOnlyList<(string Folder, string Name)> disks)
{
    /// <summary>As much more than the floor must be free before work goes on.</summary>
    private const double DiskSlack = 1.1;

    /// <summary>The load must have come down to this part of the limit.</summary>
    private const double LoadSlack = 0.9;

    private static readonly TimeSpan FirstRefusalPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRefusalPause = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> _full = [];
    private bool _isLoaded;
    private long? _refusedAt;
    private TimeSpan _refusalPause;

    /// <summary>
    /// A write failed for want of room although there seemed to be some: a quota, or a floor set too low. Work is tried
    /// again after a pause, which grows while it fails.
    /// </summary>
    public void WriteWasRefused()
    {
        if (_refusedAt is { } at && clock.GetElapsedTime(at) < _refusalPause)
            return;
        _refusalPause = _refusedAt is { } before && clock.GetElapsedTime(before) < _refusalPause * 3
            ? TimeSpan.FromTicks(Math.Min(_refusalPause.Ticks * 2, LongestRefusalPause.Ticks))
            : FirstRefusalPause;
        _refusedAt = clock.GetTimestamp();
    }

    /// <summary>Why work is held back now; null when it is not.</summary>
    /// <param name="limits">Those that hold.</param>
    /// <param name="heedsQuietHours">False while a user waits for a run that was started by hand.</param>
    public HoldBack? Judge(WorkLimits limits, bool heedsQuietHours) =>
        FullDisk(limits.FreeDiskMiB ?? WorkLimits.DefaultFreeDiskMiB)
        ?? (heedsQuietHours ? QuietHours(limits) : null)
        ?? BusyMachine(limits.Load);

    private HoldBack? FullDisk(int floorMiB)
    {
        foreach (var (folder, name) in disks)
        {
            double free;
            try
            {
                free = readings.FreeMiB(folder);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return Blocked($"The disk of {name} cannot be reached.");
            }
            if (floorMiB > 0 && free < (_full.Contains(name) ? floorMiB * DiskSlack : floorMiB))
            {
                _full.Add(name);
                return Blocked(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Less than {floorMiB} MiB are free on the disk of {name}: {Math.Floor(free)} MiB."));
            }
            _full.Remove(name);
        }
        return _refusedAt is { } refused && clock.GetElapsedTime(refused) < _refusalPause
            ? Blocked($"The disk of {disks[0].Name} is full, or its quota is used up.")
            : null;
    }

    private HoldBack? QuietHours(WorkLimits limits)
    {
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), clock.LocalTimeZone).DateTime;
        if (limits.QuietUntil(local) is not { } end)
            return null;
        var isSoon = end.Date == local.Date || end - local < TimeSpan.FromHours(24);
        return new HoldBack(
            WorkerStatus.Yielding,
            isSoon
                ? string.Create(CultureInfo.InvariantCulture, $"Quiet hours until {end:HH\\:mm}.")
                : string.Create(CultureInfo.InvariantCulture, $"Quiet hours until {end.DayOfWeek}, {end:HH\\:mm}."));
    }

    private HoldBack? BusyMachine(double? limit)
    {
        if (limit is not { } most)
        {
            _isLoaded = false;
            return null;
        }
        var load = readings.LoadAverage;
        _isLoaded = load > (_isLoaded ? most * LoadSlack : most);
        return _isLoaded
            ? new HoldBack(WorkerStatus.Yielding, string.Create(
                CultureInfo.InvariantCulture, $"The load average is {load:0.0}, and the limit is {most:0.0#}."))
            : null;
    }

    private static HoldBack Blocked(string reason) => new(WorkerStatus.Blocked, reason);
}
