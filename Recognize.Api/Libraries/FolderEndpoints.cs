using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Library;

namespace Recognize.Api.Libraries;

/// <summary>Looks through the folders that may become libraries. The one place of the API that tells paths, to admins.</summary>
internal static class FolderEndpoints
{
    /// <summary>More than anybody looks through; a folder of folders by the hundred thousand must not fill an answer.</summary>
    private const int Most = 1_000;

    public static void MapFolders(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/folders").WithTags("Libraries").RequireScope(TokenScopes.Admin).RequireAdmin()
            .MapGet("/", ListAsync)
            .WithName("ListFolders")
            .WithSummary("Lists the folders of this machine that may become libraries: those to begin with, or those in one.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<FolderListResponse>, ProblemHttpResult>> ListAsync(
        OwnerScope scope, LibraryRoots roots, CancellationToken cancellationToken,
        [FromQuery, Description("The folder to look into; without it those to begin with.")] string? path = null)
    {
        var libraries = await scope.Libraries.Select(library => new { library.Id, library.RootPath }).ToListAsync(cancellationToken);
        if (path is null)
        {
            return TypedResults.Ok(new FolderListResponse(
                null, null, null, [.. roots.Existing().Select(root => new FolderResponse(root, root, LibraryOf(root)))], IsCut: false));
        }
        if (roots.TryEnter(path) is not { } folder)
            return Problems.NotFound("folder");
        List<FolderResponse> found;
        try
        {
            found =
            [
                .. new DirectoryInfo(folder).EnumerateDirectories()
                    .Where(roots.IsShown)
                    .Take(Most + 1)
                    .Select(entry => new FolderResponse(entry.Name, entry.FullName, LibraryOf(entry.FullName))),
            ];
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable();
        }
        catch (DirectoryNotFoundException)
        {
            return Problems.NotFound("folder");
        }
        found.Sort((one, other) => string.Compare(one.Name, other.Name, StringComparison.CurrentCultureIgnoreCase));
        return TypedResults.Ok(new FolderListResponse(
            folder, roots.ParentOf(folder), LibraryOf(folder), [.. found.Take(Most)], found.Count > Most));

        Guid? LibraryOf(string real) => libraries.Find(library => RealPath.IsWithin(real, library.RootPath))?.Id;
    }

    public static ProblemHttpResult Unreadable() => Problems.Of(
        StatusCodes.Status409Conflict, "folder-unreadable", "The folder may not be read.",
        "The account that Recognize runs under may not read this folder: give it the right to, or choose another folder.");
}
