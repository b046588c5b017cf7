using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Recognize.Models.Media.Ffmpeg;

/// <summary>
/// Runs ffmpeg or ffprobe on one local file: no network or playlist inputs, one thread, a clean environment, bounded
/// time, output, memory and processor time; it can write to no file, and does not outlive its file by much.
/// </summary>
/// <param name="program">ffmpeg or ffprobe.</param>
/// <param name="timeout">Longest time by the clock.</param>
/// <param name="memoryMiB">Most memory.</param>
internal sealed class FfmpegProcess(string program, TimeSpan timeout, int memoryMiB)
{
    private const int MaxErrorLength = 2000;

    // Formats that hold their own sound and pictures. Playlists and scripts (hls, concat, dash ...) would open others.
    private const string Demuxers =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,asf,flv,mp3,flac,ogg,wav,w64,aiff,aac,ape,wv," +
        "amr,caf,dsf,iff,tta,ac3,eac3,m4v,h264,hevc,rm,mxf";

    /// <summary>The time that it waits for is over first, and says more.</summary>
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly string[] KeptVariables = ["PATH", "LD_LIBRARY_PATH", "TMPDIR"];

    /// <summary>Options that precede every input.</summary>
    internal static IReadOnlyList<string> InputOptions { get; } =
        ["-protocol_whitelist", "file", "-format_whitelist", Demuxers];

    /// <summary>A path as ffmpeg takes it literally, whatever characters it begins with or holds.</summary>
    internal static string InputName(string path) => "file:" + Path.GetFullPath(path);

    /// <summary>
    /// Runs the program and returns the bytes it printed; <paramref name="maxOutput"/> bounds them.
    /// </summary>
    /// <exception cref="UnreadableMediaException">It took too long or printed too much.</exception>
    /// <exception cref="InvalidOperationException">The program is not installed.</exception>
    internal Output Run(IEnumerable<string> arguments, int maxOutput, CancellationToken cancellationToken)
    {
        byte[] bytes = [];
        var errors = new StringBuilder();
        var exitCode = Stream(
            arguments,
            output => bytes = ReadAll(output, maxOutput),
            line =>
            {
                if (errors.Length < MaxErrorLength)
                    errors.AppendLine(line);
            },
            cancellationToken);
        return new Output(exitCode, bytes, errors.ToString());
    }

    /// <summary>Runs the program, whose output is read while it comes; returns how it ended, zero for success.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="read">Reads what it prints; the process ends when this returns before the end.</param>
    /// <param name="onErrorLine">Told each line of standard error, on another thread; all before this returns.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="UnreadableMediaException">It took too long.</exception>
    /// <exception cref="InvalidOperationException">The program is not installed.</exception>
    internal int Stream(
        IEnumerable<string> arguments, Action<Stream> read, Action<string> onErrorLine,
        CancellationToken cancellationToken) => Stream(arguments, feedBy: null, read, onErrorLine, cancellationToken);

    private int Stream(
        IEnumerable<string> arguments, Action<Stream>? feedBy, Action<Stream> read, Action<string> onErrorLine,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(arguments, isFed: feedBy is not null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        using var killing = stop.Token.Register(() => Kill(process));
        try
        {
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is not null)
                    onErrorLine(line.Data);
            };
            process.BeginErrorReadLine();
            feedBy?.Invoke(process.StandardInput.BaseStream);
            read(process.StandardOutput.BaseStream);
            process.StandardOutput.BaseStream.Close();
            process.WaitForExit();

            cancellationToken.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested)
                throw new UnreadableMediaException(
                    $"Reading the file took longer than the limit of {timeout.TotalSeconds:0} seconds.");
            return process.ExitCode;
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Runs the program, which is fed while its output is read; returns how it ended, zero for success.</summary>
    /// <param name="arguments">Of the program; its input is <c>pipe:0</c>.</param>
    /// <param name="feed">Writes its input, on another thread; what it throws is thrown here, unless the program ended first.</param>
    /// <param name="read">Reads what it prints, to the end.</param>
    /// <param name="onErrorLine">Told each line of standard error, on another thread; all before this returns.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="UnreadableMediaException">It took too long.</exception>
    /// <exception cref="InvalidOperationException">The program is not installed.</exception>
    internal int Convert(
        IEnumerable<string> arguments, Action<Stream> feed, Action<Stream> read, Action<string> onErrorLine,
        CancellationToken cancellationToken)
    {
        Task feeding = Task.CompletedTask;
        var isFedToTheEnd = false;
        int exitCode;
        try
        {
            exitCode = Stream(
                arguments,
                input => feeding = Task.Factory.StartNew(
                    () =>
                    {
                        using (input)
                            feed(input);
                        isFedToTheEnd = true;
                    },
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
                read,
                onErrorLine,
                cancellationToken);
        }
        finally
        {
            // The process has ended: nobody reads any more, and whoever writes is told so.
            Task.WhenAny(feeding).GetAwaiter().GetResult();
        }
        if (!isFedToTheEnd && (exitCode == 0 || feeding.Exception?.InnerException is not IOException))
            feeding.GetAwaiter().GetResult();
        return exitCode;
    }

    private Process Start(IEnumerable<string> arguments, bool isFed)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        ChildEnvironment.KeepOnly(start, KeptVariables);

        try
        {
            var process = Process.Start(start)!;
            ProcessLimits.Apply(process.Id, memoryMiB, timeout + OneSecond);
            ProcessLimits.ForbidFiles(process.Id);
            if (!isFed)
                process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException(
                $"The program \"{program}\" cannot be started. Install ffmpeg, or set {MediaOptions.SectionName}:" +
                $"{nameof(MediaOptions.FfmpegPath)} and :{nameof(MediaOptions.FfprobePath)}.", e);
        }
    }

    private static byte[] ReadAll(Stream output, int maxOutput)
    {
        using var collected = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (output.Read(buffer) is > 0 and var read)
        {
            if (collected.Length + read > maxOutput)
                throw new UnreadableMediaException("The file describes itself at a length that makes no sense.");
            collected.Write(buffer, 0, read);
        }
        return collected.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the kill.
        }
    }

    /// <summary>How a run ended: zero for success, what it printed, and its complaints (for logs).</summary>
    internal sealed record Output(int ExitCode, byte[] Bytes, string Errors);
}
