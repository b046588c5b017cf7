using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Jobs;
using Recognize.Models.Library;

namespace Recognize.Api.Libraries;

/// <summary>Makes libraries of folders. Erasing one is an erasure like others.</summary>
internal static class NewLibraryEndpoints
{
    public static void MapNewLibraries(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/libraries").WithTags("Libraries").RequireScope(TokenScopes.Admin).RequireAdmin()
            .MapPost("/", AddAsync)
            .WithName("AddLibrary")
            .WithSummary("Makes a library of a folder, for the caller or another user, and has it scanned.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Accepted<AddedLibraryResponse>, ProblemHttpResult>> AddAsync(
        [FromBody] AddLibraryRequest request, HttpContext context, LibraryRoots roots, AccountDirectory accounts,
        LibraryDirectory libraries, JobRequests jobs, CancellationToken cancellationToken)
    {
        if (roots.TryEnter(request.Path) is not { } folder)
            return Problems.NotFound("folder");
        if (roots.HoldsInstallation(folder))
        {
            return Problems.Of(
                StatusCodes.Status409Conflict, "holds-installation", "Recognize keeps its own files in this folder.",
                "Its thumbnails would become photos: choose the folders inside that hold photos or music.");
        }
        if (!IsReadable(folder))
            return FolderEndpoints.Unreadable();
        var owner = context.User.RequireUserId();
        if (request.User is not null)
        {
            if (await accounts.FindAsync(request.User, cancellationToken) is not { } user)
                return Problems.NotFound("user");
            owner = user.Id;
        }
        var library = await libraries.EnsureAsync(owner, folder, context.Actor(), cancellationToken);
        var job = await jobs.RequestAsync(
            new JobRequest(JobKinds.Scan, owner, library.Id, "", context.User.Identity?.Name ?? "user", JobPriorities.Asked),
            cancellationToken);
        return TypedResults.Accepted("/api/libraries", new AddedLibraryResponse(library.Id, job));
    }

    private static bool IsReadable(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
