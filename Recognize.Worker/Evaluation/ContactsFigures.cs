namespace Recognize.Worker.Evaluation;

/// <summary>How well contacts are found in photos. Shares are 0..1; a share of nothing is null.</summary>
/// <param name="Contacts">Contacts, with a usable portrait or without.</param>
/// <param name="Photos">Photos that the labels name.</param>
/// <param name="Precision">Of the pairs of a photo and a contact that were claimed, the share that the labels confirm.</param>
/// <param name="Recall">Of the pairs of a photo and a contact that the labels name, the share that was claimed.</param>
/// <param name="FalseAcceptRate">Of the photos that show no contact, the share for which one was claimed.</param>
/// <param name="Suggested">Questions to the owner that come on top; none of them counts as claimed.</param>
internal sealed record ContactsFigures(
    int Contacts, int Photos, double? Precision, double? Recall, double? FalseAcceptRate, int Suggested)
{
    /// <param name="contacts">Names of all contacts.</param>
    /// <param name="labels">Who is in each photo; a photo without anybody known has an empty entry.</param>
    /// <param name="claims">What was claimed, a pair once.</param>
    /// <param name="suggested">How many questions there are.</param>
    public static ContactsFigures Measure(
        IReadOnlySet<string> contacts, IReadOnlyDictionary<string, IReadOnlySet<string>> labels,
        IReadOnlyCollection<(string Photo, string Contact)> claims, int suggested)
    {
        var right = claims.Count(claim => labels[claim.Photo].Contains(claim.Contact));
        var shown = labels.Values.Sum(people => people.Count(contacts.Contains));
        var strangers = labels.Where(photo => !photo.Value.Overlaps(contacts)).Select(photo => photo.Key).ToHashSet(StringComparer.Ordinal);
        return new ContactsFigures(
            contacts.Count, labels.Count,
            Share(right, claims.Count),
            Share(right, shown),
            Share(claims.Select(claim => claim.Photo).Where(strangers.Contains).Distinct(StringComparer.Ordinal).Count(), strangers.Count),
            suggested);
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
