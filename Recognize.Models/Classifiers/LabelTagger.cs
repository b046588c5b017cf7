using Recognize.Models.Packs;
using Recognize.Models.Packs.Own;
using Recognize.Models.Tags;

namespace Recognize.Models.Classifiers;

/// <summary>Makes tags of the scores of an owner's classifier. Immutable, thread-safe.</summary>
internal sealed class LabelTagger
{
    private readonly string[] _labels;
    private readonly TagDefinition?[] _tags;
    private readonly string _pack;
    private readonly TagSource _source;
    private readonly float _threshold;
    private readonly bool _isExclusive;

    /// <param name="pack">The pack whose labels they are.</param>
    /// <param name="labels">One for each score.</param>
    /// <param name="lookup">Knows tags that exist already; what it does not know becomes a tag of its own.</param>
    public LabelTagger(PackTask pack, IReadOnlyList<string> labels, ITagLookup lookup)
    {
        var own = pack.Own ?? throw new ArgumentException("Only an owner's pack has labels of its own.", nameof(pack));
        (_source, Func<string, TagDefinition> create) = pack.Task switch
        {
            ModelTasks.Landmarks => (TagSource.LandmarkModel, Landmark),
            ModelTasks.Music => (TagSource.MusicModel, Genre),
            _ => (TagSource.Recogniser, (Func<string, TagDefinition>)Subject),
        };
        _labels = [.. labels];
        _pack = pack.Pack;
        _threshold = own.Threshold;
        // Labels that exclude each other and mean the same tag share its probability.
        _isExclusive = own.Output.Kind is OwnOutputKind.Softmax or OwnOutputKind.Logits;
        _tags = new TagDefinition?[labels.Count];
        for (var at = 0; at < _tags.Length; at++)
        {
            if (!own.Background.Contains(at))
                _tags[at] = lookup.Find(labels[at]) ?? create(labels[at]);
        }
    }

    /// <summary>The tags that are sure enough and everything above them, surest first, each once.</summary>
    public IReadOnlyList<RecognizedTag> Tag(ReadOnlySpan<float> probabilities)
    {
        var tags = new Dictionary<string, RecognizedTag>(StringComparer.Ordinal);
        foreach (var (tag, (score, best)) in Weigh(probabilities))
        {
            if (score < _threshold)
                continue;
            for (var at = tag; at is not null; at = at.Parent)
            {
                if (!tags.TryGetValue(at.Id, out var other) || other.Score < score)
                    tags[at.Id] = new RecognizedTag(at, Math.Min(score, 1), $"{_pack}:{_labels[best]}", _source);
            }
        }
        return [.. tags.Values.OrderByDescending(tag => tag.Score).ThenBy(tag => tag.TagId, StringComparer.Ordinal)];
    }

    /// <summary>The score of every tag that there is a label for, sure or not, and of everything above them.</summary>
    public IReadOnlyDictionary<TagDefinition, float> Score(ReadOnlySpan<float> probabilities)
    {
        var scores = new Dictionary<TagDefinition, float>();
        foreach (var (tag, (score, _)) in Weigh(probabilities))
        {
            for (var at = tag; at is not null; at = at.Parent)
                scores[at] = Math.Max(scores.GetValueOrDefault(at), score);
        }
        return scores;
    }

    private Dictionary<TagDefinition, (float Score, int Best)> Weigh(ReadOnlySpan<float> probabilities)
    {
        var evidence = new Dictionary<TagDefinition, (float Score, int Best)>();
        for (var at = 0; at < _tags.Length; at++)
        {
            if (_tags[at] is not { } tag)
                continue;
            var known = evidence.GetValueOrDefault(tag, (0, at));
            evidence[tag] = (
                _isExclusive ? known.Score + probabilities[at] : Math.Max(known.Score, probabilities[at]),
                probabilities[at] > probabilities[known.Best] ? at : known.Best);
        }
        return evidence;
    }

    // Lists of things often give synonyms behind the name.
    private static TagDefinition Subject(string label)
    {
        var name = label.Split(',')[0].Trim();
        return TagDefinition.Untranslated($"own:{LabelSlug.Of(name)}", TagKind.Subject, name);
    }

    private static TagDefinition Genre(string label) =>
        TagDefinition.Untranslated($"genre:own:{LabelSlug.Of(label)}", TagKind.Music, label);

    private static TagDefinition Landmark(string label) =>
        TagDefinition.Untranslated($"landmark:{LabelSlug.Of(label)}", TagKind.Landmark, label);
}
