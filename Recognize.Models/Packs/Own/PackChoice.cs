using System.Text.Json;

namespace Recognize.Models.Packs.Own;

/// <summary>
/// Which pack the owner chose for each task, kept in <c>in-use.json</c> of the models folder; a task without a choice is
/// served by the first complete pack of the catalogue. Thread-safe; a change is seen by the next question.
/// </summary>
internal sealed class PackChoice(string folder)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path = Path.Combine(folder, "in-use.json");

    /// <summary>What was chosen for a task, or null.</summary>
    /// <exception cref="FormatException">The file was changed by hand and cannot be read.</exception>
    public ChosenPack? Of(string task) => ReadAll().GetValueOrDefault(task);

    /// <summary>Chooses a pack, or with null leaves the task to the catalogue again. The file changes in one step.</summary>
    public void Set(string task, ChosenPack? chosen)
    {
        var all = ReadAll();
        if (chosen is null)
            all.Remove(task);
        else
            all[task] = chosen;
        Directory.CreateDirectory(folder);
        var next = $"{_path}.{Guid.NewGuid():N}.part";
        using (var stream = File.Create(next))
        {
            JsonSerializer.Serialize(stream, all, Form);
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, _path, overwrite: true);
    }

    private SortedDictionary<string, ChosenPack> ReadAll()
    {
        try
        {
            using var stream = File.OpenRead(_path);
            return JsonSerializer.Deserialize<SortedDictionary<string, ChosenPack>>(stream, Form) ?? [];
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException error)
        {
            throw new FormatException($"{_path} cannot be read: {error.Message} Correct it, or delete it for the defaults.", error);
        }
    }
}

/// <summary>A pack that was chosen for a task.</summary>
/// <param name="Pack">Its name.</param>
/// <param name="Version">
/// Its version where there may be several, as of an owner's model; null for a pack of the catalogue, which has one.
/// </param>
/// <param name="ChosenAt">When; null where it was chosen before this was noted.</param>
public sealed record ChosenPack(string Pack, string? Version, DateTimeOffset? ChosenAt = null);
