using System.Globalization;

namespace Recognize.Models.Packs.Own;

/// <summary>Keeps what is never inferred out of the models that owners bring.</summary>
public static class LeftOutLabels
{
    /// <summary>From this part of the labels on, a model is there to infer such things: it is refused whole.</summary>
    private const double Purpose = 0.5;

    /// <summary>Refuses a chosen output whose name says what it infers.</summary>
    /// <exception cref="ModelRefusedException">It does; the message says what.</exception>
    public static void RequireAllowed(OwnOutput output)
    {
        if (NeverInferred.Rules.Find(output.Name) is { } kind)
        {
            throw new ModelRefusedException(
                $"Its output \"{output.Name}\" infers {kind} from people, which this program never does. If the network has "
                + "another output, choose that one with --output; this one is then left out.");
        }
    }

    /// <summary>The labels that the model may not give, by index, with the kind of each.</summary>
    /// <exception cref="ModelRefusedException">They are what the model is for.</exception>
    public static IReadOnlyDictionary<int, string> Find(LabelList labels)
    {
        var found = new SortedDictionary<int, string>();
        for (var at = 0; at < labels.Names.Count; at++)
        {
            if (!labels.Background.Contains(at) && NeverInferred.Rules.Find(labels.Names[at]) is { } kind)
                found[at] = kind;
        }
        if (found.Count > 0 && found.Count >= Purpose * (labels.Names.Count - labels.Background.Count))
        {
            var (at, kind) = found.First();
            throw new ModelRefusedException(string.Create(
                CultureInfo.InvariantCulture,
                $"It infers {kind} from people, which this program never does: {found.Count} of its {labels.Names.Count} labels, such as \"{labels.Names[at]}\", are about that or the like."));
        }
        return found;
    }

    /// <summary>The same labels, with those of <see cref="Find"/> among the outputs that never become a tag.</summary>
    public static LabelList Without(LabelList labels, IReadOnlyDictionary<int, string> found) =>
        found.Count == 0 ? labels : labels with { Background = labels.Background.Concat(found.Keys).ToHashSet() };
}
