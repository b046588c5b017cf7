using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.People;
using Recognize.Models.Accounts;
using Recognize.Models.Contacts;
using Recognize.Models.Contacts.CardDav;

namespace Recognize.Api.Contacts;

/// <param name="Address">Of the server, of a user's address books or of a single one; https, on a server that an admin has allowed.</param>
/// <param name="UserName">On that server.</param>
/// <param name="Password">Kept sealed, and shown to nobody.</param>
/// <param name="Agreed">Everybody in it agreed to be found in photos, also who is added later; else each is asked for.</param>
internal sealed record AddressBookRequest(
    string Address, string UserName, string Password, bool Agreed = false);

/// <summary>The caller's address books on CardDAV servers. The API calls nobody: a worker does.</summary>
internal static class AddressBookEndpoints
{
    public static void AddAddressBooks(this IServiceCollection services)
    {
        services.AddSingleton<SecretBox>();
        services.AddSingleton<AllowedServers>();
        services.AddSingleton<AddressBookRequests>();
    }

    public static void MapAddressBooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/contacts").WithTags("Contacts").RequireScope(TokenScopes.PeopleRead);
        group.MapGet("/servers", ListServersAsync)
            .WithName("ListAllowedServers").WithSummary("Addresses of the servers that an admin has allowed.");
        group.MapGroup("/").RefusesActs().MapPost("/address-books", AddAsync).HasContactsLookedAt()
            .WithName("AddAddressBooks").WithSummary("Has the address books of a CardDAV user read soon; how that went stands with the source.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<IEnumerable<string>>> ListServersAsync(
        AllowedServers allowed, CancellationToken cancellationToken) =>
        TypedResults.Ok((await allowed.ListAsync(cancellationToken)).Select(server => server.Address));

    private static async Task<Results<Accepted<ImportResponse>, ProblemHttpResult>> AddAsync(
        [FromBody] AddressBookRequest request, HttpContext context, AddressBookRequests books, ContactConsentLedger consents,
        CancellationToken cancellationToken)
    {
        if (request.Address.Length is 0 or > 2_000 || request.UserName.Length is 0 or > 200 || request.Password.Length is 0 or > 1_000)
            return Problems.BadRequest("bad-request", "An address, a user name and a password are needed, of usual length.");
        var owner = context.User.RequireUserId();
        Guid source;
        try
        {
            source = await books.AddAsync(
                owner, request.Address.Trim(), request.UserName.Trim(), request.Password, cancellationToken);
        }
        catch (CardDavException refused)
        {
            return Problems.BadRequest("bad-address", refused.Message);
        }
        if (request.Agreed)
            await consents.AnswerSourceAsync(owner, source, hasAgreed: true, context.Answerer(), cancellationToken);
        return TypedResults.Accepted("/api/contacts/sources", new ImportResponse(source));
    }
}
