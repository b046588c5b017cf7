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
}

/// <summary>What is to be erased, as the subject of a job says it.</summary>
/// <param name="Kind">How much.</param>
/// <param name="Id">Of the user or library; null for everything.</param>
public readonly record struct ErasureTarget(ErasureKind Kind, Guid? Id)
{
    public static ErasureTarget Everything { get; } = new(ErasureKind.Everything, null);

    /// <summary>Such as <c>user:0199…</c>; what <see cref="TryParse"/> reads.</summary>
    public string Subject => Id is { } id ? $"{Name}:{id}" : Name;

    private string Name => Kind.ToString().ToLowerInvariant();

    public static bool TryParse(string subject, out ErasureTarget target)
    {
        var parts = subject.Split(':');
        var isKnown = Enum.TryParse<ErasureKind>(parts[0], ignoreCase: true, out var kind) && Enum.IsDefined(kind);
        if (isKnown && kind == ErasureKind.Everything && parts.Length == 1)
        {
            target = Everything;
            return true;
        }
        if (isKnown && kind != ErasureKind.Everything && parts.Length == 2 && Guid.TryParse(parts[1], out var id))
        {
            target = new ErasureTarget(kind, id);
            return true;
        }
        target = default;
        return false;
    }
}
