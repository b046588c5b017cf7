using Recognize.Api.Media;
using Recognize.Api.People;
using Recognize.Models.Search;
using Recognize.Models.Tags;

namespace Recognize.Api.Search;

/// <summary>Files that a query finds, newest first, and how it was understood.</summary>
/// <param name="Next">Give this as <c>cursor</c> to get the next page; null on the last one.</param>
/// <param name="Total">Files in all; on the first page only.</param>
/// <param name="IsTotalExact">False where there are more files than are counted.</param>
/// <param name="Parts">In the order of the query; on the first page only.</param>
internal sealed record SearchResponse(
    IReadOnlyList<MediaSummary> Items, string? Next, int? Total, bool IsTotalExact, IReadOnlyList<SearchPartResponse> Parts);

/// <param name="Source">The part as written: without it, the query asks for less.</param>
/// <param name="IsExcluded">Files like this are left out.</param>
/// <param name="IsUnknown">Nothing is called so, and no file has such words.</param>
/// <param name="Reading">What it was taken for.</param>
/// <param name="Others">What else it could mean: put a term in the place of the source to ask for that.</param>
internal sealed record SearchPartResponse(
    string Source, bool IsExcluded, bool IsUnknown, SearchReadingResponse Reading, IReadOnlyList<SearchReadingResponse> Others);

/// <param name="Label">What it is called, of a tag in English.</param>
/// <param name="Names">Of a tag, by ISO 639-1 language code, where known.</param>
/// <param name="Term">Asks for this reading and no other.</param>
/// <param name="PersonIds">Any of these people.</param>
/// <param name="TagIds">Any of these tags.</param>
internal sealed record SearchReadingResponse(
    SearchReadingKind Kind, string Label, IReadOnlyDictionary<string, string> Names, string Term,
    IReadOnlyList<Guid> PersonIds, IReadOnlyList<string> TagIds);

/// <summary>What the end of a query can be completed to.</summary>
/// <param name="Kept">The beginning of the query, which stays: the name of a suggestion is put behind it.</param>
/// <param name="Items">The likeliest first.</param>
internal sealed record SuggestResponse(string Kept, IReadOnlyList<SuggestionItem> Items);

/// <param name="Label">What it is called, of a tag in English.</param>
/// <param name="Names">Of a tag, by ISO 639-1 language code, where known.</param>
/// <param name="TagKind">Of a tag.</param>
/// <param name="MediaCount">Files that have it, counted up to 10,000.</param>
/// <param name="Cover">Of a person.</param>
internal sealed record SuggestionItem(
    SearchReadingKind Kind, string Label, IReadOnlyDictionary<string, string> Names, TagKind? TagKind, int MediaCount,
    Guid? PersonId, string? TagId, CoverResponse? Cover);
