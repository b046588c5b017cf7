using Recognize.Models.People;

namespace Recognize.Tests.People.Histories;

/// <summary>What a library holds at one moment, read in one statement each.</summary>
internal sealed record HistoryState(
    IReadOnlyDictionary<Guid, FacePlace> Faces,
    IReadOnlyDictionary<Guid, PersonState> People,
    IReadOnlySet<(Guid Face, Guid Person)> Rejections,
    IReadOnlySet<Guid> Released,
    IReadOnlyList<string> Lines)
{
    public static async Task<HistoryState> ReadAsync(HistoryLibrary library)
    {
        var faces = await library.ReadAsync(
            "SELECT id, media_id, person_id, assigned_by, ignored_as IS NOT NULL, x, origin FROM faces WHERE owner_id = $1",
            row => (row.GetGuid(0), new FacePlace(
                row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), (FaceAssignment)row.GetInt16(3), row.GetBoolean(4),
                row.GetFloat(5), row.GetInt16(6) == (short)FaceOrigin.Drawn)),
            library.Owner);
        var people = await library.ReadAsync(
            """
            SELECT id, name, is_hidden, ignored_as, cover_face_id, owner_id, version FROM people
            WHERE owner_id = $1 OR id IN (SELECT person_id FROM faces WHERE owner_id = $1)
            """,
            row => (row.GetGuid(0), new PersonState(
                row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetInt16(3),
                row.IsDBNull(4) ? null : row.GetGuid(4), row.GetGuid(5), row.GetInt64(6))),
            library.Owner);
        var rejections = await library.ReadAsync(
            "SELECT face_id, person_id FROM face_rejections WHERE face_id IN (SELECT id FROM faces WHERE owner_id = $1)",
            row => (row.GetGuid(0), row.GetGuid(1)), library.Owner);
        var released = await library.ReadAsync(
            "SELECT media_id FROM photo_releases WHERE media_id IN (SELECT id FROM media WHERE owner_id = $1)",
            row => row.GetGuid(0), library.Owner);
        var lines = await LibraryLines.ReadAsync(library.Database, library.Owner);
        return new HistoryState(
            faces.ToDictionary(), people.ToDictionary(), rejections.ToHashSet(), released.ToHashSet(), lines);
    }

    public bool IsConfirmed(Guid face) =>
        Faces.TryGetValue(face, out var place) && place.IsConfirmed;
}

internal sealed record FacePlace(
    Guid Photo, Guid? Person, FaceAssignment AssignedBy, bool IsIgnored, float X, bool IsDrawn)
{
    public bool IsConfirmed => AssignedBy is FaceAssignment.User or FaceAssignment.Contact;
}

internal sealed record PersonState(string? Name, bool IsHidden, short? IgnoredAs, Guid? Cover, Guid Owner, long Version);
