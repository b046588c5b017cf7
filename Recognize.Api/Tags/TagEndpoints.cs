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
    public static void MapTags(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/tags").WithTags("Tags").RequireScope(TokenScopes.TagsRead);

        group.MapGet("/", ListAsync)
            .WithName("ListTags")
            .WithSummary("Lists tags, those on most files first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}/media", ListMediaAsync)
            .WithName("ListTagMedia")
            .WithSummary("Lists the files that carry a tag, newest first.")
            .RequireScope(TokenScopes.MediaRead)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<TagResponse>>, ProblemHttpResult>> ListAsync(
        [FromQuery, Description("Only one kind: subject, landmark, place, music, keyword or document.")] NameOf<TagKind>? kind,
        [AsParameters] PageQuery page, OwnerScope scope, CancellationToken cancellationToken)
    {
        if (page.Read<TagKey>(out var after) is { } problem)
            return problem;
        var tags = Count(scope);
        if (kind?.Value is { } only)
            tags = tags.Where(tag => tag.Kind == only);
        var rows = await Order(tags, after).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, tag => new TagKey(tag.MediaCount, tag.Id)));
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
        // Routing leaves an escaped slash as it is, lest it split the path; keywords from files may hold one.
        var tagId = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (!await Count(scope).AnyAsync(tag => tag.Id == tagId, cancellationToken))
            return Problems.NotFound("tag");
        return await MediaTimeline.ListAsync(scope, new MediaQuery { Tag = tagId }, page, cancellationToken);
    }
}
