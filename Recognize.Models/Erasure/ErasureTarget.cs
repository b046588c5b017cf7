namespace Recognize.Models.Erasure;

/// <summary>What can be erased as a whole.</summary>
public enum ErasureKind
{
    /// <summary>All that face recognition has made of a user's files and contacts; files, tags and contacts stay known.</summary>
    Faces,

    /// <summary>A library with all that is known of its files. The files themselves are the owner's and stay.</summary>
    Library,

    /// <summary>A user with all libraries, people, contacts and tokens.</summary>
    User,

    /// <summary>All users and all that was set and remembered.</summary>
    Everything,

    /// <summary>One person of a user's, with faces, vectors, name and history; or one who is not to be recognised.</summary>
    Person,
}

/// <summary>What is to be erased, as the subject of a job says it.</summary>
/// <param name="Kind">How much.</param>
/// <param name="Id">Of the user, library or person; null for everything.</param>
public readonly record struct ErasureTarget(ErasureKind Kind, Guid? Id)
{
    public static ErasureTarget Everything { get; } = new(ErasureKind.Everything, null);

    /// <summary>
    /// Whose library or person it is: after a crash the row may be gone, and the owner's work is to go on all the same. Null in
    /// jobs of older programs.
    /// </summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Such as <c>user:0199…</c> or <c>person:0199…:0198…</c>; what <see cref="TryParse"/> reads.</summary>
    public string Subject => (Id, OwnerId) switch
    {
        ({ } id, { } owner) => $"{Name}:{id}:{owner}",
        ({ } id, null) => $"{Name}:{id}",
        _ => Name,
    };

    private string Name => Kind.ToString().ToLowerInvariant();

    public static bool TryParse(string subject, out ErasureTarget target)
    {
        target = default;
        var parts = subject.Split(':');
        if (!Enum.TryParse<ErasureKind>(parts[0], ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            return false;
        if (kind == ErasureKind.Everything)
        {
            target = Everything;
            return parts.Length == 1;
        }
        if (parts.Length < 2 || !Guid.TryParse(parts[1], out var id))
            return false;
        target = new ErasureTarget(kind, id);
        if (parts.Length == 2)
            return kind != ErasureKind.Person;
        if (parts.Length != 3 || kind is not (ErasureKind.Person or ErasureKind.Library) || !Guid.TryParse(parts[2], out var owner))
            return false;
        target = target with { OwnerId = owner };
        return true;
    }
}
