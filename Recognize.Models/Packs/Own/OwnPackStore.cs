using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// The packs that owners added: one folder <c>own/NAME/FINGERPRINT</c> of the models folder for each, which appears
/// whole or not at all. Thread-safe, and safe between processes.
/// </summary>
public sealed partial class OwnPackStore
{
    private const string LabelsFile = "labels.txt";
    private const string IncomingPrefix = ".incoming-";

    private readonly ModelStore _store;
    private readonly string _folder;

    public OwnPackStore(ModelStore store)
    {
        _store = store;
        _folder = Path.Combine(store.Folder, "own");
    }

    /// <summary>Every pack that was added, by name and then by age.</summary>
    /// <exception cref="FormatException">A description was changed by hand and cannot be read; the message names it.</exception>
    public IReadOnlyList<PackTask> List()
    {
        if (!Directory.Exists(_folder))
            return [];
        return
        [
            .. Directory.EnumerateDirectories(_folder)
                .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
                .SelectMany(Directory.EnumerateDirectories)
                .Select(folder => Path.Combine(folder, OwnPackFile.FileName))
                .Where(File.Exists)
                .Select(Read)
                .OrderBy(pack => pack.Pack, StringComparer.Ordinal).ThenBy(pack => pack.Own!.AddedAt),
        ];
    }

    /// <summary>Whether a name can be that of a pack.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Copies a model file into the store's folder, not installed yet.</summary>
    /// <exception cref="ModelRefusedException">It is no model file, too large, or cannot be read.</exception>
    public Task<IncomingModel> ReceiveAsync(string path, CancellationToken cancellationToken) =>
        IncomingModel.CopyAsync(path, Path.Combine(_folder, $"{IncomingPrefix}{Guid.NewGuid():N}"), cancellationToken);

    /// <summary>Installs a model that was received. What is installed already is left as it is.</summary>
    /// <returns>The pack, and whether it is new.</returns>
    public (PackTask Pack, bool IsNew) Install(IncomingModel model, OwnPackDraft draft, DateTimeOffset now)
    {
        var labels = draft.Labels is { } list ? Encoding.UTF8.GetBytes(string.Join('\n', list.Names) + "\n") : null;
        var file = Describe(model, draft, labels, now);
        var fingerprint = file.Fingerprint();
        file.Version = $"{draft.Name}-{draft.Task}-{fingerprint}";
        var relative = $"own/{draft.Name}/{fingerprint}";
        foreach (var entry in file.Files.Where(entry => entry.Path.StartsWith("./", StringComparison.Ordinal)))
            entry.Path = relative + entry.Path[1..];

        var target = Path.Combine(_folder, draft.Name, fingerprint);
        if (File.Exists(Path.Combine(target, OwnPackFile.FileName)))
            return (Read(Path.Combine(target, OwnPackFile.FileName)), IsNew: false);
        if (labels is not null)
            WriteThrough(Path.Combine(model.Folder, LabelsFile), labels);
        WriteThrough(Path.Combine(model.Folder, OwnPackFile.FileName), Encoding.UTF8.GetBytes(file.ToYaml()));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // One step: a crash before it leaves a folder that no list shows.
        Directory.Move(model.Folder, target);
        return (file.ToPackTask(), IsNew: true);
    }

    /// <summary>Deletes a pack's folder.</summary>
    public void Remove(PackTask pack)
    {
        var folder = Path.Combine(_folder, pack.Pack, pack.Version[(pack.Version.LastIndexOf('-') + 1)..]);
        // Out of every list first, in one step; then its files.
        var doomed = Path.Combine(_folder, $"{IncomingPrefix}{Guid.NewGuid():N}");
        Directory.Move(folder, doomed);
        Directory.Delete(doomed, recursive: true);
        var above = Path.GetDirectoryName(folder)!;
        if (!Directory.EnumerateFileSystemEntries(above).Any())
            Directory.Delete(above);
    }

    private static OwnPackFile Describe(IncomingModel model, OwnPackDraft draft, byte[]? labels, DateTimeOffset now)
    {
        var files = new List<OwnPackFile.FileEntry>
        {
            new() { Role = OwnRoles.Model, Path = $"./{model.FileName}", Bytes = model.Bytes, Sha256 = model.Sha256 },
        };
        if (labels is not null)
        {
            files.Add(new()
            {
                Role = OwnRoles.Labels, Path = $"./{LabelsFile}", Bytes = labels.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(labels)),
            });
        }
        files.AddRange(draft.SharedFiles.Select(shared => new OwnPackFile.FileEntry
        {
            Role = shared.Key, Path = shared.Value.Name, Bytes = shared.Value.Bytes, Sha256 = shared.Value.Sha256,
        }));
        return new OwnPackFile
        {
            Name = draft.Name,
            Task = draft.Task,
            Licence = draft.Licence,
            AddedAt = now.ToString("O", CultureInfo.InvariantCulture),
            Files = files,
            Input = OwnPackFile.InputEntry.Of(draft.Input),
            Sound = OwnPackFile.SoundEntry.Of(draft.Sound),
            Output = new OwnPackFile.OutputEntry
            {
                Name = draft.Output.Name, Length = draft.Output.Length, Kind = draft.Output.Kind,
            },
            Threshold = draft.Threshold,
            Background = [.. (draft.Labels?.Background ?? new HashSet<int>()).Order()],
        };
    }

    private static PackTask Read(string path)
    {
        try
        {
            return OwnPackFile.Parse(File.ReadAllText(path)).ToPackTask();
        }
        catch (FormatException error)
        {
            throw new FormatException($"The model description {path} cannot be read: {error.Message}.", error);
        }
    }

    private static void WriteThrough(string path, byte[] content)
    {
        using var stream = File.Create(path);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$")]
    private static partial Regex NamePattern();
}

/// <summary>What the files of an owner's pack are for.</summary>
internal static class OwnRoles
{
    /// <summary>The network of objects, landmarks or music.</summary>
    public const string Model = "model";

    public const string Labels = "labels";
}
