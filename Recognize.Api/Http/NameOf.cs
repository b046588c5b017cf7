namespace Recognize.Api.Http;

/// <summary>An enum in a query string, by its name in any case: as the JSON of the answers writes it, too.</summary>
internal readonly record struct NameOf<T>(T Value)
    where T : struct, Enum
{
    /// <summary>Numbers are refused: they are how values are stored, not how they are called.</summary>
    public static bool TryParse(string text, out NameOf<T> name)
    {
        var isName = text.Length > 0 && char.IsAsciiLetter(text[0])
            && Enum.TryParse<T>(text, ignoreCase: true, out var value)
            && Enum.IsDefined(value);
        name = isName ? new NameOf<T>(Enum.Parse<T>(text, ignoreCase: true)) : default;
        return isName;
    }
}
