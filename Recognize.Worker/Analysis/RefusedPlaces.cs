using Npgsql;
using Recognize.Models.Faces;
using Recognize.Models.Faces.Grouping;
using Recognize.Models.Media;
using Recognize.Models.People.Refusals;
using Recognize.Models.Persistence;
using Recognize.Models.Sealing;

namespace Recognize.Worker.Analysis;

/// <summary>
/// Who of the faces in a batch of files is not to be recognised: by the place in the photo where a user said so, or by a
/// look that was kept. Such a face never becomes a row with a vector.
/// </summary>
internal sealed class RefusedPlaces
{
    private readonly ILookup<Guid, RefusedBox> _boxes;
    private readonly IReadOnlyList<KeptLook> _looks;
    private readonly List<(Guid Person, AnalysisOutcome Outcome, DetectedFace Face)> _told = [];
    private readonly Dictionary<(Guid Person, Guid Owner, string Version), List<float[]>> _seen = [];

    private RefusedPlaces(ILookup<Guid, RefusedBox> boxes, IReadOnlyList<KeptLook> looks) => (_boxes, _looks) = (boxes, looks);

    /// <param name="connection">In the transaction that holds the owners' versions: nobody is refused meanwhile.</param>
    /// <param name="outcomes">What was found.</param>
    /// <param name="seals">Open the owners' vectors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RefusedPlaces> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<AnalysisOutcome> outcomes, IReadOnlyDictionary<Guid, OwnerSeal> seals,
        CancellationToken cancellationToken)
    {
        var boxes = await connection.ReadAsync(
            """
            SELECT f.media_id, f.refused_person_id, p.keeps_look, f.x, f.y, f.width, f.height, f.time_seconds
            FROM refused_faces f JOIN refused_people p ON p.id = f.refused_person_id
            WHERE f.media_id = ANY ($1) ORDER BY f.id
            """,
            row => (Media: row.GetGuid(0), Box: new RefusedBox(
                row.GetGuid(1), row.GetBoolean(2),
                new ImageBox(row.GetFloat(3), row.GetFloat(4), row.GetFloat(5), row.GetFloat(6)),
                row.IsDBNull(7) ? null : row.GetDouble(7))),
            cancellationToken, outcomes.Select(outcome => outcome.Media.MediaId).ToArray());
        return new RefusedPlaces(
            boxes.ToLookup(row => row.Media, row => row.Box), await RefusedLooks.ReadAsync(connection, seals, cancellationToken));
    }

    /// <summary>Whether a face lies where somebody is who is not to be recognised, and nobody else is nearer to it.</summary>
    /// <param name="outcome">The file.</param>
    /// <param name="face">The face; of a video, in any of the frames it was seen in.</param>
    /// <param name="version">The face models that found it.</param>
    /// <param name="isNext">Whether they are about to replace those in use: a look is then made for them.</param>
    /// <param name="otherOverlap">Overlap with the known face that is nearest; 0 without one.</param>
    public bool TakeByPlace(AnalysisOutcome outcome, DetectedFace face, string version, bool isNext, float otherOverlap)
    {
        var nearest = _boxes[outcome.Media.MediaId]
            .Select(box => (Box: box, Overlap: box.Overlap(face)))
            .Where(pair => pair.Overlap > SamePlace.Overlap && pair.Overlap >= otherOverlap)
            .OrderByDescending(pair => pair.Overlap)
            .FirstOrDefault().Box;
        if (nearest is null)
            return false;
        if (isNext && nearest.KeepsLook)
        {
            var key = (nearest.PersonId, outcome.Media.OwnerId, version);
            if (!_seen.TryGetValue(key, out var vectors))
                _seen.Add(key, vectors = []);
            vectors.Add(face.Embedding);
        }
        return true;
    }

    /// <summary>Whether a face is like a look that its owner had kept; its place is then known from now on.</summary>
    public bool TakeByLook(AnalysisOutcome outcome, DetectedFace face, string version, SimilarityLimits limits)
    {
        var alike = KeptLook.BestOf(
            _looks.Where(kept => kept.OwnerId == outcome.Media.OwnerId && kept.PackVersion == version), face.Embedding, limits);
        if (alike is null)
            return false;
        _told.Add((alike.RefusedPersonId, outcome, face));
        return true;
    }

    /// <summary>Stores the boxes that looks told, and the looks for models that are about to be used.</summary>
    public async Task StoreAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<Guid, OwnerSeal> seals, CancellationToken cancellationToken)
    {
        if (_told.Count > 0)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO refused_faces (id, refused_person_id, media_id, x, y, width, height, time_seconds, is_by_look)
                SELECT id, person, media, x, y, width, height, seconds, true
                FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS t (id, person, media, x, y, width, height, seconds)
                """,
                cancellationToken,
                _told.Select(_ => Guid.CreateVersion7()).ToArray(),
                _told.Select(row => row.Person).ToArray(),
                _told.Select(row => row.Outcome.Media.MediaId).ToArray(),
                _told.Select(row => row.Face.Box.X).ToArray(),
                _told.Select(row => row.Face.Box.Y).ToArray(),
                _told.Select(row => row.Face.Box.Width).ToArray(),
                _told.Select(row => row.Face.Box.Height).ToArray(),
                _told.Select(row => row.Face.TimeSeconds).ToArray());
        }
        // In one order: writers of one person's look wait for each other, never in a circle.
        foreach (var ((person, owner, version), vectors) in _seen.OrderBy(pair => pair.Key.Person))
            await RefusedLooks.AddAsync(connection, seals[owner], person, version, vectors, cancellationToken);
    }

    private sealed record RefusedBox(Guid PersonId, bool KeepsLook, ImageBox Box, double? TimeSeconds)
    {
        public float Overlap(DetectedFace face)
        {
            var overlap = SamePlace.IsSameFrame(TimeSeconds, face.TimeSeconds) ? Box.Overlap(face.Box) : 0;
            foreach (var (box, time) in face.AlsoAt)
            {
                if (SamePlace.IsSameFrame(TimeSeconds, time))
                    overlap = Math.Max(overlap, Box.Overlap(box));
            }
            return overlap;
        }
    }
}
