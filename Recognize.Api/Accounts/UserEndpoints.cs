using Microsoft.AspNetCore.Http.HttpResults;
using Recognize.Api.Http;
using Recognize.Models.Accounts;

namespace Recognize.Api.Accounts;

/// <summary>What admins do to users.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/users").WithTags("Users").RequireScope(TokenScopes.Admin).RequireAdmin();
        group.MapGet("/", ListAsync)
            .WithName("ListUsers")
            .WithSummary("All users, by name.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPost("/", InviteAsync)
            .WithName("InviteUser")
            .WithSummary("Makes a user, and a one-time link by which the user chooses a password.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapPatch("/{id:guid}", ChangeAsync)
            .WithName("ChangeUser")
            .WithSummary("Makes a user an admin or keeps a user out, or takes that back; the last admin stays.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{id:guid}/link", MakeLinkAsync)
            .WithName("MakeLink")
            .WithSummary("Makes a one-time link by which a user who lost the password chooses a new one.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<UserResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, UserAdministration users, CancellationToken cancellationToken)
    {
        if (page.Read<UserKey>(out var after) is { } problem)
            return problem;
        var cut = page.Cut(
            [.. await users.ListAsync(after?.Name, page.Size + 1, cancellationToken)],
            found => new UserKey(found.User.NormalizedName));
        return TypedResults.Ok(new Page<UserResponse>(
            [
                .. cut.Items.Select(found => new UserResponse(
                    found.User.Id, found.User.Name, found.User.IsAdmin, found.User.CreatedAt, found.User.DisabledAt,
                    found.LinkExpiresAt, found.SeenAt)),
            ],
            cut.Next));
    }

    private static async Task<Results<Ok<LinkResponse>, ProblemHttpResult>> InviteAsync(
        InviteUserRequest request, HttpContext context, UserAdministration users, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(LinkOf(context, await users.InviteAsync(
                request.Name, request.IsAdmin, context.Actor(), cancellationToken)));
        }
        catch (InvalidUserNameException wrong)
        {
            return Problems.BadRequest("bad-name", wrong.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid id, ChangeUserRequest request, HttpContext context, UserAdministration users,
        CancellationToken cancellationToken)
    {
        if (request is { IsAdmin: null, IsDisabled: null })
            return Problems.BadRequest("nothing-to-change", "Say isAdmin or isDisabled.");
        var actor = context.Actor();
        var outcome = UserChange.Changed;
        if (request.IsAdmin is { } isAdmin)
            outcome = await users.SetAdminAsync(id, isAdmin, actor, cancellationToken);
        if (outcome == UserChange.Changed && request.IsDisabled is { } isDisabled)
            outcome = await users.SetDisabledAsync(id, isDisabled, actor, cancellationToken);
        return outcome switch
        {
            UserChange.LastAdmin => Problems.Of(
                StatusCodes.Status409Conflict, "last-admin", "Nobody else could administrate: make somebody an admin first."),
            UserChange.NotFound => Problems.NotFound("user"),
            _ => TypedResults.NoContent(),
        };
    }

    private static async Task<Results<Ok<LinkResponse>, ProblemHttpResult>> MakeLinkAsync(
        Guid id, HttpContext context, PasswordLinks links, CancellationToken cancellationToken) =>
        await links.MakeAsync(id, context.Actor(), cancellationToken) is { } link
            ? TypedResults.Ok(LinkOf(context, link))
            : Problems.NotFound("user");

    private static LinkResponse LinkOf(HttpContext context, NewPasswordLink link) =>
        new(link.User.Id, link.User.Name, $"{context.Request.PathBase}/#link={link.Secret}", link.ExpiresAt);

    private sealed record UserKey(string Name);
}
