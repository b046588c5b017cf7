using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>Reads the labels of an owner's pack.</summary>
internal static class OwnLabels
{
    /// <returns>One for each score.</returns>
    /// <exception cref="ModelFileException">They are missing or damaged, or there are more or fewer than scores.</exception>
    public static string[] Read(InstalledPacks packs, PackTask task, OwnModel own)
    {
        var labels = packs.ReadText(task, OwnRoles.Labels).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var fileName = task.Files[OwnRoles.Model].Name;
        return labels.Length == own.Output.Length
            ? labels
            : throw new ModelFileException(fileName, $"{fileName} gives {own.Output.Length} scores for {labels.Length} labels.");
    }
}
