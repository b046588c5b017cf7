using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Models.Accounts;
using Recognize.Models.Media;
using Recognize.Models.People;
using Recognize.Models.People.Acts;

namespace Recognize.Api.People;

/// <summary>Single faces: those in no group, and what a user says of any.</summary>
internal static class FaceEndpoints
{
    public static void MapFaces(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/faces").WithTags("Faces").RequireScope(TokenScopes.PeopleRead)
            .MapGet("/", ListAsync)
            .WithName("ListFaces")
            .WithSummary("Lists faces that wait for a person, are ignored or were drawn, the best first.")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        var acts = routes.MapGroup("/api/faces").WithTags("Faces").RefusesActs();
        acts.MapPost("/move", MoveAsync)
            .WithName("MoveFaces").WithSummary("Says who faces are: a person, or a new one; they are confirmed there.");
        acts.MapPost("/ignore", IgnoreAsync)
            .WithName("IgnoreFaces").WithSummary("Says that faces are nobody to show, or takes that back.");
        acts.MapPost("/", DrawAsync)
            .WithName("DrawFace").WithSummary("Adds a face that was missed in a photo; a worker describes it.");
        acts.MapDelete("/{id:guid}", RemoveAsync)
            .WithName("RemoveDrawnFace").WithSummary("Removes a face that a user drew.");
    }

    private static async Task<Results<Ok<Page<FaceItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page,
        OwnerScope scope,
        CancellationToken cancellationToken,
        [FromQuery, Description("waiting, ignored or drawn.")] NameOf<FaceState>? state = null)
    {
        if (page.Read<FaceKey>(out var after) is { } problem)
            return problem;
        var faces = (state?.Value ?? FaceState.Waiting) switch
        {
            FaceState.Ignored => scope.Faces.Where(face => face.IgnoredAs != null),
            FaceState.Drawn => scope.Faces.Where(face => face.Origin == FaceOrigin.Drawn),
            _ => scope.Faces.Where(face => face.PersonId == null && face.IgnoredAs == null),
        };
        return TypedResults.Ok(await FaceQueries.ListAsync(scope, faces, FaceOrder.Best, page, after, cancellationToken));
    }

    private static async Task<Ok<ActResponse>> MoveAsync(
        [FromBody] MoveRequest request, OwnerScope scope, FaceActs acts, CancellationToken cancellationToken) =>
        TypedResults.Ok(ActResponse.Of(await acts.MoveAsync(
            scope.Me,
            new(request.FaceIds)
            {
                To = request.To?.ToSeen(), NewName = request.NewName, From = request.From,
                ReleasesPhotos = request.ReleasePhotos, TakesBackRejections = request.TakeBackRejections,
            },
            cancellationToken)));

    private static async Task<Ok<ActResponse>> IgnoreAsync(
        [FromBody] IgnoreFacesRequest request, OwnerScope scope, FaceActs acts, CancellationToken cancellationToken) =>
        TypedResults.Ok(ActResponse.Of(await acts.IgnoreAsync(scope.Me, request.FaceIds, request.As, cancellationToken)));

    private static async Task<Ok<ActResponse>> DrawAsync(
        [FromBody] DrawRequest request, OwnerScope scope, DrawnFaceActs acts, CancellationToken cancellationToken) =>
        TypedResults.Ok(ActResponse.Of(await acts.DrawAsync(
            scope.Me, request.MediaId, new ImageBox(request.Box.X, request.Box.Y, request.Box.Width, request.Box.Height),
            request.Person?.ToSeen(), request.ReleasePhoto, cancellationToken)));

    private static async Task<Ok<ActResponse>> RemoveAsync(
        Guid id, OwnerScope scope, DrawnFaceActs acts, CancellationToken cancellationToken) =>
        TypedResults.Ok(ActResponse.Of(await acts.RemoveAsync(scope.Me, id, cancellationToken)));
}
