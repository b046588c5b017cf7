using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Recognize.Api.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order that the list states.</param>
/// <param name="Next">Give this as <c>cursor</c> to get the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Bounds of every list.</summary>
internal static class PageLimit
{
    public const int Default = 100;
    public const int Max = 500;

    /// <summary>Why a limit is refused, or null.</summary>
    public static string? Problem(int? limit) =>
        limit is < 1 or > Max ? $"limit must be between 1 and {Max}." : null;
}

/// <summary>Where a page ends, as opaque text: the sort key of its last row, so that new rows never shift a page.</summary>
internal static class Cursor
{
    /// <summary>Longer text was not made here.</summary>
    private const int MaxLength = 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static string Encode<T>(T key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key, Json));

    /// <summary>The key of a cursor; false when the text was not made by <see cref="Encode"/>.</summary>
    public static bool TryDecode<T>(string text, out T? key)
        where T : class
    {
        key = null;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return false;
        try
        {
            key = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(text), Json);
            return key is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
