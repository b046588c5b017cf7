namespace Recognize.Models.People.Acts;

/// <summary>What may be the name of a person.</summary>
public static class PersonNames
{
    /// <summary>In UTF-16 units; longer text is no name.</summary>
    public const int MaxLength = 200;

    /// <summary>The name as it is stored: without blanks around it; null for none.</summary>
    /// <exception cref="ActRefusedException">It is too long, or holds control characters.</exception>
    public static string? Read(string? text)
    {
        var name = text?.Trim();
        if (string.IsNullOrEmpty(name))
            return null;
        if (name.Length > MaxLength)
            throw new ActRefusedException(ActRefusal.Invalid, $"A name has at most {MaxLength} characters.");
        // Also a half of a surrogate pair, which the database could not store.
        for (var at = 0; at < name.Length; at++)
        {
            if (char.IsControl(name[at]) || (char.IsSurrogate(name[at]) && !IsPair(name, ref at)))
                throw new ActRefusedException(ActRefusal.Invalid, "A name holds no control characters.");
        }
        return name;
    }

    private static bool IsPair(string name, ref int at) =>
        at + 1 < name.Length && char.IsSurrogatePair(name[at], name[++at]);
}
