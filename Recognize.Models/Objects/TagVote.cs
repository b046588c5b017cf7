using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>A rule with its labels as places among the models' scores, ready to be applied to many photos.</summary>
internal sealed class TagVote
{
    private readonly int[] _classes;
    private readonly int[] _labels;
    private readonly int[] _boxes;
    private readonly RawLabels _names;

    /// <param name="rule">The tag.</param>
    /// <param name="below">The rules of all tags below it, which count for it unless it says otherwise.</param>
    /// <param name="names">Labels of the models.</param>
    /// <exception cref="FormatException">A rule names a label that the models do not have.</exception>
    public TagVote(TagRule rule, IEnumerable<TagRule> below, RawLabels names)
    {
        Rule = rule;
        _names = names;
        IReadOnlyList<TagRule> counted = rule.Gather ? [rule, .. below] : [rule];
        _classes = Places(counted, LabelModel.Imagenet, names.Imagenet);
        _labels = Places(counted, LabelModel.Labeler, names.Labeler);
        _boxes = Places(counted, LabelModel.Coco, names.Coco);
    }

    public TagRule Rule { get; }

    /// <summary>
    /// The tag, when one model is sure or two agree; else null. The evidence of the models that agree adds up as that
    /// of independent witnesses.
    /// </summary>
    public RecognizedTag? Of(ObjectEvidence evidence)
    {
        var votes = new Votes();
        votes.Add(OfClasses(evidence.Classes.Span), Rule.OfImagenet);
        votes.Add(OfLabels(evidence.Labels.Span), Rule.OfLabeler);
        votes.Add(OfBoxes(evidence.Boxes), Rule.OfCoco);
        return votes.Carried
            ? new RecognizedTag(Rule.Definition, votes.Score, string.Join(" + ", votes.Labels), TagSource.Recogniser)
            : null;
    }

    /// <summary>Whether a box of the detector alone carries the tag.</summary>
    public bool IsBoxed(ObjectEvidence evidence) => OfBoxes(evidence.Boxes).Evidence >= Rule.OfCoco.Alone;

    /// <summary>The boxes that stand for the tag: at least as sure as its rule asks for agreement.</summary>
    public IEnumerable<FoundObject> Boxes(ObjectEvidence evidence) =>
        evidence.Boxes.Where(box => box.Box.Score >= Rule.OfCoco.Agreed && Array.IndexOf(_boxes, box.Class) >= 0);

    private (float Evidence, string Label) OfClasses(ReadOnlySpan<float> scores)
    {
        float sum = 0;
        foreach (var place in _classes)
            sum += scores[place];
        return _classes.Length == 0
            ? default
            : (Math.Min(sum, 1), $"imagenet:{_names.Imagenet[Surest(scores, _classes)]}");
    }

    private (float Evidence, string Label) OfLabels(ReadOnlySpan<float> scores)
    {
        if (_labels.Length == 0)
            return default;
        var surest = Surest(scores, _labels);
        return (scores[surest], $"labeler:{_names.Labeler[surest]}");
    }

    private (float Evidence, string Label) OfBoxes(IReadOnlyList<FoundObject> boxes)
    {
        (float Evidence, string Label) surest = default;
        foreach (var box in boxes)
        {
            if (box.Box.Score > surest.Evidence && Array.IndexOf(_boxes, box.Class) >= 0)
                surest = (box.Box.Score, $"coco:{_names.Coco[box.Class]}");
        }
        return surest;
    }

    private static int Surest(ReadOnlySpan<float> scores, int[] places)
    {
        var surest = places[0];
        foreach (var place in places)
        {
            if (scores[place] > scores[surest])
                surest = place;
        }
        return surest;
    }

    private static int[] Places(IEnumerable<TagRule> rules, LabelModel model, IReadOnlyList<string> names) =>
    [
        .. rules.SelectMany(rule => rule.Of(model).Labels.Select(label => Place(names, label, rule))).Distinct(),
    ];

    private static int Place(IReadOnlyList<string> names, string label, TagRule rule)
    {
        for (var place = 0; place < names.Count; place++)
        {
            if (names[place] == label)
                return place;
        }
        throw new FormatException($"The tag {rule.Id} names the label {label}, which the models do not have.");
    }

    private sealed class Votes
    {
        private float _doubt = 1;
        private int _agreeing;
        private bool _isSure;

        public List<string> Labels { get; } = [];

        public bool Carried => _isSure || _agreeing >= 2;

        public float Score => 1 - _doubt;

        public void Add((float Evidence, string Label) vote, LabelRule rule)
        {
            if (vote.Evidence < Math.Min(rule.Agreed, rule.Alone))
                return;
            _isSure |= vote.Evidence >= rule.Alone && rule.Alone < 1;
            _agreeing++;
            _doubt *= 1 - vote.Evidence;
            Labels.Add(vote.Label);
        }
    }
}
