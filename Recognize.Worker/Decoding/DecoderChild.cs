using System.Diagnostics;
using System.Globalization;
using Recognize.Models;
using Recognize.Models.Media;

namespace Recognize.Worker.Decoding;

/// <summary>
/// One decoder: a process of this same program that decodes for a worker, one photo at a time. It is killed when it is
/// disposed. For one caller at a time.
/// </summary>
internal sealed class DecoderChild : IDisposable
{
    private const int SignalBase = 128;

    /// <summary>Bytes.</summary>
    private const string LongPiece = "1048576";

    /// <summary>Small: the thread only waits.</summary>
    private const int KeeperStackBytes = 256 << 10;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    // Nothing else of the environment is passed on: it may hold the database's password.
    private static readonly string[] KeptVariables = ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "DOTNET_ROOT"];

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MediaOptions _options;
    private Process? _process;

    private DecoderChild(MediaOptions options) => _options = options;

    /// <summary>When it was last given back.</summary>
    public long IdleSince { get; set; }

    public int ProcessId { get; private set; }

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>It has decoded a large photo, and may hold on to the memory of that.</summary>
    public bool IsSpent { get; private set; }

    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public static DecoderChild Start(MediaOptions options)
    {
        var child = new DecoderChild(options);
        // The kernel ends a decoder with the *thread* that started it, so that thread lives exactly as long.
        new Thread(child.Keep, KeeperStackBytes) { IsBackground = true, Name = "decoder" }.Start();
        try
        {
            child._started.Task.GetAwaiter().GetResult();
            return child;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"The decoder cannot be started: {failure.Message}", failure);
        }
    }

    /// <summary>Asks one question and waits for the answer.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="content">Writes the question.</param>
    /// <param name="read">Reads the answer, all of it.</param>
    /// <param name="limit">The decoder is killed when it takes longer; waiting for a large photo's turn does not count.</param>
    /// <param name="enterLarge">Waits until a large photo may be decoded.</param>
    /// <param name="cancellationToken">Kills the decoder.</param>
    /// <exception cref="DecoderDiedException">It did not answer.</exception>
    public T Ask<T>(
        DecoderRequest kind, Action<BinaryWriter> content, Func<DecoderReply, BinaryReader, T> read, TimeSpan limit,
        Func<CancellationToken, IDisposable> enterLarge, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limit);
        using var killing = stop.Token.Register(Kill);
        IDisposable? turn = null;
        try
        {
            DecoderFrame.Write(_process!.StandardInput.BaseStream, kind, content);
            var most = kind switch
            {
                DecoderRequest.Encode => DecoderFrame.MaxPicturesLength,
                DecoderRequest.EncodeWhole => DecoderFrame.MaxWholeLength,
                _ => DecoderFrame.MaxLength,
            };
            while (true)
            {
                var frame = DecoderFrame.Read(_process.StandardOutput.BaseStream, most)
                    ?? throw new EndOfStreamException();
                using var reader = frame.Content;
                if ((DecoderReply)frame.Kind != DecoderReply.IsLarge)
                    return read((DecoderReply)frame.Kind, reader);
                if (turn is not null)
                    throw new InvalidDataException("It asks twice for one photo.");
                stop.CancelAfter(Timeout.InfiniteTimeSpan);
                turn = enterLarge(cancellationToken);
                IsSpent = true;
                stop.CancelAfter(limit);
                DecoderFrame.Write(_process.StandardInput.BaseStream, DecoderRequest.MayDecodeLarge);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            var tookTooLong = stop.IsCancellationRequested;
            // Its end has a reason of its own, unless it has only closed its pipe.
            var exitCode = failure is IOException && _ended.Task.Wait(EndWithin, CancellationToken.None)
                ? _ended.Task.Result : (int?)null;
            Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(exitCode, tookTooLong, limit);
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <summary>Ends it at once and waits for its end.</summary>
    public void Dispose()
    {
        Kill();
        _ended.Task.Wait(EndWithin);
    }

    private void Keep()
    {
        try
        {
            _process = Process.Start(StartInfo())!;
            ProcessId = _process.Id;
            DecoderFrame.Write(_process.StandardInput.BaseStream, DecoderRequest.Begin, writer =>
            {
                writer.Write(Environment.ProcessId);
                writer.Write(_options.MaxPixels);
                writer.Write(_options.LargePhotoPixels);
                writer.Write(_options.DecodeTimeout.Ticks);
                writer.Write(_options.DecodeMemoryMiB);
            });
        }
        catch (Exception failure)
        {
            Kill();
            _process?.Dispose();
            _ended.SetResult(0);
            _started.SetException(failure);
            return;
        }
        using (_process)
        {
            _started.SetResult();
            _process.WaitForExit();
            _ended.SetResult(_process.ExitCode);
        }
    }

    private static ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(DotnetHost.Program, [typeof(DecoderChild).Assembly.Location, DecoderServer.Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        ChildEnvironment.KeepOnly(start, KeptVariables);
        // No socket for debuggers and no second heap for threads that never run at the same time.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["MALLOC_ARENA_MAX"] = "2";
        if (MachineProfiles.Current == MachineProfile.Small)
        {
            // What one photo took goes back before the next.
            start.Environment["MALLOC_MMAP_THRESHOLD_"] = LongPiece;
            start.Environment["MALLOC_TRIM_THRESHOLD_"] = LongPiece;
        }
        return start;
    }

    private void Kill()
    {
        try
        {
            if (_process is { HasExited: false } process)
                process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the kill, or its keeper has let it go.
        }
    }

    private static DecoderDiedException Explain(int? exitCode, bool tookTooLong, TimeSpan limit)
    {
        if (tookTooLong)
        {
            return new DecoderDiedException(
                string.Create(CultureInfo.InvariantCulture, $"it did not answer within {limit.TotalSeconds:0} seconds"),
                tookTooLong: true);
        }
        return exitCode switch
        {
            null => new DecoderDiedException("its answer makes no sense"),
            SignalBase + 9 => new DecoderDiedException("the system ended it", wasKilled: true),
            SignalBase + 24 => new DecoderDiedException("it used more processor time than it may"),
            SignalBase + 11 or SignalBase + 7 => new DecoderDiedException("it used memory that is not its own"),
            SignalBase + 6 => new DecoderDiedException("it gave up, or ran out of memory"),
            var code => new DecoderDiedException(
                string.Create(CultureInfo.InvariantCulture, $"it ended with code {code}")),
        };
    }
}
