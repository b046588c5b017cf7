using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Api.Admin;

/// <param name="Address">Scheme, host and port.</param>
/// <param name="HasCertificates">Whether certificates are trusted for it that the system does not know.</param>
/// <param name="AddedBy">Who allowed it, in words.</param>
internal sealed record ContactServerResponse(
    Guid Id, string Address, bool HasCertificates, string AddedBy, DateTimeOffset AddedAt);

/// <param name="Address">Of the server, with or without <c>https://</c>.</param>
/// <param name="Certificates">In PEM, those that its own is signed by, where the system does not know them.</param>
internal sealed record AllowServerRequest(string Address, string? Certificates = null);

/// <summary>Servers of address books that may be called: no others ever are.</summary>
internal static class ContactServerEndpoints
{
    public static void MapContactServers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/contact-servers").WithTags("Administration")
            .RequireScope(TokenScopes.Admin).RequireAdmin();
        group.MapGet("/", ListAsync)
            .WithName("ListContactServers").WithSummary("Servers that users' address books may be read from.");
        group.MapPost("/", AllowAsync)
            .WithName("AllowContactServer").WithSummary("Allows a server, or changes the certificates it may have.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapDelete("/{id:guid}", ForbidAsync)
            .WithName("ForbidContactServer").WithSummary("Takes the permission back; contacts that were read stay.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IEnumerable<ContactServerResponse>>> ListAsync(
        AllowedServers allowed, CancellationToken cancellationToken) =>
        TypedResults.Ok((await allowed.ListAsync(cancellationToken)).Select(server => new ContactServerResponse(
            server.Id, server.Address, server.Certificates is not null, server.AddedBy, server.AddedAt)));

    private static async Task<Results<NoContent, ProblemHttpResult>> AllowAsync(
        [FromBody] AllowServerRequest request, HttpContext context, AllowedServers allowed, CancellationToken cancellationToken)
    {
        if (request.Address.Length > 2_000 || request.Certificates?.Length > 100_000)
            return Problems.BadRequest("bad-request", "The address or the certificates are too long.");
        try
        {
            await allowed.AllowAsync(
                request.Address.Trim(), string.IsNullOrWhiteSpace(request.Certificates) ? null : request.Certificates,
                context.Actor(), cancellationToken);
            return TypedResults.NoContent();
        }
        catch (CardDavException refused)
        {
            return Problems.BadRequest("bad-address", refused.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ForbidAsync(
        Guid id, HttpContext context, AllowedServers allowed, CancellationToken cancellationToken) =>
        (await allowed.ListAsync(cancellationToken)).FirstOrDefault(server => server.Id == id) is { } known
        && await allowed.ForbidAsync(known.Address, context.Actor(), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("server");
}
