namespace Recognize.Worker.Limits;

/// <summary>What the kernel says of this process and its machine.</summary>
internal interface IMachineReadings
{
    /// <summary>Processor time so far: of the process, and of those it started that have ended.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Memory that the process holds, in MiB.</summary>
    double ResidentMiB { get; }

    /// <summary>Processes that ran or waited for the processor or a disk, on average over the last minute.</summary>
    double LoadAverage { get; }

    /// <summary>What this process may still write to the disk of a folder, in MiB; of its parent when there is no such folder.</summary>
    /// <exception cref="IOException">The disk is not there.</exception>
    double FreeMiB(string folder);
}
