namespace Recognize.Models.Packs;

/// <summary>Brings the bytes of one model file to a partial file; whether they are right is not its concern.</summary>
internal interface IModelFetcher
{
    /// <summary>
    /// Completes the partial file, continuing what an earlier attempt left in it where the source allows that. Never
    /// writes more than the catalogue's length.
    /// </summary>
    /// <exception cref="ModelDownloadException">The source cannot be reached or does not have the file.</exception>
    Task FetchAsync(
        ModelFile file, string partialPath, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>How far the download of one file is.</summary>
public readonly record struct ModelDownloadProgress(ModelFile File, long ReceivedBytes);
