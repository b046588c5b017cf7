using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Models.Accounts;
using Recognize.Models.People.Acts;
using Recognize.Models.People.Splits;

namespace Recognize.Api.People;

/// <summary>What a user does to people; each act can be taken back, see <see cref="ActsEndpoints"/>.</summary>
internal static class PeopleActsEndpoints
{
    /// <summary>Room for as many ids of faces as an act takes, 10,000 of 39 bytes.</summary>
    private const int MaxActBytes = 512 * 1024;

    public static void MapPeopleActs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/people").WithTags("People").RefusesActs();

        group.MapPut("/{id:guid}/name", NameAsync)
            .WithName("NamePerson").WithSummary("Names or renames a person, or takes the name away.");
        group.MapPut("/{id:guid}/hidden", HideAsync)
            .WithName("HidePerson").WithSummary("Leaves a person out of lists, or shows it again.");
        group.MapPut("/{id:guid}/ignored", IgnoreAsync)
            .WithName("IgnorePerson").WithSummary("Says that a whole group is nobody to show: a statue, a poster, a stranger.");
        group.MapPut("/{id:guid}/cover", CoverAsync)
            .WithName("ChooseCover").WithSummary("Chooses the face that stands for a person.");
        group.MapPost("/merge", MergeAsync)
            .WithName("MergePeople").WithSummary("Makes two or more people one.");
        group.MapPost("/different", DifferentAsync)
            .WithName("SayDifferent").WithSummary("Says that two people are not one, or takes that back.");
        routes.MapGroup("/api/people").WithTags("People").RequireScope(TokenScopes.PeopleRead)
            .AddEndpointFilter<RouteGroupBuilder, ActRefusalFilter>()
            .MapGet("/{id:guid}/split", ProposeSplitAsync)
            .WithName("ProposeSplit").WithSummary("Proposes how a person that is two would come apart; changes nothing.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/{id:guid}/split", SplitAsync)
            .WithName("SplitPerson").WithSummary("Makes a new person of some faces of another.");
        group.MapPost("/{id:guid}/confirm", ConfirmAsync)
            .WithName("ConfirmFaces").WithSummary("Confirms faces of a person: some, or all that were seen.");
        group.MapPost("/{id:guid}/reject", RejectAsync)
            .WithName("RejectFaces").WithSummary("Says for good that faces are not a person.");
        routes.MapGroup("/api/media").WithTags("People").RefusesActs()
            .MapPut("/{id:guid}/release", ReleaseAsync)
            .WithName("ReleasePhoto")
            .WithSummary("Lets a photo show one person twice, as a mirror or a collage does, or takes that back.");
    }

    /// <summary>The scope, the largest body, and the answers that all acts have.</summary>
    public static RouteGroupBuilder RefusesActs(this RouteGroupBuilder group)
    {
        group.RequireScope(TokenScopes.PeopleWrite)
            .AddEndpointFilter<RouteGroupBuilder, ActRefusalFilter>()
            .WithMetadata(new RequestSizeLimitAttribute(MaxActBytes))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return group;
    }

    private static async Task<Ok<ActResponse>> NameAsync(
        Guid id, [FromBody] NameRequest request, OwnerScope scope, NamingActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.NameAsync(scope.Me, new(id, request.Version), request.Name, cancellationToken));

    private static async Task<Ok<ActResponse>> HideAsync(
        Guid id, [FromBody] HiddenRequest request, OwnerScope scope, NamingActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.HideAsync(scope.Me, new(id, request.Version), request.Hidden, cancellationToken));

    private static async Task<Ok<ActResponse>> IgnoreAsync(
        Guid id, [FromBody] IgnoredRequest request, OwnerScope scope, NamingActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.IgnoreAsync(scope.Me, new(id, request.Version), request.As, cancellationToken));

    private static async Task<Ok<ActResponse>> CoverAsync(
        Guid id, [FromBody] CoverRequest request, OwnerScope scope, NamingActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.CoverAsync(scope.Me, new(id, request.Version), request.FaceId, cancellationToken));

    private static async Task<Ok<ActResponse>> MergeAsync(
        [FromBody] MergeRequest request, OwnerScope scope, MergeActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.MergeAsync(
            scope.Me,
            new([.. request.People.Select(person => person.ToSeen())])
            {
                Name = request.Name, Into = request.Into, ReleasesPhotos = request.ReleasePhotos,
                TakesBackRejections = request.TakeBackRejections,
            },
            cancellationToken));

    private static async Task<Ok<ActResponse>> DifferentAsync(
        [FromBody] DifferentRequest request, OwnerScope scope, RuleActs acts, CancellationToken cancellationToken)
    {
        if (request.People.Count != 2)
            throw new ActRefusedException(ActRefusal.Invalid, "Name two people.");
        return Answer(await acts.DifferentAsync(
            scope.Me, request.People[0].ToSeen(), request.People[1].ToSeen(), request.Different, cancellationToken));
    }

    private static async Task<Ok<SplitProposalResponse>> ProposeSplitAsync(
        Guid id, OwnerScope scope, SplitProposals proposals, CancellationToken cancellationToken)
    {
        var split = await proposals.ProposeAsync(scope.Me.OwnerId, id, cancellationToken);
        return TypedResults.Ok(new SplitProposalResponse(split.Version, split.Kept, split.Parted, split.Gap, split.IsForced));
    }

    private static async Task<Ok<ActResponse>> SplitAsync(
        Guid id, [FromBody] SplitRequest request, OwnerScope scope, SplitActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.SplitAsync(
            scope.Me, new(id, request.Version), request.FaceIds, request.Name, cancellationToken));

    private static async Task<Ok<ActResponse>> ConfirmAsync(
        Guid id, [FromBody] ConfirmRequest request, OwnerScope scope, FaceActs acts, CancellationToken cancellationToken)
    {
        if (request.FaceIds is { } faces)
            return Answer(await acts.ConfirmAsync(scope.Me, id, faces, cancellationToken));
        if (request is not { Version: { } version, FaceCount: { } count })
            throw new ActRefusedException(
                ActRefusal.Invalid, "Name the faces; or, for all of them, the person's version and faceCount as they were seen.");
        return Answer(await acts.ConfirmAllAsync(scope.Me, new(id, version), count, cancellationToken));
    }

    private static async Task<Ok<ActResponse>> RejectAsync(
        Guid id, [FromBody] RejectRequest request, OwnerScope scope, FaceActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.RejectAsync(scope.Me, id, request.FaceIds, cancellationToken));

    private static async Task<Ok<ActResponse>> ReleaseAsync(
        Guid id, [FromBody] ReleaseRequest request, OwnerScope scope, RuleActs acts, CancellationToken cancellationToken) =>
        Answer(await acts.ReleaseAsync(scope.Me, id, request.Released, cancellationToken));

    private static Ok<ActResponse> Answer(ActDone done) => TypedResults.Ok(ActResponse.Of(done));
}
