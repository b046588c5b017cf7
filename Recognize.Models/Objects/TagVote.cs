using Recognize.Models.Tags;

namespace Recognize.Models.Objects;

/// <summary>A rule with its labels as places among the models' scores, ready to be applied to many photos.</summary>
internal sealed class TagVote
{
    private readonly Witness[] _classes;
    private readonly Witness[] _labels;
    private readonly Witness[] _boxes;
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
        votes.Add(OfClasses(evidence.Classes.Span));
        votes.Add(OfLabels(evidence.Labels.Span));
        votes.Add(OfBoxes(evidence.Boxes));
        return votes.Carried
            ? new RecognizedTag(Rule.Definition, votes.Score, string.Join(" + ", votes.Labels), TagSource.Recogniser)
            : null;
    }

    /// <summary>Whether a box of the detector alone carries the tag.</summary>
    public bool IsBoxed(ObjectEvidence evidence) => OfBoxes(evidence.Boxes).IsSure;

    /// <summary>The boxes that stand for the tag: sure enough to agree with another model.</summary>
    public IEnumerable<FoundObject> Boxes(ObjectEvidence evidence) =>
        evidence.Boxes.Where(box => Array.Exists(
            _boxes, witness => witness.Place == box.Class && witness.Rule.Agreed <= box.Box.Score));

    // The classes exclude each other: what is below the tag adds up, and the tag's own limits hold for the sum.
    private Vote OfClasses(ReadOnlySpan<float> scores)
    {
        if (_classes.Length == 0)
            return default;
        float sum = 0;
        var surest = _classes[0].Place;
        foreach (var witness in _classes)
        {
            sum += scores[witness.Place];
            if (scores[witness.Place] > scores[surest])
                surest = witness.Place;
        }
        return Vote.Of(Math.Min(sum, 1), Rule.OfImagenet, $"imagenet:{_names.Imagenet[surest]}");
    }

    private Vote OfLabels(ReadOnlySpan<float> scores)
    {
        Vote surest = default;
        foreach (var witness in _labels)
        {
            if (scores[witness.Place] > surest.Evidence)
                surest = surest.Or(Vote.Of(scores[witness.Place], witness.Rule, $"labeler:{_names.Labeler[witness.Place]}"));
        }
        return surest;
    }

    private Vote OfBoxes(IReadOnlyList<FoundObject> boxes)
    {
        Vote surest = default;
        foreach (var box in boxes)
        {
            foreach (var witness in _boxes)
            {
                if (witness.Place == box.Class && box.Box.Score > surest.Evidence)
                    surest = surest.Or(Vote.Of(box.Box.Score, witness.Rule, $"coco:{_names.Coco[box.Class]}"));
            }
        }
        return surest;
    }

    private static Witness[] Places(IEnumerable<TagRule> rules, LabelModel model, IReadOnlyList<string> names) =>
    [
        .. rules.SelectMany(rule => rule.Of(model).Labels
            .Select(label => new Witness(Place(names, label, rule), rule.Of(model)))),
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

    /// <summary>A label among a model's scores, and the limits of the tag it means: they hold for the tags above, too.</summary>
    private readonly record struct Witness(int Place, LabelRule Rule);

    /// <summary>What one model says for the tag.</summary>
    private readonly record struct Vote(float Evidence, bool IsSure, bool Agrees, string? Label)
    {
        public static Vote Of(float evidence, LabelRule rule, string label)
        {
            var isSure = rule.Alone < 1 && evidence >= rule.Alone;
            return new Vote(evidence, isSure, isSure || evidence >= rule.Agreed, label);
        }

        /// <summary>The surer of two, unless it counts for less.</summary>
        public Vote Or(Vote other) =>
            other.Agrees || !Agrees ? other with { IsSure = IsSure || other.IsSure } : this;
    }

    private sealed class Votes
    {
        private float _doubt = 1;
        private int _agreeing;
        private bool _isSure;

        public List<string> Labels { get; } = [];

        public bool Carried => _isSure || _agreeing >= 2;

        public float Score => 1 - _doubt;

        public void Add(Vote vote)
        {
            if (!vote.Agrees)
                return;
            _isSure |= vote.IsSure;
            _agreeing++;
            _doubt *= 1 - vote.Evidence;
            Labels.Add(vote.Label!);
        }
    }
}
