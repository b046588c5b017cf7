using Npgsql;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Grouping;

/// <summary>
/// People of one owner as groupings compare with them, each summed up from settled faces and the portraits of its
/// contacts. Kept between groupings for as long as a person's faces stay what they were, which the database is asked each
/// time: reading and summing up somebody's faces costs far more than placing one more. Used under the owner's lock.
/// </summary>
internal sealed class SummedPeople
{
    /// <summary>All are forgotten when there are more: some tens of megabytes.</summary>
    private const int Most = 50_000;

    private readonly Dictionary<Guid, (long Fingerprint, ExistingGroup Group)> _known = [];
    private (FacetSettings Settings, string PackVersion)? _madeBy;

    /// <summary>Some people; those without faces and portraits of this version are left out. Their photos are not told.</summary>
    public async Task<List<ExistingGroup>> ReadAsync(
        NpgsqlConnection connection, OwnerSeal seal, Guid ownerId, string packVersion, IReadOnlyCollection<Guid> among,
        ILookup<Guid, GroupingFace> portraits, FacetSettings settings, CancellationToken cancellationToken)
    {
        if (_madeBy != (settings, packVersion) || _known.Count > Most)
            _known.Clear();
        _madeBy = (settings, packVersion);

        var fingerprints = await GroupingFaces.ReadFingerprintsAsync(
            connection, ownerId, packVersion, among, cancellationToken);
        foreach (var person in among.Where(portraits.Contains))
            fingerprints[person] = HashCode.Combine(
                fingerprints.GetValueOrDefault(person), string.Join(' ', portraits[person].Select(portrait => portrait.Id)));
        var stale = fingerprints
            .Where(person => !_known.TryGetValue(person.Key, out var known) || known.Fingerprint != person.Value)
            .Select(person => person.Key).ToHashSet();

        var facets = settings.Builder;
        await foreach (var settled in GroupingFaces.ReadSettledAsync(
            connection, seal, ownerId, packVersion, stale, cancellationToken))
        {
            stale.Remove(settled.PersonId);
            Sum(settled);
        }
        foreach (var portrayed in stale)
            Sum(new SettledFaces(portrayed, [], []));
        return [.. fingerprints.Keys.Order().Select(person => _known[person].Group)];

        void Sum(SettledFaces settled)
        {
            foreach (var portrait in portraits[settled.PersonId])
            {
                settled.Faces.Add(portrait);
                settled.Confirmed.Add(portrait.Id);
            }
            var group = facets.Build(settled.PersonId, settled.Faces, settled.Confirmed, cancellationToken);
            _known[settled.PersonId] = (fingerprints[settled.PersonId], group with { MediaIds = [] });
        }
    }
}

/// <summary>What the sums depend on besides the faces.</summary>
internal sealed record FacetSettings(GroupingOptions Options, SimilarityLimits Limits)
{
    public FacetBuilder Builder => new(Options, Limits);
}
