using Recognize.Models.Inference;
using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;

namespace Recognize.Models.Classifiers;

/// <summary>Reads the labels of an owner's pack.</summary>
internal static class OwnLabels
{
    /// <returns>One for each score.</returns>
    /// <exception cref="ModelFileException">
    /// They are missing or damaged, there are more or fewer than scores, or one that is in use is never inferred.
    /// </exception>
    public static string[] Read(InstalledPacks packs, PackTask task, OwnModel own)
    {
        var labels = packs.ReadText(task, OwnRoles.Labels).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var fileName = task.Files[OwnRoles.Model].Name;
        if (labels.Length != own.Output.Length)
            throw new ModelFileException(fileName, $"{fileName} gives {own.Output.Length} scores for {labels.Length} labels.");
        for (var at = 0; at < labels.Length; at++)
        {
            if (own.Background.Contains(at) || NeverInferred.Rules.Find(labels[at]) is not { } kind)
                continue;
            throw new ModelFileException(
                fileName,
                $"The pack \"{task.Pack}\" has the label \"{labels[at]}\", which infers {kind} from people: this program never "
                + "does. Add the model again with \"recognize models add\", which leaves out such labels.");
        }
        return labels;
    }
}
