using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Sharing;
using Recognize.Models.Accounts;
using Recognize.Models.Sharing;
using Recognize.Models.Music;
using Recognize.Models.Tags;

namespace Recognize.Api.Tags;

/// <summary>What users say of the tags of a file: one's own, or shared to change.</summary>
internal static class MediaTagEndpoints
{
    private const int MaxTags = 100;

    public static void AddManualTags(this IServiceCollection services) => services.AddSingleton<ManualTags>();

    public static void MapMediaTags(this IEndpointRouteBuilder routes) => routes
        .MapPatch("/api/media/{id:guid}/tags", ChangeAsync)
        .WithTags("Media").RequireScope(TokenScopes.TagsWrite)
        .WithName("ChangeMediaTags")
        .WithSummary("Adds tags to a file and removes others, for good: no scan and no model changes it again.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, ChangeTagsRequest request, VisibleScope scope, ManualTags tags, CancellationToken cancellationToken)
    {
        var (add, words, remove) = (request.Add ?? [], request.AddWords ?? [], request.Remove ?? []);
        var count = add.Count + words.Count + remove.Count;
        if (count is 0 or > MaxTags)
            return Problems.BadRequest("bad-tag", $"Say 1 to {MaxTags} tags in add, addWords or remove.");
        foreach (var text in add.Concat(words).Concat(remove))
        {
            if (SharingProblems.OfText("bad-tag", "A tag", text, KeywordTag.MaxIdLength) is { } problem)
                return problem;
        }
        if (await scope.FindMediaAsync(id, cancellationToken) is not { } seen)
            return Problems.NotFound("file");
        if (seen.Access < AccessLevel.Write)
            return SharingProblems.ReadOnly();
        // Which tags there are in others' libraries is nobody's business.
        var known = add.Distinct().ToList();
        var there = await scope.TagsToName(seen).Where(tag => known.Contains(tag.Id)).Select(tag => tag.Id).ToListAsync(cancellationToken);
        // Genres are no secret: they come with the program.
        var genres = GenreRules.Default.GenreTags.Where(tag => known.Contains(tag.Id) && !there.Contains(tag.Id)).ToList();
        if (there.Count + genres.Count < known.Count)
            return Problems.NotFound("tag");
        await tags.ChangeAsync(id, scope.UserId, known, [.. words.Select(word => word.Trim())], remove, genres, cancellationToken);
        return TypedResults.NoContent();
    }
}
