namespace Recognize.Models.Packs;

/// <summary>Takes model files from a mirror folder, by their catalogue names.</summary>
internal sealed class FolderModelFetcher(string folder, ModelPackOptions options) : IModelFetcher
{
    public async Task FetchAsync(
        ModelFile file, string partialPath, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path))
            throw new ModelDownloadException($"The mirror folder {folder} has no file {file.Name}.");
        try
        {
            await using var source = File.OpenRead(path);
            await using var partial = PartialFile.Open(file, partialPath);
            partial.SetLength(0);
            await PartialFile.AppendAsync(partial, source, file, options.StallTimeout, progress, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new ModelDownloadException($"{path} cannot be copied: {error.Message}", error);
        }
    }
}
