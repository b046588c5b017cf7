namespace Recognize.Models.Packs;

/// <summary>The file a download grows in. Open by one process at a time, so that two downloads cannot mix.</summary>
internal static class PartialFile
{
    private const int BufferBytes = 1 << 16;

    /// <exception cref="ModelDownloadException">Another download of the same file is running.</exception>
    public static FileStream Open(ModelFile file, string partialPath)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partialPath)!);
        try
        {
            return new FileStream(partialPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new ModelDownloadException(
                $"{file.Name} cannot be written to {partialPath} ({error.Message}); is another download running?", error);
        }
    }

    /// <summary>Appends a stream, never beyond the catalogue's length, and gives up when it stalls.</summary>
    /// <exception cref="ModelDownloadException">The source sends more than the catalogue allows.</exception>
    /// <exception cref="TimeoutException">Nothing came for <paramref name="stallTimeout"/>.</exception>
    public static async Task AppendAsync(
        FileStream partial, Stream source, ModelFile file, TimeSpan stallTimeout,
        IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            stall.CancelAfter(stallTimeout);
            int count;
            try
            {
                count = await source.ReadAsync(buffer, stall.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"nothing was received for {stallTimeout.TotalSeconds:0} s");
            }
            if (count == 0)
                break;
            if (partial.Position + count > file.Bytes)
            {
                partial.SetLength(0);
                throw new ModelDownloadException(
                    $"{file.Name} is longer than the {file.Bytes} bytes of the catalogue, and was not taken.");
            }
            await partial.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            progress?.Report(new ModelDownloadProgress(file, partial.Position));
        }
        // Reaches the disk before the file gets its final name: a power cut must not leave a hole behind a good name.
        partial.Flush(flushToDisk: true);
    }
}
