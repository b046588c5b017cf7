using System.Numerics.Tensors;
using Npgsql;
using Recognize.Models.Sealing;

namespace Recognize.Models.People.Acts;

/// <summary>
/// Finds the face that stands for what a group looks like: confirming it keeps the look with its person when everything
/// is grouped anew.
/// </summary>
internal static class Representative
{
    /// <summary>One of so many, the best by quality, may stand for the group.</summary>
    private const int BestShare = 4;

    /// <summary>
    /// Confirms one face of a group, unless one of it is confirmed already: of its better quarter the one nearest to the
    /// mean, since the best photo may be a stray face.
    /// </summary>
    public static async Task ConfirmAsync(ActTransaction act, PersonRow person, CancellationToken cancellationToken)
    {
        if (person.ConfirmedCount > 0 || await ChooseAsync(act, person.Id, cancellationToken) is not { } face)
            return;
        await act.ExecuteAsync(
            $"UPDATE faces SET assigned_by = {(int)FaceAssignment.User} WHERE id = $1", cancellationToken, face);
    }

    private static async Task<Guid?> ChooseAsync(ActTransaction act, Guid personId, CancellationToken cancellationToken)
    {
        using var seal = await SealAsync(act, cancellationToken);
        // A photo that is gone is forgotten some day, and would take the confirmation with it.
        var faces = await act.ReadAsync(
            """
            SELECT f.id, CASE WHEN f.pack_version = v.pack_version THEN f.embedding ELSE '\x'::bytea END, f.quality,
                   f.pack_version
            FROM faces f JOIN media m ON m.id = f.media_id LEFT JOIN face_versions v ON v.owner_id = f.owner_id
            WHERE f.person_id = $1
            ORDER BY m.removed_at IS NOT NULL, f.pack_version IS DISTINCT FROM v.pack_version, f.quality DESC, f.id
            """,
            row => (Id: row.GetGuid(0), Vector: ReadVector(row, seal), Quality: row.GetFloat(2)),
            cancellationToken, personId);
        if (faces.Count == 0)
            return null;
        var length = faces[0].Vector.Length;
        var comparable = faces.Where(face => face.Vector.Length == length).ToList();
        if (length == 0)
            return faces[0].Id;

        var sum = new float[length];
        foreach (var face in comparable)
            TensorPrimitives.Add<float>(sum, face.Vector, sum);
        return comparable.Take(Math.Max(1, comparable.Count / BestShare))
            .MaxBy(face => TensorPrimitives.Dot<float>(sum, face.Vector)).Id;
    }

    /// <summary>Null without the master key: people are named all the same, and the best face stands for one.</summary>
    private static async Task<OwnerSeal?> SealAsync(ActTransaction act, CancellationToken cancellationToken)
    {
        try
        {
            return await act.Keys.ReadingAsync(act.Connection, act.OwnerId, cancellationToken);
        }
        catch (KeysUnavailableException)
        {
            return null;
        }
    }

    private static float[] ReadVector(NpgsqlDataReader row, OwnerSeal? seal) =>
        seal?.ReadVector(row, 1, SealedRow.Face(row.GetGuid(0), row.GetString(3))) ?? [];
}
