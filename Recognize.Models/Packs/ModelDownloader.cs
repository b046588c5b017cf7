using Recognize.Models.Inference;

namespace Recognize.Models.Packs;

/// <summary>
/// Fetches, verifies and installs model files for the length of one pull; the only code of the project that opens
/// network connections for models. Not thread-safe; dispose it to delete what npm left behind.
/// </summary>
internal sealed class ModelDownloader(ModelStore store, ModelPackOptions options) : IDisposable
{
    private readonly NpmModelFetcher _npm = new(options);

    /// <exception cref="ModelDownloadException">No source could give the file; the message names each reason.</exception>
    /// <exception cref="ModelFileException">A source gave another file than the catalogue's.</exception>
    public async Task InstallAsync(
        ModelFile file, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var fetchers = Fetchers(file);
        var reasons = new List<Exception>();
        foreach (var fetcher in fetchers)
        {
            try
            {
                await FetchAndCommitAsync(fetcher, file, progress, cancellationToken);
                return;
            }
            catch (Exception error) when (error is ModelDownloadException or ModelFileException)
            {
                reasons.Add(error);
            }
        }
        if (reasons is [ModelFileException refused])
            throw new ModelFileException(file.Name, refused.Message, refused);
        throw new ModelDownloadException(string.Join(" ", reasons.Select(reason => reason.Message)), reasons[^1]);
    }

    public void Dispose() => _npm.Dispose();

    private async Task FetchAndCommitAsync(
        IModelFetcher fetcher, ModelFile file, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var partial = store.PartialPathOf(file);
        var continued = File.Exists(partial) && new FileInfo(partial).Length > 0;
        await fetcher.FetchAsync(file, partial, progress, cancellationToken);
        try
        {
            await store.CommitAsync(file, cancellationToken);
        }
        catch (ModelFileException) when (continued)
        {
            // What an earlier attempt left may have been of another source or damaged: once more from the beginning.
            await fetcher.FetchAsync(file, partial, progress, cancellationToken);
            await store.CommitAsync(file, cancellationToken);
        }
    }

    private List<IModelFetcher> Fetchers(ModelFile file)
    {
        if (options.MirrorFolder is { } folder)
            return [new FolderModelFetcher(folder, options)];
        IModelFetcher published = file.Source switch
        {
            UrlModelSource url => new HttpModelFetcher(_ => url.Address, options),
            NpmModelSource => _npm,
            _ => throw new NotSupportedException($"{file.Name} has a source of an unknown kind."),
        };
        return options.MirrorAddress is { } mirror
            ? [new HttpModelFetcher(wanted => UnderMirror(mirror, wanted), options), published]
            : [published];
    }

    private static Uri UnderMirror(Uri mirror, ModelFile file) =>
        new($"{mirror.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{Uri.EscapeDataString(file.Name)}{mirror.Query}");
}
