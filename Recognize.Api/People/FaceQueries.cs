using Microsoft.EntityFrameworkCore;
using Recognize.Api.Accounts;
using Recognize.Api.Http;
using Recognize.Api.Media;
using Recognize.Models.People;

namespace Recognize.Api.People;

/// <summary>Reads lists of faces.</summary>
internal static class FaceQueries
{
    public static async Task<Page<FaceItem>> ListAsync(
        OwnerScope scope, IQueryable<Face> faces, FaceOrder order, PageQuery page, FaceKey? after,
        CancellationToken cancellationToken)
    {
        var sorted = order == FaceOrder.Doubtful ? Doubtful(faces, after) : Best(faces, after);
        var rows = await Items(scope, sorted.Take(page.Size + 1)).ToListAsync(cancellationToken);
        return page.Cut(rows, face => new FaceKey(
            order == FaceOrder.Doubtful ? face.Similarity ?? 0 : face.Quality, face.Id));
    }

    public static IQueryable<FaceItem> Items(OwnerScope scope, IQueryable<Face> faces) => faces.Select(face => new FaceItem(
        face.Id,
        face.MediaId,
        new BoxResponse(face.X, face.Y, face.Width, face.Height),
        face.TimeSeconds,
        face.Quality,
        face.SizePixels,
        face.Origin,
        scope.People
            .Where(person => person.Id == face.PersonId)
            .Select(person => new FacePersonResponse(person.Id, person.Name))
            .FirstOrDefault(),
        face.AssignedBy,
        face.Similarity,
        face.IgnoredAs,
        scope.FaceProblems.Where(problem => problem.FaceId == face.Id).Select(problem => problem.Reason).FirstOrDefault()));

    private static IQueryable<Face> Best(IQueryable<Face> faces, FaceKey? after)
    {
        if (after is not null)
            faces = faces.Where(face =>
                face.Quality < after.Value || (face.Quality == after.Value && face.Id > after.Id));
        return faces.OrderByDescending(face => face.Quality).ThenBy(face => face.Id);
    }

    private static IQueryable<Face> Doubtful(IQueryable<Face> faces, FaceKey? after)
    {
        faces = faces.Where(face => face.AssignedBy < FaceAssignment.Contact);
        if (after is not null)
            faces = faces.Where(face =>
                (face.Similarity ?? 0) > after.Value || ((face.Similarity ?? 0) == after.Value && face.Id > after.Id));
        return faces.OrderBy(face => face.Similarity ?? 0).ThenBy(face => face.Id);
    }
}
