using System.Globalization;
using Recognize.Models.Jobs;
using Recognize.Models.Media;

namespace Recognize.Worker.Limits;

/// <summary>
/// Decides whether one more file may be begun: by how many are in work, and by memory. A single file always may, so
/// that a limit that is too low slows work down and does not end it. For one caller at a time.
/// </summary>
/// <param name="readings">Of the machine.</param>
/// <param name="clock">Spaces the calls of <paramref name="release"/>.</param>
/// <param name="release">Gives back memory that nothing uses.</param>
internal sealed class FileAdmission(IMachineReadings readings, TimeProvider clock, Action release)
{
    private static readonly TimeSpan ReleaseEvery = TimeSpan.FromSeconds(10);

    private long? _releasedAt;
    private int _inWork;
    private double _promisedMiB;

    /// <summary>Files in work.</summary>
    public int InWork => _inWork;

    /// <summary>Set while memory lets files go one by one only.</summary>
    public string? Reason { get; private set; }

    /// <summary>Admits a file, or does not.</summary>
    /// <param name="limits">Those that hold.</param>
    /// <param name="threads">Files at the same time.</param>
    /// <param name="estimateMiB">What the file will take; see <see cref="Estimate"/>.</param>
    public bool TryEnter(WorkLimits limits, int threads, double estimateMiB)
    {
        if (_inWork >= threads)
            return false;
        if (limits.MemoryMiB is not { } limit)
        {
            Reason = null;
        }
        else
        {
            var resident = readings.ResidentMiB;
            var isShort = resident + _promisedMiB + estimateMiB > limit;
            if (isShort && _inWork > 0)
                return false;
            if (isShort && !(_releasedAt is { } at && clock.GetElapsedTime(at) < ReleaseEvery))
            {
                release();
                _releasedAt = clock.GetTimestamp();
                resident = readings.ResidentMiB;
                isShort = resident + estimateMiB > limit;
            }
            Reason = isShort
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Working on one file at a time: {Math.Round(resident)} MiB of memory are in use, and the limit is {limit} MiB.")
                : null;
        }
        _inWork++;
        _promisedMiB += estimateMiB;
        return true;
    }

    public void Leave(double estimateMiB)
    {
        _inWork--;
        _promisedMiB = _inWork == 0 ? 0 : _promisedMiB - estimateMiB;
    }

    /// <summary>
    /// What analysing a file takes at most, in MiB, by its size alone: nothing is opened for it. A photo's pixels are
    /// some ten times its file; frames of a film are in work sixteen at a time, whatever its length.
    /// </summary>
    public static double Estimate(MediaKind kind, long sizeBytes) => kind switch
    {
        MediaKind.Photo => Math.Clamp(sizeBytes * 12.0 / (1 << 20), 16, 1024),
        MediaKind.Video => 96,
        _ => 32,
    };
}
