using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Models.Accounts;
using Recognize.Models.Tags;

namespace Recognize.Api.Tags;

/// <summary>The tags on the caller's files.</summary>
internal static class TagEndpoints
{
    private const int RelatedFiles = 1_000;
    private const int RelatedTags = 12;

    public static void MapTags(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/tags").WithTags("Tags").RequireScope(TokenScopes.TagsRead);

        group.MapGet("/", ListAsync)
            .WithName("ListTags")
            .WithSummary("Lists tags, those on most files first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}", GetAsync)
            .WithName("GetTag")
            .WithSummary("One tag.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/related", ListRelatedAsync)
            .WithName("ListRelatedTags")
            .WithSummary("Lists the tags that are most often on the same files, as far as the thousand added last tell.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/media", ListMediaAsync)
            .WithName("ListTagMedia")
            .WithSummary("Lists the files that carry a tag, newest first.")
            .RequireScope(TokenScopes.MediaRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<TagResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only one kind: subject, landmark, place, music, keyword or document.")] NameOf<TagKind>? kind,
        [FromQuery, Description("Only tags right below this one in the taxonomy.")] string? parent,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<TagKey>(out var after) is { } problem)
            return problem;
        var tags = Count(scope);
        if (kind?.Value is { } only)
            tags = tags.Where(tag => tag.Kind == only);
        if (parent is not null)
            tags = tags.Where(tag => tag.ParentId == parent);
        var rows = await Order(tags, after).Take(page.Size + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, tag => new TagKey(tag.MediaCount, tag.Id));
        return TypedResults.Ok(cut with { Items = await WithCoversAsync(scope, cut.Items, cancellationToken) });
    }

    private static async Task<Results<Ok<TagResponse>, ProblemHttpResult>> GetAsync(
        string id, OwnerScope scope, CancellationToken cancellationToken) =>
        await FindAsync(scope, id, cancellationToken) is { } tag
            ? TypedResults.Ok((await WithCoversAsync(scope, [tag], cancellationToken))[0])
            : Problems.NotFound("tag");

    private static async Task<Results<Ok<Page<TagResponse>>, ProblemHttpResult>> ListRelatedAsync(
        string id, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (await FindAsync(scope, id, cancellationToken) is not { } about)
            return Problems.NotFound("tag");
        var files = scope.MediaTags.Where(assigned => assigned.TagId == about.Id)
            .OrderByDescending(assigned => assigned.MediaId).Select(assigned => assigned.MediaId).Take(RelatedFiles);
        var related = await scope.MediaTags
            .Where(assigned => files.Contains(assigned.MediaId) && assigned.TagId != about.Id)
            .GroupBy(assigned => assigned.TagId)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => group.Key).Take(RelatedTags)
            .ToListAsync(cancellationToken);
        var tags = await Count(scope).Where(tag => related.Contains(tag.Id)).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<TagResponse>([.. tags.OrderBy(tag => related.IndexOf(tag.Id))], null));
    }

    private static Task<TagResponse?> FindAsync(OwnerScope scope, string id, CancellationToken cancellationToken)
    {
        var tagId = Unescape(id);
        return Count(scope).SingleOrDefaultAsync(tag => tag.Id == tagId, cancellationToken);
    }

    /// <summary>Routing leaves an escaped slash as it is, lest it split the path; keywords from files may hold one.</summary>
    private static string Unescape(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Ids of files grow with time: the last one of a tag stands at the end of its stretch of the index.</summary>
    private static async Task<IReadOnlyList<TagResponse>> WithCoversAsync(
        OwnerScope scope, IReadOnlyList<TagResponse> tags, CancellationToken cancellationToken)
    {
        var ids = tags.Select(tag => tag.Id).ToList();
        var covers = await scope.TagNames.Where(tag => ids.Contains(tag.Id))
            .Select(tag => new
            {
                tag.Id,
                Cover = scope.MediaTags.Where(assigned => assigned.TagId == tag.Id)
                    .OrderByDescending(assigned => assigned.MediaId)
                    .Select(assigned => (Guid?)assigned.MediaId).FirstOrDefault(),
            })
            .ToDictionaryAsync(row => row.Id, row => row.Cover, cancellationToken);
        return [.. tags.Select(tag => tag with { CoverMediaId = covers.GetValueOrDefault(tag.Id) })];
    }

    /// <summary>Several sources may say the same of a file: it counts once.</summary>
    internal static IQueryable<TagResponse> Count(OwnerScope scope) =>
        scope.TagCounts
            .GroupBy(change => change.TagId)
            .Select(group => new { Id = group.Key, Count = group.Sum(change => change.Change) })
            .Where(count => count.Count > 0)
            .Join(scope.TagNames, count => count.Id, tag => tag.Id, (count, tag) =>
                new TagResponse
                {
                    Id = tag.Id, Name = tag.Name, Names = tag.Names, Kind = tag.Kind, ParentId = tag.ParentId,
                    MediaCount = count.Count,
                });

    private static IQueryable<TagResponse> Order(IQueryable<TagResponse> tags, TagKey? after)
    {
        if (after is not null)
        {
            tags = tags.Where(tag => tag.MediaCount < after.MediaCount
                || (tag.MediaCount == after.MediaCount && string.Compare(tag.Id, after.Id) > 0));
        }
        return tags.OrderByDescending(tag => tag.MediaCount).ThenBy(tag => tag.Id);
    }

    private static async Task<Results<Ok<Page<MediaSummary>>, ProblemHttpResult>> ListMediaAsync(
        string id, [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        var tagId = Unescape(id);
        if (!await Count(scope).AnyAsync(tag => tag.Id == tagId, cancellationToken))
            return Problems.NotFound("tag");
        return await MediaTimeline.ListAsync(scope, new MediaQuery { Tag = tagId }, page, cancellationToken);
    }
}
