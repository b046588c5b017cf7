namespace Recognize.Models.Faces.Grouping;

/// <summary>A face whose person is known, and the group it was put into.</summary>
/// <param name="Photo">The photo the face is in.</param>
/// <param name="Person">The true person.</param>
/// <param name="Group">The group, or null for a face left out of every group.</param>
public sealed record LabelledFace(string Photo, string Person, string? Group);

/// <summary>How well groups agree with the truth; all figures are shares, 0..1.</summary>
/// <param name="Faces">Labelled faces.</param>
/// <param name="People">True people among them.</param>
/// <param name="Groups">Groups of at least two labelled faces.</param>
/// <param name="MixedGroups">Groups that hold faces of more than one person.</param>
/// <param name="Precision">BCubed: mean over faces of the share of the face's group that is of the same person.</param>
/// <param name="Recall">BCubed: mean over faces of the share of the face's person that is in the same group.</param>
/// <param name="Purity">Share of grouped faces that carry their group's majority label; 1 without groups.</param>
/// <param name="Coverage">Share of target people (at least three photos) that have a group.</param>
/// <param name="Completeness">Mean over target people of the share of their faces in their largest group.</param>
/// <param name="Grouped">Share of the target people's faces that are in any group.</param>
public sealed record GroupingFigures(
    int Faces,
    int People,
    int Groups,
    int MixedGroups,
    double Precision,
    double Recall,
    double Purity,
    double Coverage,
    double Completeness,
    double Grouped)
{
    /// <summary>A person counts towards the combined score from this many photos on.</summary>
    private const int TargetPhotos = 3;

    /// <summary>BCubed F1: harmonic mean of precision and recall.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    /// <summary>Geometric mean of purity, coverage, completeness and grouped share.</summary>
    public double Combined => Math.Pow(Purity * Coverage * Completeness * Grouped, 0.25);

    /// <summary>
    /// Compares groups with labels. A group of one labelled face counts as no group, and a face without a group as a
    /// group of its own. Without any target people the last three figures are 0.
    /// </summary>
    public static GroupingFigures Measure(IReadOnlyList<LabelledFace> faces)
    {
        var groups = faces.Where(face => face.Group is not null)
            .GroupBy(face => face.Group!, StringComparer.Ordinal)
            .Where(group => group.Count() >= 2)
            .ToDictionary(group => group.Key, CountByPerson, StringComparer.Ordinal);
        var people = faces.GroupBy(face => face.Person, StringComparer.Ordinal)
            .ToDictionary(person => person.Key, person => person.ToList(), StringComparer.Ordinal);

        double precision = 0, recall = 0;
        foreach (var face in faces)
        {
            var group = face.Group is null ? null : groups.GetValueOrDefault(face.Group);
            var together = group?[face.Person] ?? 1;
            precision += group is null ? 1 : (double)together / group.Values.Sum();
            recall += (double)together / people[face.Person].Count;
        }

        var targets = people.Values
            .Where(person => person.Select(face => face.Photo).Distinct(StringComparer.Ordinal).Count() >= TargetPhotos)
            .Select(person => Target.Of(person, groups))
            .ToList();
        var grouped = groups.Values.Sum(group => group.Values.Sum());
        return new GroupingFigures(
            faces.Count,
            people.Count,
            groups.Count,
            groups.Values.Count(group => group.Count > 1),
            faces.Count == 0 ? 1 : precision / faces.Count,
            faces.Count == 0 ? 1 : recall / faces.Count,
            grouped == 0 ? 1 : (double)groups.Values.Sum(group => group.Values.Max()) / grouped,
            Share(targets.Count(target => target.Largest > 0), targets.Count),
            targets.Count == 0 ? 0 : targets.Average(target => (double)target.Largest / target.Faces),
            Share(targets.Sum(target => target.Grouped), targets.Sum(target => target.Faces)));
    }

    /// <summary>
    /// Churn: the share of the faces in <paramref name="before"/> whose group is another one, or none, in
    /// <paramref name="after"/>; both map faces to stable group ids. 0 when nothing was grouped before.
    /// </summary>
    public static double Churn<TFace, TGroup>(
        IReadOnlyDictionary<TFace, TGroup> before, IReadOnlyDictionary<TFace, TGroup> after)
        where TFace : notnull
        where TGroup : IEquatable<TGroup>
    {
        var moved = before.Count(face => !after.TryGetValue(face.Key, out var group) || !group.Equals(face.Value));
        return Share(moved, before.Count);
    }

    private static Dictionary<string, int> CountByPerson(IEnumerable<LabelledFace> faces) =>
        faces.CountBy(face => face.Person, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private sealed record Target(int Faces, int Grouped, int Largest)
    {
        public static Target Of(List<LabelledFace> person, Dictionary<string, Dictionary<string, int>> groups)
        {
            var own = person.Where(face => face.Group is not null && groups.ContainsKey(face.Group))
                .CountBy(face => face.Group!, StringComparer.Ordinal)
                .ToList();
            return new Target(
                person.Count, own.Sum(group => group.Value), own.Count == 0 ? 0 : own.Max(group => group.Value));
        }
    }
}
