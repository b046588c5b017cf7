using System.Globalization;

namespace Recognize.Models.People.Acts;

/// <summary>How acts speak of people and faces in the sentences that users read.</summary>
internal static class ActWording
{
    public static string Of(string? name) => name is null ? "a person without a name" : $"\"{name}\"";

    /// <summary>The names in a row; how many have none is said once, since a merge may be of a hundred.</summary>
    public static string Of(IReadOnlyCollection<PersonRow> people)
    {
        var unnamed = people.Count(person => person.Name is null);
        return string.Join(", ", people.Where(person => person.Name is not null).Select(person => person.Label)
            .Concat(unnamed == 0 ? [] : [unnamed == 1 ? Of((string?)null) : Unnamed(unnamed)]));
    }

    public static string Faces(int count) =>
        count == 1 ? "1 face" : string.Create(CultureInfo.InvariantCulture, $"{count} faces");

    public static string Photos(int count) =>
        count == 1 ? "1 photo" : string.Create(CultureInfo.InvariantCulture, $"{count} photos");

    public static string Of(IgnoredAs ignored) => ignored switch
    {
        IgnoredAs.Statue => "a statue",
        IgnoredAs.Poster => "a picture of a person",
        IgnoredAs.Stranger => "a stranger",
        _ => "nobody to show",
    };

    private static string Unnamed(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} people without a name");
}
