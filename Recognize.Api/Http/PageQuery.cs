using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Recognize.Api.Http;

/// <summary>The two parameters that every list takes.</summary>
internal sealed class PageQuery
{
    [FromQuery(Name = "cursor"), Description("Where the page before ended: its `next`.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit"), Description("How many items at most: 1 to 500, by default 100.")]
    public int? Limit { get; init; }

    public int Size => Limit ?? PageLimit.Default;

    /// <summary>Reads the cursor; the problem is not null when it or the limit is wrong.</summary>
    public ProblemHttpResult? Read<TKey>(out TKey? after)
        where TKey : class
    {
        after = null;
        if (PageLimit.Problem(Limit) is { } problem)
            return Problems.BadRequest("bad-limit", problem);
        return Cursor is null || Http.Cursor.TryDecode(Cursor, out after)
            ? null
            : Problems.BadRequest("bad-cursor", "The cursor was not made by this list.");
    }

    /// <summary>A page from one row more than it shows: the extra row says whether there is a next page.</summary>
    public Page<T> Cut<T, TKey>(List<T> rows, Func<T, TKey> keyOf)
        where TKey : class
    {
        if (rows.Count <= Size)
            return new Page<T>(rows, null);
        rows.RemoveRange(Size, rows.Count - Size);
        return new Page<T>(rows, Http.Cursor.Encode(keyOf(rows[^1])));
    }
}
