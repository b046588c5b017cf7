namespace Recognize.Models.Search;

/// <summary>One term of a query as it was written; see docs/search.md for the grammar.</summary>
/// <param name="At">Where in the query it begins.</param>
/// <param name="Source">The piece of the query, quotes, operator and sign included.</param>
/// <param name="Text">What it asks for: without quotes, operator and sign.</param>
/// <param name="Operator">In front of a colon, in lower case; null for plain words.</param>
/// <param name="IsQuoted">Stands by itself, word for word.</param>
/// <param name="IsExcluded">A sign in front says that files like this are left out.</param>
internal sealed record SearchTerm(int At, string Source, string Text, string? Operator, bool IsQuoted, bool IsExcluded)
{
    /// <summary>Can be read together with its neighbours.</summary>
    public bool IsPlain => Operator is null && !IsQuoted && !IsExcluded;
}
